import type {RunState, Task} from '../engine/projection.ts';
import {taskName} from './task-words.ts';

/** One bar; times in seconds since the start of the run. */
export type Bar = {
	readonly id: string;
	readonly label: string;
	readonly start: number;
	readonly end: number;
	/** The run could not have ended before it: it lies on the longest path. */
	readonly isLongest: boolean;
};

export type Timeline = {
	/** In the order of their starts. */
	readonly bars: readonly Bar[];
	/** Seconds from start to end. */
	readonly length: number;
};

type Ended = Task & {readonly startedAt: number; readonly endedAt: number};

const hasEnded = (task: Task): task is Ended => task.startedAt !== undefined && task.endedAt !== undefined;

/** From the task that ended last back to the start, each time by the need that was met last. */
const longestPath = (tasks: ReadonlyMap<string, Task>): ReadonlySet<string> => {
	const last = (some: readonly Task[]) =>
		some.filter(hasEnded).toSorted((one, other) => other.endedAt - one.endedAt)[0];
	const path = new Set<string>();
	for (let task = last([...tasks.values()]); task && !path.has(task.id); ) {
		path.add(task.id);
		task = last(task.needs.flatMap(need => tasks.get(need) ?? []));
	}
	return path;
};

/** What happened between the tasks: the pause for a person, and the request at the end. */
const otherBars = ({decision, verification, tasks, startedAt = 0, finishedAt}: RunState): readonly Bar[] => {
	const at = (time: number) => (time - startedAt) / 1000;
	const end = Math.max(startedAt, ...[...tasks.values()].flatMap(({endedAt}) => endedAt ?? []));
	const isAsked = decision?.made !== undefined && decision.askedAt >= startedAt;
	return [
		...(isAsked && decision.made
			? [{id: 'decision', label: 'Decision', start: at(decision.askedAt), end: at(decision.made.at), isLongest: true}]
			: []),
		...(verification && finishedAt !== undefined && tasks.size > 0
			? [{id: 'request', label: 'Request', start: at(end), end: at(finishedAt), isLongest: true}]
			: []),
	];
};

/** What a run spent its time on. */
export const timelineOf = (state: RunState): Timeline => {
	const {tasks, startedAt = 0, finishedAt = startedAt} = state;
	const longest = longestPath(tasks);
	const ended = [...tasks.values()].filter(hasEnded).filter(({found}) => !found);
	const isOnlyOne = (label: string) => ended.filter(task => task.label === label).length === 1;
	const bars = ended.map(task => ({
		id: task.id,
		// The side is told where it tells two apart.
		label: isOnlyOne(task.label) ? task.label : taskName(state, task.id),
		start: (task.startedAt - startedAt) / 1000,
		end: (task.endedAt - startedAt) / 1000,
		isLongest: longest.has(task.id),
	}));
	const all = [...bars, ...otherBars(state)].toSorted((one, other) => one.start - other.start || one.end - other.end);
	return {bars: all, length: Math.max(0, (finishedAt - startedAt) / 1000)};
};

/** The bars that show on an axis: those on the longest path, and those long enough to be seen. */
export const worthShowing = ({bars, length}: Timeline, cells: number): readonly Bar[] =>
	bars.filter(({start, end, isLongest}) => isLongest || ((end - start) / length) * cells >= 1);

/** The cells before a bar and its own, of `cells` on the axis; never none, never beyond the end. */
export const cellsOf = (
	{start, end}: Bar,
	length: number,
	cells: number,
): {readonly before: number; readonly own: number} => {
	const scale = length > 0 ? cells / length : 0;
	const before = Math.min(cells - 1, Math.floor(start * scale));
	return {before, own: Math.max(1, Math.min(cells - before, Math.round((end - start) * scale)))};
};
