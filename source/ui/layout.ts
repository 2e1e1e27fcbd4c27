import {breakpoints} from './theme.ts';

/** In terminal cells. */
export type Size = {readonly columns: number; readonly rows: number};

/** How a screen is cut on a terminal of some size. */
export type FrameLayout = {
	readonly isTooSmall: boolean;
	readonly hasBorders: boolean;
	readonly hasSidePanel: boolean;
	/** Rows of the whole frame: one less than the terminal's, since a frame of full height scrolls some consoles. */
	readonly rows: number;
	readonly headerRows: number;
	readonly hintRows: number;
	/** Blank columns on each side of the body. */
	readonly padding: number;
	readonly body: Size;
};

/** What a line is at most, where it is read and not scanned: longer ones lose the eye on the way back. */
export const readable = ({columns, rows}: Size): Size => ({columns: Math.min(columns, 100), rows});

/** Cuts a terminal into header, body, notice (one row when there is one) and key hints. */
export const frameLayout = ({columns, rows}: Size, hasNotice: boolean): FrameLayout => {
	const hasBorders = columns >= breakpoints.borders;
	const hasSidePanel = columns >= breakpoints.sidePanel;
	const headerRows = hasBorders ? 2 : 1;
	const hintRows = hasSidePanel ? 1 : 2;
	const padding = hasBorders ? 1 : 0;
	const frameRows = Math.max(1, rows - 1);
	return {
		isTooSmall: columns < breakpoints.smallest.columns || rows < breakpoints.smallest.rows,
		hasBorders,
		hasSidePanel,
		rows: frameRows,
		headerRows,
		hintRows,
		padding,
		body: {
			columns: Math.max(1, columns - 2 * padding),
			rows: Math.max(1, frameRows - headerRows - hintRows - (hasNotice ? 1 : 0)),
		},
	};
};
