import {type KeyHint, keyLabel, mergeHints} from '../keys.ts';
import {displayWidth} from '../text.ts';
import type {Symbols} from '../theme.ts';

/** The keys of a hint as they stand at the bottom: at most two, so that `up` and `down` are one pair. */
const keysOf = ({keys}: KeyHint, symbols: Symbols): string => {
	const labels = keys.slice(0, 2).map(key => keyLabel(key, symbols));
	return labels.every(label => displayWidth(label) === 1) ? labels.join('') : labels.join('/');
};

/** What leads on comes first, what leads to all of them last. */
const rankOf = ({keys, isAside = false}: KeyHint): number => (keys.includes('?') ? 2 : isAside ? 1 : 0);

/** Every hint that has a word, in the order of the tables within their ranks. */
export const hintWords = (hints: readonly KeyHint[], symbols: Symbols): readonly string[] =>
	mergeHints(hints.filter(({hint}) => hint !== ''))
		.toSorted((one, other) => rankOf(one) - rankOf(other))
		.map(hint => `${keysOf(hint, symbols)} ${hint.hint}`);

/**
 * Lays hints out in at most `rows` rows of `columns`. The last hint (the way to the help) always shows; of the others,
 * those that no row holds are left to the help.
 */
export const layHints = (
	words: readonly string[],
	{columns, rows, separator}: {readonly columns: number; readonly rows: number; readonly separator: string},
): readonly string[] => {
	const last = words.at(-1);
	if (last === undefined) return [];
	const gap = ` ${separator} `;
	const lines = fill(words, columns, gap);
	if (lines.length <= rows) return lines;
	const others = words.slice(0, -1);
	const kept = others.findLastIndex((_, count) => fill([...others.slice(0, count), last], columns, gap).length <= rows);
	return fill([...others.slice(0, Math.max(0, kept)), last], columns, gap);
};

const fill = (words: readonly string[], columns: number, gap: string): readonly string[] => {
	const lines: string[] = [];
	for (const word of words) {
		const longer = `${lines.at(-1)}${gap}${word}`;
		if (lines.length > 0 && displayWidth(longer) <= columns) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines;
};
