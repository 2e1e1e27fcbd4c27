import {sharedFailures} from '../engine/failures.ts';
import {counts, type RunState, type Task} from '../engine/projection.ts';
import {count} from './words.ts';

const named = (tasks: readonly Task[]): string => {
	const names = tasks.slice(0, 3).map(({side, label}) => `${side} ${label}`);
	return tasks.length > 3 ? `${names.join(', ')} and ${tasks.length - 3} more` : names.join(', ');
};

/** What failed and why, in AWS's words and ours, and what to do about it: lines for a person, each reason once. */
export const failureLines = (state: RunState): readonly string[] =>
	sharedFailures(state).flatMap(({error: {code, message, why, nextSteps}, tasks}) => [
		`${named(tasks)}: ${code}: ${message}`,
		...(why === undefined ? [] : [`  Why: ${why}`]),
		...nextSteps.map(step => `  To do: ${step}`),
	]);

/** How to remove what others have left in our VPCs, so that the rest can go. */
export const removalLines = ({sweep}: RunState): readonly string[] => {
	const removals = (sweep?.remaining.foreign ?? []).flatMap(({kind, id, owner, removal}) =>
		removal === undefined ? [] : [`  ${kind} ${id} of ${owner ?? 'unknown'}: ${removal}`],
	);
	return removals.length === 0
		? []
		: [
				'To do: have what is not ours removed, in this order, by whoever may; then the same command ends it:',
				...removals,
			];
};

/** How far a run that failed has come, in one line; empty where it had no steps. */
export const standingLine = (state: RunState): string => {
	const {total, done, failed} = counts(state);
	if (total === 0 || failed === 0) return '';
	const left = total - done - failed;
	const down = state.verb === 'down';
	const parts = [
		`${count(failed, 'step')} of ${total} failed`,
		...(left > 0 ? [`${left} did not come to ${left === 1 ? 'its' : 'their'} end`] : []),
		`${done} ${done === 1 ? 'is' : 'are'} done`,
	];
	const rest = down
		? 'What is left stays, and the same command goes on.'
		: 'What stands stays and goes on costing; nothing is lost.';
	return `${parts.join(', ')}. ${rest}`;
};
