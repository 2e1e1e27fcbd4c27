import {ServiceError} from './operation.ts';
import type {Row, Table} from './world.ts';

/** What a lookup needs of the context: whose, where and when. */
type Viewpoint = {readonly account: string; readonly region: string; readonly now: number};

/** What belongs to an account and lies in a region. */
type Place = {readonly account: string; readonly region: string};

/** Whether a row belongs to the account and lies in the region of `place`. */
export const isIn = (row: Place, place: Place): boolean => row.account === place.account && row.region === place.region;

/** Whether the API already knows the row's id: a fresh one is unknown for a moment. */
export const visible = (row: {readonly visibleAt: number}, now: number): boolean => row.visibleAt <= now;

/** All rows of a table that the API shows to the context's account in its region, in the order of their creation. */
export const rowsOf = <Shown, Hidden>(
	table: Table<Shown, Hidden>,
	viewpoint: Viewpoint,
): readonly Row<Shown, Hidden>[] =>
	Object.values(table).filter(row => isIn(row, viewpoint) && visible(row, viewpoint.now));

/** The row with `id`, or undefined while or where the API does not know it. */
export const find = <Shown, Hidden>(
	table: Table<Shown, Hidden>,
	id: string | undefined,
	viewpoint: Viewpoint,
): Row<Shown, Hidden> | undefined => {
	const row = id === undefined || !Object.hasOwn(table, id) ? undefined : table[id];
	return row && isIn(row, viewpoint) && visible(row, viewpoint.now) ? row : undefined;
};

/**
 * The row with `id`.
 * @throws ServiceError with `code` and `message` while or where the API does not know it.
 */
export const lookup = <Shown, Hidden>(
	table: Table<Shown, Hidden>,
	id: string | undefined,
	context: Viewpoint,
	code: string,
	message: string,
): Row<Shown, Hidden> => {
	const row = find(table, id, context);
	if (!row) throw new ServiceError(code, message);
	return row;
};
