import {type SharedFailure, sharedFailures} from '../engine/failures.ts';
import type {RunState, Task} from '../engine/projection.ts';
import {count} from '../reporters/words.ts';
import {cleanPaste} from './keys.ts';
import {countWords, taskName} from './task-words.ts';
import type {Mark} from './theme.ts';

/** How a run ended, for a person who has not watched it. */
export type RunEnding = {
	readonly mark: Mark;
	readonly title: string;
	/** Why, and what that means; paragraphs. */
	readonly text: readonly string[];
};

const failedTasks = ({tasks}: RunState): readonly Task[] => [...tasks.values()].filter(({state}) => state === 'failed');

/** What failed, in AWS's own words, and what to do about each. */
const failures = (state: RunState): readonly string[] =>
	sharedFailures(state).flatMap(({error: {code, message, why, nextSteps: steps}, tasks}) => [
		`${namesOf(tasks, state)}: ${cleanPaste(code)}: ${cleanPaste(message)}`,
		...(why === undefined ? [] : [`Why: ${why}`]),
		...steps.map(step => `To do: ${cleanPaste(step)}`),
	]);

const namesOf = ([first, ...others]: SharedFailure['tasks'], state: RunState): string =>
	others.length > 2
		? `${taskName(state, first.id)} and ${others.length} more`
		: [first, ...others].map(({id}) => taskName(state, id)).join(', ');

const decidedBy = ({decision}: RunState): string => {
	const by = decision?.made?.by;
	return by === undefined || by === 'outside' ? 'outside of this run' : `by ${by}`;
};

const failedReason = ({verification}: RunState): string =>
	verification?.verified === false ? `${cleanPaste(verification.reason)}.` : 'The request could not be sent.';

/** How a build ended. */
export const buildEnding = (state: RunState): RunEnding => {
	const {outcome = 'interrupted'} = state;
	switch (outcome) {
		case 'done':
			return {mark: 'good', title: 'It works: the Apache page came over AWS PrivateLink.', text: []};
		case 'waiting':
			return {
				mark: 'paused',
				title: 'The endpoint connection waits for a decision.',
				text: ['Everything up to it stands. Nothing passes until it is accepted.'],
			};
		case 'rejected':
			return {
				mark: 'bad',
				title: 'The endpoint connection was rejected.',
				text: [
					`It was rejected ${decidedBy(state)}. This endpoint never carries traffic; all else stands, and the next build asks with a new one.`,
				],
			};
		case 'unverified':
			return {
				mark: 'bad',
				title: 'Everything stands, but the request was not answered as it should be.',
				text: [
					failedReason(state),
					'A connection may take minutes until it carries traffic: try again before anything else.',
				],
			};
		case 'failed':
		case 'foreign-left':
			return {
				mark: 'bad',
				title: `${count(failedTasks(state).length, 'resource')} failed; what needs it was not started.`,
				text: [...failures(state), 'Nothing is lost: what stands stays, and the same command goes on with it.'],
			};
		case 'interrupted':
		case 'needs-input':
		case 'declined':
			return {
				mark: 'paused',
				title: 'Stopped before the end.',
				text: [`What was in flight has settled: ${countWords(state)}. Nothing is lost; the same command goes on.`],
			};
	}
};

/** How a teardown ended. */
export const teardownEnding = (state: RunState): RunEnding => {
	const {outcome = 'interrupted', sweep} = state;
	const {ours = [], foreign = []} = sweep?.remaining ?? {};
	if (outcome === 'done') {
		return {
			mark: 'good',
			title: 'Nothing is left.',
			text: ['AWS was asked for everything that carries its tag or stood in its VPCs.'],
		};
	}
	if (outcome === 'foreign-left') {
		return {
			mark: 'paused',
			title:
				ours.length > 0
					? `Something of somebody else holds the last ${count(ours.length, 'thing')} of ours.`
					: 'All of ours is gone; something of somebody else is left.',
			text: [
				`Without a tag of this deployment, in its VPCs: ${count(foreign.length, 'thing')}, not touched. Whoever made it has to remove it, or whoever may, by the commands below.`,
				...(ours.length > 0 ? ['Then the same teardown goes on, and ends.'] : []),
			],
		};
	}
	if (outcome === 'interrupted') {
		return {
			mark: 'paused',
			title: 'Stopped before the end.',
			text: [
				`What was in flight has settled: ${countWords(state)}. What is left goes on costing; the same command goes on.`,
			],
		};
	}
	return {
		mark: 'bad',
		title:
			ours.length > 0
				? `${count(ours.length, 'thing')} of ours ${ours.length === 1 ? 'is' : 'are'} left.`
				: 'The teardown failed.',
		text: failures(state),
	};
};

/** A command to paste, and what it does. */
export type NextStep = {readonly purpose: string; readonly command: string};

/** The next steps that a run ended with, as its message has them. */
export const nextSteps = ({message = ''}: RunState): readonly NextStep[] =>
	message
		.split(' · ')
		.filter(step => step !== '')
		.map(step => {
			const at = step.indexOf(': ');
			return at === -1 ? {purpose: '', command: step} : {purpose: step.slice(0, at), command: step.slice(at + 2)};
		});
