/** A part of a long list: `offset` is its first row. */
export type Window = {readonly offset: number; readonly rows: number};

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high));

/** Keeps an offset where the window is full and nothing before the first row shows. */
export const clampOffset = (offset: number, rows: number, count: number): number =>
	clamp(offset, 0, Math.max(0, count - rows));

/** The window of at most `rows` rows that keeps row `index` near its middle. */
export const windowAround = (index: number, rows: number, count: number): Window => {
	const height = clamp(rows, 0, count);
	return {offset: clampOffset(index - Math.floor(height / 2), height, count), rows: height};
};

export type Move = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** How many rows a move goes down (up: negative); a page is `rows` rows less one, so that one row stays in view. */
export const stepOf = (move: Move, rows: number, count: number): number => {
	const page = Math.max(1, rows - 1);
	const steps: Readonly<Record<Move, number>> = {
		up: -1,
		down: 1,
		'page-up': -page,
		'page-down': page,
		first: -count,
		last: count,
	};
	return steps[move];
};

/** The row that a move leads to, from 0 to `count - 1`. */
export const moveWithin = (index: number, move: Move, rows: number, count: number): number =>
	clamp(index + stepOf(move, rows, count), 0, Math.max(0, count - 1));

/** Says which rows show, or nothing when all do: `3-12 of 40`. */
export const windowWords = ({offset, rows}: Window, count: number): string =>
	rows >= count ? '' : `${offset + 1}-${offset + rows} of ${count}`;
