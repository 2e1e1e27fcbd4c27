import type {ServiceError} from '../../operation.ts';

/** A thing of the catalogue, in the form that filters take. */
export type Listed<Shown> = {readonly id: string; readonly shown: Shown & {readonly Tags?: undefined}};

export const listed = <Shown extends object>(id: string | undefined, shown: Shown): Listed<Shown> => ({
	id: id ?? '',
	shown: {...shown, Tags: undefined},
});

/** The rows whose ids are asked for, all of them where none are; the first unknown id goes to `refuse`. */
export const chosen = <Shown>(
	rows: readonly Listed<Shown>[],
	ids: readonly (string | undefined)[] | undefined,
	refuse: (id: string) => ServiceError,
): readonly Listed<Shown>[] => {
	if (!ids || ids.length === 0) return rows;
	const unknown = ids.find(id => !rows.some(row => row.id === id));
	if (unknown !== undefined) throw refuse(unknown);
	return rows.filter(row => ids.includes(row.id));
};
