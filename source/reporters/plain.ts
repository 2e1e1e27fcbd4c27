import type {RunEvent, TaskSummary} from '../engine/events.ts';
import {counts, emptyRun, project, type RunState} from '../engine/projection.ts';
import {unreachable} from '../errors.ts';
import {failureLines, removalLines, standingLine} from './failures.ts';
import type {Reporter, Write} from './reporter.ts';
import {count, duration, elapsed, usd} from './words.ts';

/** A wait is told again when AWS shows something new, or after this many seconds of AWS time; a long one less and less often. */
const repeatAfter = 30;

/** From this many seconds on, a task is announced when it starts, not only when it is done. */
const worthAnnouncing = 15;

type Waiting = {readonly text: string; readonly since: number; readonly toldAt: number};

/** Append-only lines for people: also what a screen reader and a log get. */
export const plainReporter = (write: Write): Reporter => {
	const tasks = new Map<string, TaskSummary>();
	const waiting = new Map<string, Waiting>();
	let startedAt = Number.NaN;
	let verb: string | undefined;
	let state = emptyRun;

	const line = (event: RunEvent, text: string) => {
		const at = Date.parse(event.at);
		if (Number.isNaN(startedAt)) startedAt = at;
		write(`${elapsed((at - startedAt) / 1000).padStart(6)}  ${text}`);
	};
	const named = (id: string) => {
		const task = tasks.get(id);
		return task ? `${task.side.padEnd(8)}  ${task.label}` : id;
	};

	const finish = (event: Extract<RunEvent, {type: 'run-finished'}>) => {
		const {outcome, message = ''} = event;
		const failures = failureLines(state);
		if (failures.length === 0) {
			line(event, `Finished: ${outcomeWords[outcome]}${message ? ` ${message}` : ''}`);
			return;
		}
		// What failed has scrolled away: it is told once more, whole, with what to do.
		line(event, `Finished: ${outcomeWords[outcome]} ${standingLine(state)}`);
		for (const text of [...failures, ...removalLines(state)]) write(`        ${text}`);
		for (const step of message.split(' · ')) if (step !== '') write(`        ${step}`);
	};

	return event => {
		state = project(state, event);
		switch (event.type) {
			case 'deployment-born':
				line(event, `Deployment ${event.name}.${event.id} is born on ${event.target}.`);
				return;
			case 'deployment-adopted':
				line(
					event,
					`Taken over from its tags, as its journal is not here: ${count(event.resources.length, 'resource')}.`,
				);
				return;
			case 'run-started':
				verb = event.verb;
				for (const task of event.tasks) tasks.set(task.id, task);
				line(event, `Target: ${event.target}. Deployment: ${event.deployment}.${stepsOf(event.tasks.length)}`);
				return;
			case 'run-paused':
				line(event, `Paused: AWS takes the credentials no longer (${event.error.code}: ${event.error.message}).`);
				for (const step of event.error.nextSteps) write(`        ${step}`);
				return;
			case 'run-resumed':
				line(event, 'The credentials work again: it goes on.');
				return;
			case 'task-started': {
				const expected = tasks.get(event.task)?.expectedSeconds ?? 0;
				if (expected >= worthAnnouncing) line(event, `${named(event.task)}: started, usually ${duration(expected)}`);
				return;
			}
			case 'task-waiting': {
				const at = Date.parse(event.at) / 1000;
				const text = `${named(event.task)}: ${event.reason}${event.observed ? ` (AWS shows: ${event.observed})` : ''}`;
				const last = waiting.get(event.task);
				const isSame = last?.text === text;
				if (isSame && at - last.toldAt < Math.max(repeatAfter, (at - last.since) / 2)) return;
				waiting.set(event.task, {text, since: isSame ? last.since : at, toldAt: at});
				line(event, text);
				return;
			}
			case 'task-done': {
				const [id = ''] = Object.values(event.outputs);
				line(
					event,
					`${named(event.task)}: ${doneWord(verb, event.found)}${verb === 'down' || id === '' ? '' : `  ${id}`}`,
				);
				return;
			}
			case 'task-failed':
				// What to do is told at the end: only then it can be done.
				line(event, `${named(event.task)}: FAILED. ${event.error.code}: ${event.error.message}`);
				if (event.error.why !== undefined) write(`        ${event.error.why}`);
				return;
			case 'call-intended':
			case 'call-settled':
				return;
			case 'decision-needed': {
				const {endpointId, owner, vpcId, serviceName} = event.request;
				line(event, `A connection waits for your decision: endpoint ${endpointId}, account ${owner}, VPC ${vpcId}`);
				write(`        It asks for ${serviceName}`);
				return;
			}
			case 'decision-made':
				line(event, `Connection ${event.endpointId}: ${decisionWords[event.answer]} by ${event.by}`);
				return;
			case 'request-verified':
				line(
					event,
					`Verified: ${event.url} answered ${event.status} from ${event.remoteAddress}, Server: ${event.server}`,
				);
				if (event.way !== undefined) write(`        Sent through ${event.way}; AWS logs the command in CloudTrail.`);
				write('');
				for (const text of event.body.trimEnd().split('\n')) write(`    ${text}`);
				write('');
				return;
			case 'verification-failed':
				line(event, `Not verified: ${event.url}: ${event.reason}`);
				return;
			case 'sweep-finished': {
				const {ours, foreign} = event.remaining;
				line(event, `Looked for what is left: ${event.checked.join(', ')}.`);
				if (ours.length + foreign.length === 0) write('        Nothing is left.');
				for (const rest of ours) write(`        Left of ours: ${rest.kind} ${rest.id} (${hourly(rest.hourlyCost)})`);
				for (const rest of foreign) {
					write(
						`        Not ours: ${rest.kind} ${rest.id} of ${rest.owner ?? 'unknown'}, in ${rest.vpcId ?? 'our VPC'}`,
					);
				}
				return;
			}
			case 'run-finished':
				finish(event);
				return;
			default:
				unreachable(event);
		}
	};
};

const hourly = (cost: number): string => (cost > 0 ? `${usd(cost)} an hour` : 'free of charge');

const stepsOf = (amount: number): string => (amount === 0 ? '' : ` ${count(amount, 'step')}.`);

/** What a run under way is at, for when nothing else was said for a while; `now` in ms of AWS time. */
export const heartbeat = (state: RunState, now: number): string => {
	const {done, total} = counts(state);
	const at = elapsed((now - (state.startedAt ?? now)) / 1000).padStart(6);
	if (state.paused) return `${at}  Paused still. ${state.paused.nextSteps[0] ?? state.paused.message}`;
	const running = [...state.tasks.values()].filter(task => task.state === 'running');
	const deciding = [...state.tasks.values()].some(task => task.state === 'deciding');
	const parts = [
		...(total > 0 ? [`${done} of ${total} done`] : []),
		...running.slice(0, 3).map(({side, label, observed}) => `${side} ${label}${observed ? ` (${observed})` : ''}`),
		...(running.length > 3 ? [`${running.length - 3} more`] : []),
		...(deciding ? ['the connection waits for a decision'] : []),
		...(total > 0 && done === total ? ['checking the result'] : []),
	];
	return `${at}  Still at work: ${parts.join(', ') || 'asking AWS'}.`;
};

const doneWord = (verb: string | undefined, found: boolean): string => {
	if (verb === 'down') return found ? 'was gone already' : 'gone';
	return found ? 'stands already' : 'ready';
};

const decisionWords = {accept: 'accepted', reject: 'rejected', later: 'left pending'} as const;

/** How a run ended, for a person. */
export const outcomeWords = {
	done: 'done.',
	waiting: 'the connection waits for a decision.',
	'needs-input': 'an answer is needed.',
	rejected: 'the connection was rejected.',
	declined: 'declined.',
	unverified: 'built, but the request was not verified.',
	failed: 'failed.',
	'foreign-left': 'something that is not ours is left.',
	interrupted: 'interrupted.',
} as const;
