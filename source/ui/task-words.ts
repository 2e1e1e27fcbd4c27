import {type Counts, counts, identityOf, type RunState, type Task, type TaskState} from '../engine/projection.ts';
import type {ResourceId} from '../plan/graph.ts';
import {duration, elapsed} from '../reporters/words.ts';
import {cleanPaste} from './keys.ts';
import type {Mark} from './theme.ts';
import {inWords} from './words.ts';

/** The state of a task in one cell. */
export const taskMarks: Readonly<Record<TaskState, Mark>> = {
	'waiting-to-start': 'idle',
	blocked: 'skipped',
	running: 'busy',
	deciding: 'paused',
	done: 'good',
	failed: 'bad',
};

const buildWords: Readonly<Record<TaskState, string>> = {
	'waiting-to-start': 'waiting',
	blocked: 'blocked',
	running: 'running',
	deciding: 'paused',
	done: 'done',
	failed: 'failed',
};

/** The state of a task in a word: what is torn down is gone, not done. */
export const stateWord = (state: TaskState, {verb}: Pick<RunState, 'verb'>): string =>
	verb === 'down' && state === 'done' ? 'gone' : buildWords[state];

/** How many tasks there are in each state; the four always add up to the total. */
export const countWords = (state: RunState): string => {
	const {done, running, waiting, failed, total}: Counts = counts(state);
	const parts = [`${done} ${stateWord('done', state)}`, `${running} running`, `${waiting} waiting`, `${failed} failed`];
	return `${parts.join(', ')} of ${total}`;
};

/** Since when the task itself is at work, ms: a pause for a decision is the person's time, not its own. */
const workingSince = ({id, startedAt}: Task, {decision}: RunState): number | undefined => {
	if (startedAt === undefined || decision?.request.task !== id || !decision.made) return startedAt;
	return Math.max(startedAt, decision.made.at);
};

/** How long a task has been at work, in seconds; undefined before its start. `now` in ms of AWS time. */
export const secondsAtWork = (task: Task, state: RunState, now: number): number | undefined => {
	const since = workingSince(task, state);
	return since === undefined ? undefined : Math.max(0, ((task.endedAt ?? now) - since) / 1000);
};

/** What AWS says may hold anything: one line without control characters. */
const oneLine = (text: string): string => cleanPaste(text.replace(/\s+/g, ' ')).trim();

/** A task as another one speaks of it: with its side where that is another one. */
const named = (task: Task, side?: Task['side']): string =>
	task.side === side ? task.label : `${task.label} (${task.side})`;

/** The needs that are not met yet, the slowest first. */
const openNeeds = (task: Task, {tasks}: RunState): readonly Task[] =>
	task.needs
		.flatMap(id => tasks.get(id) ?? [])
		.filter(need => need.state !== 'done')
		.toSorted((one, other) => other.expectedSeconds - one.expectedSeconds);

/** What a task that has not ended waits for, in a few words; empty when it has. */
export const awaited = (task: Task, state: RunState): string => {
	switch (task.state) {
		case 'waiting-to-start':
		case 'blocked': {
			const [first, ...others] = openNeeds(task, state);
			if (!first) return 'starts now';
			return `after ${named(first, task.side)}${others.length > 0 ? ` and ${others.length} more` : ''}`;
		}
		case 'running':
			return oneLine(task.observed || task.reason) || 'calling AWS';
		case 'deciding':
			return 'accept or reject';
		case 'failed':
			return oneLine(task.error?.code ?? '');
		case 'done':
			return '';
	}
};

/** Times of a task: since its start, and what it usually takes. */
export const taskTimes = (task: Task, state: RunState, now: number): string => {
	const seconds = secondsAtWork(task, state, now);
	if (task.state === 'done' || task.state === 'failed') return task.found ? 'stood' : elapsed(seconds ?? 0);
	const usual = elapsed(task.expectedSeconds);
	return `${seconds === undefined ? '-' : elapsed(seconds)}/${usual}`;
};

const waitingWords = (task: Task, state: RunState): string => {
	const needs = openNeeds(task, state);
	if (needs.length === 0) return 'starts now';
	const shown = needs.slice(0, 3).map(need => named(need, task.side));
	const rest = needs.length - shown.length;
	return `waits for ${inWords([...shown, ...(rest > 0 ? [`${rest} more`] : [])])}`;
};

const runningWords = (task: Task): string => {
	const seen = oneLine(task.observed);
	const reason = oneLine(task.reason) || 'calling AWS';
	return seen === '' ? reason : `${reason}; AWS shows: ${seen} (look ${task.polls})`;
};

const doneWords = (task: Task, {verb}: RunState): string => {
	if (verb === 'down') return task.found ? 'was gone already' : 'gone';
	const id = identityOf(task.kind, task.outputs);
	return `${task.found ? 'stood already' : 'ready'}${id === undefined ? '' : `, ${id}`}`;
};

/** What a task is at, in one sentence. `now` in ms of AWS time. */
export const taskSentence = (task: Task, state: RunState, now: number): string => {
	const name = named(task);
	const usual = `usually ${duration(task.expectedSeconds)}`;
	switch (task.state) {
		case 'waiting-to-start':
			return `${name}: ${waitingWords(task, state)}; then ${usual}.`;
		case 'blocked':
			return `${name}: ${waitingWords(task, state)}, and will not start in this run.`;
		case 'running':
			return `${name}: ${runningWords(task)}. ${elapsed(secondsAtWork(task, state, now) ?? 0)}, ${usual}.`;
		case 'deciding':
			return `${name}: waits for a person to accept or reject it.`;
		case 'done':
			return `${name}: ${doneWords(task, state)}${task.found ? '' : `, after ${elapsed(secondsAtWork(task, state, now) ?? 0)}`}.`;
		case 'failed':
			return `${name} failed. ${oneLine(task.error?.code ?? '')}: ${oneLine(task.error?.message ?? '')}`;
	}
};

/** So many times its usual time makes a task late; what takes seconds is never. */
const lateness = {times: 4, seconds: 60} as const;

/** The running task that is late by most; undefined when none is. `now` in ms of AWS time. */
export const lateTask = (state: RunState, now: number): Task | undefined => {
	const over = (task: Task): number =>
		(secondsAtWork(task, state, now) ?? 0) - Math.max(lateness.seconds, lateness.times * task.expectedSeconds);
	return [...state.tasks.values()]
		.filter(task => task.state === 'running' && over(task) > 0)
		.toSorted((one, other) => over(other) - over(one))[0];
};

/** The label of a resource with its side, as the log and the timeline name it. */
export const taskName = ({tasks}: Pick<RunState, 'tasks'>, id: ResourceId): string => {
	const task = tasks.get(id);
	return task ? named(task) : id;
};
