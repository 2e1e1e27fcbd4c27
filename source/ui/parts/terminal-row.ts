import type {IBufferCell, IBufferLine} from '@xterm/headless';
import {displayWidth} from '../text.ts';

const attributes = [
	['isBold', 1],
	['isDim', 2],
	['isItalic', 3],
	['isUnderline', 4],
	['isInverse', 7],
	['isInvisible', 8],
	['isStrikethrough', 9],
] as const satisfies readonly (readonly [keyof IBufferCell, number])[];

type Ground = {readonly isDefault: boolean; readonly isRgb: boolean; readonly colour: number; readonly base: 30 | 40};

/** SGR parameters of a colour: 16 by their own codes, 256 and RGB by the extended ones. */
const colourCode = ({isDefault, isRgb, colour, base}: Ground): readonly (number | string)[] => {
	if (isDefault) return [];
	if (isRgb) return [`${base + 8};2;${(colour >> 16) & 255};${(colour >> 8) & 255};${colour & 255}`];
	if (colour < 8) return [base + colour];
	return colour < 16 ? [base + 60 + colour - 8] : [`${base + 8};5;${colour}`];
};

const styleOf = (cell: IBufferCell, hasColour: boolean): string => {
	const set = attributes.flatMap(([is, code]) => (cell[is]() === 0 ? [] : [code]));
	if (!hasColour) return set.filter(code => code === 7).join(';');
	const foreground = {
		isDefault: cell.isFgDefault(),
		isRgb: cell.isFgRGB(),
		colour: cell.getFgColor(),
		base: 30,
	} as const;
	const background = {
		isDefault: cell.isBgDefault(),
		isRgb: cell.isBgRGB(),
		colour: cell.getBgColor(),
		base: 40,
	} as const;
	return [...set, ...colourCode(foreground), ...colourCode(background)].join(';');
};

export type RowOptions = {
	readonly columns: number;
	readonly hasColour: boolean;
	/** Stands for a character whose width the two terminals see differently. */
	readonly replacement: string;
	/** A cell to read into, so that reading a row makes no garbage. */
	readonly cell: IBufferCell;
};

/** A row of a terminal as text with SGR sequences, of exactly its visible width; blanks at its end are left out. */
export const terminalRow = (line: IBufferLine, {columns, hasColour, replacement, cell}: RowOptions): string => {
	let text = '';
	let plainLength = 0;
	let style = '';
	for (let column = 0; column < columns; column++) {
		const read = line.getCell(column, cell);
		if (!read) break;
		const width = read.getWidth();
		// The right half of a wide character.
		if (width === 0) continue;
		const next = styleOf(read, hasColour);
		if (next !== style) text += `\u001B[0${next === '' ? '' : `;${next}`}m`;
		style = next;
		text += cellText(read.getChars(), Math.min(width, columns - column), replacement);
		if (read.getChars().trim() !== '' || style !== '') plainLength = text.length;
	}
	const shown = text.slice(0, plainLength);
	return style === '' && !shown.includes('\u001B') ? shown : `${shown}\u001B[0m`;
};

const cellText = (characters: string, width: number, replacement: string): string => {
	if (characters === '') return ' '.repeat(width);
	return displayWidth(characters) === width ? characters : replacement.padEnd(width);
};
