import {isIn, lookup} from '../../lookup.ts';
import type {Context, TimerTable} from '../../operation.ts';
import {drawSeconds, type TimingName} from '../../timings.ts';
import type {Row, Table, TimerPayload, World} from '../../world.ts';

/** How an API says that it does not know an id. */
export type NotFound = {readonly code: string; readonly message: (id: string) => string};

/** A drawn duration of world time, ms. */
export const drawMilliseconds = (context: Context, timing: TimingName): number => drawSeconds(context, timing) * 1000;

/** Adds a row that Describe and references by id see a drawn moment later. */
export const insert = <Shown, Hidden>(
	context: Context,
	table: Table<Shown, Hidden>,
	id: string,
	shown: Shown,
	hidden: Hidden,
): Row<Shown, Hidden> => {
	const visibleAt = context.now + Math.round(drawMilliseconds(context, 'idVisibility'));
	const row = {id, account: context.account, region: context.region, visibleAt, shown, hidden};
	table[id] = row;
	return row;
};

/**
 * The row that a request names.
 * @throws ServiceError of `notFound` while or where the API does not know it.
 */
export const need = <Shown, Hidden>(
	context: Context,
	table: Table<Shown, Hidden>,
	id: string | undefined,
	notFound: NotFound,
): Row<Shown, Hidden> => lookup(table, id, context, notFound.code, notFound.message(id ?? ''));

/** All rows of the account in the region, also those too fresh for the API to show: what counts for conflicts and dependencies. */
export const rowsIn = <Shown, Hidden>(
	context: {readonly account: string; readonly region: string},
	table: Table<Shown, Hidden>,
): readonly Row<Shown, Hidden>[] => Object.values(table).filter(row => isIn(row, context));

/** Has the timer `kind` called for the resource `id` after a drawn duration. */
export const after = (
	context: Context,
	timing: TimingName,
	kind: string,
	id: string,
	payload: TimerPayload = {},
): void => context.schedule(drawMilliseconds(context, timing), kind, {...payload, id});

/** A timer's function over the row that its payload names; nothing happens when the row is gone by then. */
export const onRow =
	<Shown, Hidden>(
		tableOf: (world: World) => Table<Shown, Hidden>,
		change: (row: Row<Shown, Hidden>, context: Context, payload: TimerPayload) => void,
	): TimerTable[string] =>
	(payload, context) => {
		const row = tableOf(context.world)[String(payload['id'])];
		if (row) change(row, context, payload);
	};

/** A timer's function that drops the row that its payload names. */
export const forget =
	<Shown, Hidden>(tableOf: (world: World) => Table<Shown, Hidden>): TimerTable[string] =>
	(payload, context) => {
		delete tableOf(context.world)[String(payload['id'])];
	};
