import type {EventError} from './events.ts';
import type {RunState, Task} from './projection.ts';

/** The tasks that failed for one and the same reason. */
export type SharedFailure = {readonly error: EventError; readonly tasks: readonly [Task, ...Task[]]};

/** What failed in a run, each reason once, in the order of the plan. */
export const sharedFailures = ({tasks}: RunState): readonly SharedFailure[] => {
	const failed = [...tasks.values()].flatMap(task =>
		task.state === 'failed' && task.error ? [{task, error: task.error}] : [],
	);
	const byReason = Map.groupBy(failed, ({error: {code, message}}) => `${code} ${message}`);
	return [...byReason.values()].flatMap(([first, ...others]) =>
		first ? [{error: first.error, tasks: [first.task, ...others.map(({task}) => task)] as const}] : [],
	);
};
