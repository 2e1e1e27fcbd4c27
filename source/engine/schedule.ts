import type {ResourceId} from '../plan/graph.ts';

/**
 * How a task ended. Only after `done` its dependents start.
 * `stopped`: the signal ended it; `rejected` and `waiting`: a person said no, or will say later.
 */
export type TaskEnd = 'done' | 'failed' | 'stopped' | 'rejected' | 'waiting';

export type Schedule = {
	readonly ids: readonly ResourceId[];
	/** Needs that are not among `ids` count as met. */
	readonly needs: ReadonlyMap<ResourceId, readonly ResourceId[]>;
	/** Of tasks that become ready together the one with the higher priority starts first. */
	readonly priority: ReadonlyMap<ResourceId, number>;
	readonly work: (id: ResourceId, signal: AbortSignal) => Promise<TaskEnd>;
	/** Once aborted, nothing more starts; what runs is waited for. */
	readonly signal: AbortSignal;
};

/**
 * Runs every task as soon as all it needs is done.
 * @returns how each started task ended; those that are missing never started
 * @throws what a `work` threw, after all others were aborted and have ended
 */
export const runTasks = async ({
	ids,
	needs,
	priority,
	work,
	signal,
}: Schedule): Promise<ReadonlyMap<ResourceId, TaskEnd>> => {
	const halt = new AbortController();
	const either = AbortSignal.any([signal, halt.signal]);
	const known = new Set(ids);
	const ends = new Map<ResourceId, TaskEnd>();
	const running = new Map<ResourceId, Promise<void>>();
	const bugs: unknown[] = [];
	let waiting = ids.toSorted((a, b) => (priority.get(b) ?? 0) - (priority.get(a) ?? 0));

	const isReady = (id: ResourceId): boolean =>
		(needs.get(id) ?? []).every(need => !known.has(need) || ends.get(need) === 'done');

	const run = async (id: ResourceId): Promise<void> => {
		try {
			ends.set(id, await work(id, either));
		} catch (error) {
			bugs.push(error);
			halt.abort(error);
		} finally {
			running.delete(id);
		}
	};

	for (;;) {
		const ready = either.aborted ? [] : waiting.filter(isReady);
		waiting = waiting.filter(id => !ready.includes(id));
		for (const id of ready) running.set(id, run(id));
		if (running.size === 0) break;
		await Promise.race(running.values());
	}
	if (bugs.length > 0) throw bugs[0];
	return ends;
};
