import type {RunEvent} from '../engine/events.ts';
import type {RunState} from '../engine/projection.ts';
import {unreachable} from '../errors.ts';
import {elapsed} from '../reporters/words.ts';
import {cleanPaste} from './keys.ts';
import {taskName} from './task-words.ts';
import {outcomeWords} from './words.ts';

const decisions = {accept: 'accepted', reject: 'rejected', later: 'left pending'} as const;

/** What an event says, in one line. */
const eventWords = (event: RunEvent, state: RunState): string => {
	const named = (id: string) => taskName(state, id);
	switch (event.type) {
		case 'deployment-born':
			return `deployment ${event.name}.${event.id} is born`;
		case 'deployment-adopted':
			return `taken over from its tags: ${event.resources.length} resources`;
		case 'run-started':
			return `${event.tasks.length} steps on ${event.target}`;
		case 'run-paused':
			return `paused: ${event.error.code}: ${event.error.message}`;
		case 'run-resumed':
			return 'the credentials work again';
		case 'task-started':
			return `${named(event.task)}: starts`;
		case 'task-waiting':
			return `${named(event.task)}: ${event.reason}; AWS shows: ${event.observed} (look ${event.polls})`;
		case 'call-intended':
			return `${named(event.task)}: ${event.operation} ...`;
		case 'call-settled':
			return `${named(event.task)}: ${event.operation}: ${event.errorCode ?? event.resourceId ?? 'done'}`;
		case 'task-done': {
			const [id = ''] = Object.values(event.outputs);
			const word = state.verb === 'down' ? 'gone' : 'ready';
			return `${named(event.task)}: ${event.found ? `${word} already` : word}${id === '' ? '' : `  ${id}`}`;
		}
		case 'task-failed':
			return `${named(event.task)}: failed. ${event.error.code}: ${event.error.message}`;
		case 'decision-needed':
			return `connection of ${event.request.endpointId}: waits for a decision`;
		case 'decision-made':
			return `connection of ${event.endpointId}: ${decisions[event.answer]} by ${event.by}`;
		case 'request-verified':
			return `request: ${event.status} from ${event.remoteAddress}, Server: ${event.server}`;
		case 'verification-failed':
			return `request: not answered as it should be: ${event.reason}`;
		case 'sweep-finished': {
			const {ours, foreign} = event.remaining;
			return `looked for what is left: ${ours.length} of ours, ${foreign.length} of others`;
		}
		case 'run-finished':
			return `finished: ${outcomeWords[event.outcome]}`;
		default:
			return unreachable(event);
	}
};

/** An event as a line of the log: when, in AWS time since the start of the run, and what. */
export const eventLine = (event: RunEvent, state: RunState): string => {
	const at = elapsed((Date.parse(event.at) - (state.startedAt ?? Date.parse(event.at))) / 1000).padStart(6);
	return `${at}  ${cleanPaste(eventWords(event, state).replace(/\s+/g, ' '))}`;
};
