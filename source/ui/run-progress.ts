import {remainingPaths} from '../engine/longest-path.ts';
import {isGate, type RunState, type Task} from '../engine/projection.ts';
import {duration, elapsed} from '../reporters/words.ts';
import {secondsAtWork} from './task-words.ts';

/** What follows the last task, in seconds of AWS time: the request over the endpoint, or the look for what is left. */
const closingSeconds = {up: 10, down: 2, verify: 10, approve: 0} as const;

/** What a task still takes, in seconds, if it takes as long as usual; one that is late may end any moment. */
const secondsLeft = (task: Task, state: RunState, now: number): number => {
	switch (task.state) {
		case 'waiting-to-start':
		case 'deciding':
			return task.expectedSeconds;
		case 'running':
			// What a decision sets off has not begun while the connection only comes to be shown.
			if (isGate(task.kind) && state.connection !== 'accepted') return task.expectedSeconds;
			return Math.max(1, task.expectedSeconds - (secondsAtWork(task, state, now) ?? 0));
		case 'done':
		case 'failed':
		case 'blocked':
			return 0;
	}
};

/** The tasks that are still to end, with what they take from now on. */
const stepsLeft = (state: RunState, now: number) =>
	[...state.tasks.values()]
		.map(task => ({id: task.id, needs: task.needs, expectedSeconds: secondsLeft(task, state, now)}))
		.filter(({expectedSeconds}) => expectedSeconds > 0);

/** For each task that has not ended the seconds from now on to the end of the longest chain that begins with it. */
export const pathsLeft = (state: RunState, now: number): ReadonlyMap<string, number> =>
	remainingPaths(stepsLeft(state, now));

/** How long the run has been waiting for a person, ms. */
const pausedFor = ({decision, startedAt = 0, finishedAt}: RunState, now: number): number => {
	if (!decision || decision.askedAt < startedAt) return 0;
	return Math.max(0, (decision.made?.at ?? finishedAt ?? now) - decision.askedAt);
};

/** All in seconds of AWS time. */
export type Progress = {
	readonly elapsed: number;
	readonly left: number;
	/** From 0 to 1: how much of the whole, by time, has passed; the pause for a person does not count. */
	readonly fraction: number;
};

/** How far a run is. `now` in ms of AWS time. */
export const progressOf = (state: RunState, now: number): Progress => {
	const {startedAt, finishedAt, verb = 'up', outcome} = state;
	if (startedAt === undefined) return {elapsed: 0, left: 0, fraction: 0};
	const end = finishedAt ?? now;
	const passed = Math.max(0, end - startedAt) / 1000;
	if (outcome !== undefined) return {elapsed: passed, left: 0, fraction: 1};
	const left = Math.max(0, ...pathsLeft(state, now).values()) + closingSeconds[verb];
	const worked = Math.max(0, passed - pausedFor(state, now) / 1000);
	return {elapsed: passed, left, fraction: worked / (worked + left)};
};

/** `75` → `80 s`, `190` → `3 min`: nobody knows it better. */
const roughly = (seconds: number): string =>
	seconds < 90 ? duration(Math.max(10, Math.ceil(seconds / 10) * 10)) : `${Math.round(seconds / 60)} min`;

/** What has passed and what is left, in words. */
export const progressWords = ({elapsed: passed, left}: Progress, state: RunState): string => {
	if (state.outcome !== undefined) return `${elapsed(passed)} in all`;
	const isPaused = [...state.tasks.values()].some(task => task.state === 'deciding');
	return `${elapsed(passed)} passed, about ${roughly(left)} left${isPaused ? ' after your decision' : ''}`;
};
