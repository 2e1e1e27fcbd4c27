import type {IBufferCell, Terminal} from '@xterm/headless';

/** A cell of the monospaced face, in px at a font size of 14. */
const cellWidth = 8.4;
const cellHeight = 18;
const margin = 16;

const background = '#12161c';
const foreground = '#d5dae2';

/** The 16 colours of a dark terminal. */
const palette: readonly string[] = [
	'#3b4252',
	'#ef6f78',
	'#8fc77d',
	'#e5c07b',
	'#6cb2f0',
	'#c792ea',
	'#5fc9c9',
	'#d5dae2',
	'#6b7280',
	'#ff8f96',
	'#a8dd96',
	'#f0d399',
	'#8cc7ff',
	'#d9b0f5',
	'#7fdede',
	'#ffffff',
];

const escapeText = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const colourOf = (cell: IBufferCell, ground: 'foreground' | 'background'): string | undefined => {
	const isForeground = ground === 'foreground';
	if (isForeground ? cell.isFgDefault() : cell.isBgDefault()) return undefined;
	const colour = isForeground ? cell.getFgColor() : cell.getBgColor();
	if (isForeground ? cell.isFgRGB() : cell.isBgRGB()) return `#${colour.toString(16).padStart(6, '0')}`;
	return palette[colour % palette.length];
};

type Run = {
	readonly column: number;
	readonly width: number;
	readonly text: string;
	readonly style: string;
	readonly fill: string | undefined;
};

const styleOf = (cell: IBufferCell): {readonly style: string; readonly fill: string | undefined} => {
	const own = {text: colourOf(cell, 'foreground'), fill: colourOf(cell, 'background')};
	const {text, fill} = cell.isInverse() ? {text: own.fill ?? background, fill: own.text ?? foreground} : own;
	return {
		style: [
			text && text !== foreground ? `fill="${text}"` : '',
			cell.isBold() ? 'font-weight="bold"' : '',
			cell.isDim() ? 'opacity="0.6"' : '',
			cell.isUnderline() ? 'text-decoration="underline"' : '',
		]
			.filter(part => part !== '')
			.join(' '),
		fill,
	};
};

/** Neighbouring cells of one style, as one run; blanks that nothing paints are left out at both ends. */
const runsOf = (terminal: Terminal, row: number): readonly Run[] => {
	const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);
	const runs: Run[] = [];
	for (let column = 0; line && column < terminal.cols; column++) {
		const cell = line.getCell(column);
		if (!cell || cell.getWidth() === 0) continue;
		const {style, fill} = styleOf(cell);
		const text = cell.getChars() || ' ';
		const last = runs.at(-1);
		if (last && last.style === style && last.fill === fill && last.column + last.width === column) {
			runs[runs.length - 1] = {...last, width: last.width + cell.getWidth(), text: last.text + text};
		} else {
			runs.push({column, width: cell.getWidth(), text, style, fill});
		}
	}
	return runs.filter(({text, fill}) => text.trim() !== '' || fill !== undefined);
};

const round = (value: number): number => Math.round(value * 100) / 100;

const drawRun = ({column, width, text, style, fill}: Run, row: number): string => {
	const x = round(margin + column * cellWidth);
	const top = margin + row * cellHeight;
	const ground = fill
		? `<rect x="${x}" y="${top}" width="${round(width * cellWidth)}" height="${cellHeight}" fill="${fill}"/>`
		: '';
	// textLength keeps the columns in line in whatever face the reader has.
	const words = `<text x="${x}" y="${top + 13}" textLength="${round(width * cellWidth)}"${style ? ` ${style}` : ''}>${escapeText(text)}</text>`;
	return ground + (text.trim() === '' ? '' : words);
};

/** What a terminal shows, as an SVG picture. `title` is what a screen reader says of it. */
export const terminalPicture = (terminal: Terminal, title: string): string => {
	const width = Math.ceil(terminal.cols * cellWidth + 2 * margin);
	const height = terminal.rows * cellHeight + 2 * margin;
	const rows = Array.from({length: terminal.rows}, (_, row) =>
		runsOf(terminal, row)
			.map(run => drawRun(run, row))
			.join(''),
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(title)}">`,
		`<rect width="${width}" height="${height}" rx="10" fill="${background}"/>`,
		`<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${foreground}" xml:space="preserve">`,
		...rows.filter(row => row !== ''),
		'</g>',
		'</svg>',
		'',
	].join('\n');
};
