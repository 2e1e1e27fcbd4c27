import {displayWidth, startWithin} from './text.ts';

/** Text as lines of at most `columns`, broken at blanks; a word that is longer is broken where it must be. */
export const proseLines = (text: string, columns: number): readonly string[] =>
	text.split('\n').flatMap(paragraph => paragraphLines(paragraph, Math.max(1, columns)));

/** A number stays with its unit. */
const breaks = /(?<!\d) | (?!(?:s|min|h|GB)\b)/;

const paragraphLines = (paragraph: string, columns: number): readonly string[] => {
	const lines = [''];
	for (const word of paragraph.split(breaks).flatMap(whole => pieces(whole, columns))) {
		const last = lines[lines.length - 1] ?? '';
		const longer = last === '' ? word : `${last} ${word}`;
		if (displayWidth(longer) <= columns) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines;
};

const pieces = (word: string, columns: number): readonly string[] => {
	if (displayWidth(word) <= columns) return [word];
	const piece = startWithin(word, columns);
	return piece === '' ? [word] : [piece, ...pieces(word.slice(piece.length), columns)];
};

/** The first `rows` lines of a text; that more follows is marked at the end. */
export const cutProse = (
	text: string,
	{columns, rows}: {readonly columns: number; readonly rows: number},
	ellipsis: string,
): readonly string[] => {
	const lines = proseLines(text, columns);
	if (lines.length <= rows) return lines;
	const kept = lines.slice(0, Math.max(0, rows));
	return kept.map((line, index) =>
		index < kept.length - 1
			? line
			: startWithin(line, columns - displayWidth(ellipsis)).replace(/[\s.,;:]+$/, '') + ellipsis,
	);
};

/** Words joined into lines of at most `columns`, the separator at the end of a line that goes on. */
export const joinedLines = (words: readonly string[], separator: string, columns: number): readonly string[] => {
	const lines: string[] = [];
	for (const [index, word] of words.entries()) {
		const item = index < words.length - 1 ? `${word} ${separator}` : word;
		const longer = `${lines.at(-1)} ${item}`;
		if (lines.length > 0 && displayWidth(longer) <= columns) lines[lines.length - 1] = longer;
		else lines.push(item);
	}
	return lines;
};
