import type {IBufferCell, Terminal} from '@xterm/headless';
import {piecesOf, shapeOf} from './box-drawing.ts';

/** A cell of the monospaced face, in px at a font size of 14. */
const cellWidth = 8.4;
const cellHeight = 18;
const margin = 16;
/** Of the bar at the top. */
const barHeight = 30;

const background = '#12161c';
const foreground = '#d5dae2';
/** Sets the picture off from a page that is as dark. */
const edge = '#3b4252';

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
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const round = (value: number): number => Math.round(value * 100) / 100;

const colourOf = (cell: IBufferCell, ground: 'foreground' | 'background'): string | undefined => {
	const isForeground = ground === 'foreground';
	if (isForeground ? cell.isFgDefault() : cell.isBgDefault()) return undefined;
	const colour = isForeground ? cell.getFgColor() : cell.getBgColor();
	if (isForeground ? cell.isFgRGB() : cell.isBgRGB()) return `#${colour.toString(16).padStart(6, '0')}`;
	return palette[colour % palette.length];
};

type Style = {readonly colour: string; readonly fill: string | undefined; readonly attributes: string};

type Run = Style & {readonly column: number; readonly width: number; readonly text: string};

const styleOf = (cell: IBufferCell): Style => {
	const own = {colour: colourOf(cell, 'foreground') ?? foreground, fill: colourOf(cell, 'background')};
	const attributes = [
		cell.isBold() ? ' font-weight="bold"' : '',
		cell.isDim() ? ' opacity="0.6"' : '',
		cell.isUnderline() ? ' text-decoration="underline"' : '',
	].join('');
	return cell.isInverse() ? {colour: own.fill ?? background, fill: own.colour, attributes} : {...own, attributes};
};

/** Neighbouring cells of one style, as one run. */
const runsOf = (terminal: Terminal, row: number): readonly Run[] => {
	const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);
	const runs: Run[] = [];
	for (let column = 0; line && column < terminal.cols; column++) {
		const cell = line.getCell(column);
		if (!cell || cell.getWidth() === 0) continue;
		const style = styleOf(cell);
		const text = cell.getChars() || ' ';
		const last = runs.at(-1);
		if (last && last.colour === style.colour && last.fill === style.fill && last.attributes === style.attributes) {
			runs[runs.length - 1] = {...last, width: last.width + cell.getWidth(), text: last.text + text};
		} else {
			runs.push({...style, column, width: cell.getWidth(), text});
		}
	}
	return runs;
};

const drawLetters = (text: string, x: number, y: number, {colour, attributes}: Style): string => {
	// textLength keeps the columns in line in whatever face the reader has.
	const width = round(text.length * cellWidth);
	const fill = colour === foreground ? '' : ` fill="${colour}"`;
	return `<text x="${x}" y="${y + 13}" textLength="${width}"${fill}${attributes}>${escapeText(text)}</text>`;
};

const drawRun = (run: Run, row: number): string => {
	const y = barHeight + row * cellHeight;
	const at = (column: number) => round(margin + column * cellWidth);
	let {column} = run;
	const parts: string[] = [];
	if (run.fill) {
		const width = round(run.width * cellWidth);
		parts.push(`<rect x="${at(column)}" y="${y}" width="${width}" height="${cellHeight}" fill="${run.fill}"/>`);
	}
	// Several blanks divide what is then placed by itself: a face of another width shifts nothing.
	for (const text of run.text.split(/( {2,})/).flatMap(piecesOf)) {
		const cells = {
			x: at(column),
			y,
			width: round(text.length * cellWidth),
			height: cellHeight,
			colour: run.colour,
		};
		const shape = shapeOf(text, cells);
		const isDim = run.attributes.includes('opacity');
		if (shape) parts.push(isDim ? `<g opacity="0.6">${shape}</g>` : shape);
		else if (text.trim() !== '') {
			const start = text.length - text.trimStart().length;
			parts.push(drawLetters(text.trim(), at(column + start), y, run));
		}
		column += text.length;
	}
	return parts.join('');
};

const drawBar = (): string =>
	['#ef6f78', '#e5c07b', '#8fc77d']
		.map((colour, index) => `<circle cx="${margin + 4 + index * 16}" cy="14" r="4.5" fill="${colour}"/>`)
		.join('');

/** What a terminal shows, as an SVG picture. `title` is what a screen reader says of it. */
export const terminalPicture = (terminal: Terminal, title: string): string => {
	const width = Math.ceil(terminal.cols * cellWidth + 2 * margin);
	// The last row stays empty: a frame is one row less high than its terminal.
	const height = barHeight + (terminal.rows - 1) * cellHeight + margin;
	const rows = Array.from({length: terminal.rows}, (_, row) =>
		runsOf(terminal, row)
			.map(run => drawRun(run, row))
			.join(''),
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(title)}">`,
		`<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${background}" stroke="${edge}"/>`,
		drawBar(),
		`<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${foreground}" xml:space="preserve">`,
		...rows.filter(row => row !== ''),
		'</g>',
		'</svg>',
		'',
	].join('\n');
};
