/** A cell or several of one row, in px. */
export type Cells = {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly colour: string;
};

const radius = 4;

const line = (path: string, colour: string): string =>
	`<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.2"/>`;

/** In faces of their own the characters of boxes and bars leave gaps between rows; drawn, they meet. */
const shapes: Readonly<Record<string, (cells: Cells) => string>> = {
	'─': ({x, y, width, height, colour}) => line(`M${x} ${y + height / 2}h${width}`, colour),
	'│': ({x, y, width, height, colour}) => line(`M${x + width / 2} ${y}v${height}`, colour),
	'╭': ({x, y, width, height, colour}) =>
		line(
			`M${x + width / 2} ${y + height}V${y + height / 2 + radius}q0 -${radius} ${radius} -${radius}H${x + width}`,
			colour,
		),
	'╮': ({x, y, width, height, colour}) =>
		line(`M${x} ${y + height / 2}H${x + width / 2 - radius}q${radius} 0 ${radius} ${radius}V${y + height}`, colour),
	'╰': ({x, y, width, height, colour}) =>
		line(`M${x + width / 2} ${y}V${y + height / 2 - radius}q0 ${radius} ${radius} ${radius}H${x + width}`, colour),
	'╯': ({x, y, width, height, colour}) =>
		line(`M${x} ${y + height / 2}H${x + width / 2 - radius}q${radius} 0 ${radius} -${radius}V${y}`, colour),
	'█': ({x, y, width, height, colour}) =>
		`<rect x="${x}" y="${y + 3}" width="${width}" height="${height - 6}" fill="${colour}"/>`,
	'░': ({x, y, width, height, colour}) =>
		`<rect x="${x}" y="${y + 3}" width="${width}" height="${height - 6}" fill="${colour}" opacity="0.4"/>`,
};

/** Characters that stand for one shape as often as they follow each other. */
const stretching = new Set(['─', '█', '░']);

/** A text in pieces that are drawn in one way each: a row of one shape, or letters. */
export const piecesOf = (text: string): readonly string[] => text.match(/─+|█+|░+|[│╭╮╰╯]|[^─█░│╭╮╰╯]+/gu) ?? [];

/** A piece as a shape; undefined for letters. */
export const shapeOf = (piece: string, cells: Cells): string | undefined => {
	const [first = ''] = piece;
	return piece.length === 1 || stretching.has(first) ? shapes[first]?.(cells) : undefined;
};
