// The measure that Ink itself lays out with: another one would let rows run over.
import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** What a person sees as single characters. */
export const graphemes = (text: string): readonly string[] => Array.from(segmenter.segment(text), part => part.segment);

/** How many terminal columns a text takes. */
export const displayWidth = (text: string): number => stringWidth(text);

/** The longest beginning of a text that fits into `columns`. */
export const startWithin = (text: string, columns: number): string => {
	let taken = '';
	let width = 0;
	for (const character of graphemes(text)) {
		width += displayWidth(character);
		if (width > columns) break;
		taken += character;
	}
	return taken;
};

/** The longest end of a text that fits into `columns`. */
export const endWithin = (text: string, columns: number): string => {
	let taken = '';
	let width = 0;
	for (const character of graphemes(text).toReversed()) {
		width += displayWidth(character);
		if (width > columns) break;
		taken = character + taken;
	}
	return taken;
};

/** Cuts a text to `columns`; what is cut off at its end is marked. */
export const cutEnd = (text: string, columns: number, ellipsis: string): string => {
	if (displayWidth(text) <= columns) return text;
	if (columns <= displayWidth(ellipsis)) return startWithin(text, columns);
	return startWithin(text, columns - displayWidth(ellipsis)) + ellipsis;
};

/** Cuts a text to `columns` in its middle: of an ARN or a DNS name both ends tell something. */
export const cutMiddle = (text: string, columns: number, ellipsis: string): string => {
	if (displayWidth(text) <= columns) return text;
	const room = columns - displayWidth(ellipsis);
	if (room < 2) return startWithin(text, columns);
	return startWithin(text, Math.ceil(room / 2)) + ellipsis + endWithin(text, Math.floor(room / 2));
};

/** Blanks up to `columns`, none when the text is as wide already. */
export const blanks = (columns: number): string => ' '.repeat(Math.max(0, columns));

/** A text with blanks behind it up to `columns`. */
export const padEnd = (text: string, columns: number): string => text + blanks(columns - displayWidth(text));

/** A text with blanks before it up to `columns`. */
export const padStart = (text: string, columns: number): string => blanks(columns - displayWidth(text)) + text;
