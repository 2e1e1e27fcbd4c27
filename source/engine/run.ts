import type {Outputs, Resource, ResourceId} from '../plan/graph.ts';
import {kinds} from '../plan/kinds.ts';
import {buildTask} from './build-task.ts';
import {mayBeDoubled, removeDoubles} from './doubles.ts';
import type {EventError, RunOutcome, TaskSummary} from './events.ts';
import {TaskFailure} from './failure.ts';
import {remainingPaths} from './longest-path.ts';
import {createPause} from './pause.ts';
import {createPoller} from './poller.ts';
import type {Decide, Target} from './ports.ts';
import {runTasks, type TaskEnd} from './schedule.ts';
import {callsOf, type RunOptions, type TaskContext} from './task.ts';
import {createLocator, teardownTask} from './teardown-task.ts';

export type BuildOptions = RunOptions & {
	/** Asked for the pending endpoint connection. What it throws ends the run. */
	readonly decide: Decide;
};

export type FailedTask = {readonly task: ResourceId; readonly error: EventError};

export type RunResult = {
	readonly outcome: Extract<RunOutcome, 'done' | 'failed' | 'rejected' | 'waiting' | 'interrupted'>;
	/** Build: of every resource that is ready. Teardown: empty. */
	readonly outputs: ReadonlyMap<ResourceId, Outputs>;
	readonly failed: readonly FailedTask[];
	/** Of the failed ones, the first that ended the run for all. */
	readonly stoppedBy?: FailedTask;
};

/**
 * Brings every resource to `ready`, each as soon as all it needs is. What stands already is adopted, what failed in an
 * earlier run is made anew under a new generation, nothing is made twice. A failed task blocks what needs it, nothing else,
 * unless its failure is one of the whole run: credentials that ran out, a quota.
 * @throws what `decide`, `emit` or a bug throws, after everything in flight has settled
 */
export const build = (options: BuildOptions): Promise<RunResult> =>
	execute(options, 'create', {
		each: (context, resource) => buildTask(context, resource, options.decide),
		inTheEnd: {of: mayBeDoubled, work: removeDoubles},
	});

/**
 * Brings every resource to absence, each as soon as all that hangs on it is gone. Resources that the journal does not know
 * are looked for by their tags.
 * @throws what `emit` or a bug throws, after everything in flight has settled
 */
export const teardown = (options: RunOptions): Promise<RunResult> => {
	const locate = createLocator(options.resources);
	return execute(options, 'destroy', {each: (context, resource) => teardownTask(context, resource, locate)});
};

/** The tasks of a run as `run-started` names them. */
export const summarize = (
	resources: readonly Resource[],
	needs: ReadonlyMap<ResourceId, readonly ResourceId[]>,
	direction: 'create' | 'destroy',
): readonly TaskSummary[] =>
	resources.map(({id, kind, side, label}) => ({
		id,
		kind,
		side,
		label,
		needs: needs.get(id) ?? [],
		expectedSeconds: kinds[kind].seconds[direction],
	}));

type Work = {
	readonly each: (context: TaskContext, resource: Resource) => Promise<TaskEnd>;
	/** What is done once nothing else is, with some of what is done by then. */
	readonly inTheEnd?: {
		readonly of: (context: TaskContext) => readonly Target[];
		readonly work: (context: TaskContext, target: Target) => Promise<void>;
	};
};

const execute = async (
	options: RunOptions,
	direction: 'create' | 'destroy',
	{each, inTheEnd}: Work,
): Promise<RunResult> => {
	const {resources, needs, signal} = options;
	const byId = new Map(resources.map(resource => [resource.id, resource]));
	const outputs = new Map<ResourceId, Outputs>();
	const targets = new Map<ResourceId, Target>();
	const failed: FailedTask[] = [];
	const halt = new AbortController();
	let stoppedBy: FailedTask | undefined;
	const stopping = AbortSignal.any([signal, halt.signal]);
	const pause = createPause({...options, signal: stopping});
	const {admission} = pause;
	const poller = createPoller({...options, admission, pause, callsOf: kind => callsOf(options.kinds, kind)});
	const context: TaskContext = {...options, admission, pause, poller, outputs, targets, signal: stopping};
	const fail = (id: ResourceId, failure: TaskFailure): TaskEnd => {
		const {error, stops} = failure;
		failed.push({task: id, error});
		options.emit({type: 'task-failed', task: id, error});
		if (stops) {
			stoppedBy ??= {task: id, error};
			halt.abort(failure);
		}
		return 'failed';
	};
	const ends = new Map(
		await runTasks({
			ids: [...byId.keys()],
			needs,
			priority: remainingPaths(summarize(resources, needs, direction)),
			signal: context.signal,
			work: async (id, taskSignal) => {
				const resource = byId.get(id);
				if (!resource) return 'done';
				const own = {...context, signal: taskSignal};
				const end = await guarded(own, () => each(own, resource));
				return typeof end === 'string' ? end : fail(id, end);
			},
		}),
	);
	if (inTheEnd && !context.signal.aborted) {
		const last = inTheEnd.of(context).map(async target => {
			const end = await guarded(context, async () => {
				await inTheEnd.work(context, target);
				return 'done';
			});
			if (end !== 'done') ends.set(target.id, typeof end === 'string' ? end : fail(target.id, end));
		});
		await Promise.all(last);
	}
	return {
		outcome: outcomeOf(
			[...byId.keys()].map(id => ends.get(id)),
			signal,
		),
		outputs,
		failed,
		...(stoppedBy ? {stoppedBy} : {}),
	};
};

/** Tells failures and the abort apart from bugs, which are thrown on. */
const guarded = async (context: TaskContext, work: () => Promise<TaskEnd>): Promise<TaskEnd | TaskFailure> => {
	try {
		return await work();
	} catch (error) {
		// The reason of the signal may be the failure of another task.
		if (context.signal.aborted && error === context.signal.reason) return 'stopped';
		if (error instanceof TaskFailure) return error;
		throw error;
	}
};

const outcomeOf = (ends: readonly (TaskEnd | undefined)[], signal: AbortSignal): RunResult['outcome'] => {
	if (ends.every(end => end === 'done')) return 'done';
	if (signal.aborted) return 'interrupted';
	if (ends.includes('failed')) return 'failed';
	if (ends.includes('rejected')) return 'rejected';
	if (ends.includes('waiting')) return 'waiting';
	throw new Error('The run ended though tasks are left that nothing holds back');
};
