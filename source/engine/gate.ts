import type {Outputs} from '../plan/graph.ts';
import {create} from './create.ts';
import {destroy} from './destroy.ts';
import type {DecisionAnswer, DecisionRequest} from './events.ts';
import {TaskFailure} from './failure.ts';
import {outputsOf} from './poller.ts';
import type {Decide, Observation, Target} from './ports.ts';
import {visibilityPatience} from './retry.ts';
import type {TaskEnd} from './schedule.ts';
import {callsOf, learn, type TaskContext} from './task.ts';
import {awaitReady, lookNow} from './wait.ts';

/** How often AWS is asked whether somebody else has decided, ms. */
const watchInterval = 2000;

/** A connection that is not shown for that long is gone, ms. */
const vanished = 10_000;

const longestWait = 20 * 60_000;

const isUndecided = (observation: Observation): boolean =>
	observation.state === 'pending' && observation.detail === 'pendingAcceptance';

/** By a person of this run, or outside of it as AWS shows it. */
type Verdict =
	| {readonly by: 'person'; readonly answer: DecisionAnswer}
	| {readonly by: 'outside'; readonly shown: Observation};

/**
 * A connection that a person decides. AWS is watched meanwhile: whoever decides first has decided.
 * @returns `rejected` or `waiting` when the connection is not to be used (yet)
 */
export const gate = async (
	context: TaskContext,
	target: Target,
	decide: Decide,
	done: (outputs: Outputs, found: boolean) => TaskEnd,
): Promise<TaskEnd> => {
	const shown = await firstShown(context, target);
	if (!isUndecided(shown)) return settled(context, learn(target, outputsOf(shown)), {shown, asked: false}, done);
	const asked = learn(target, outputsOf(shown));
	const request = requestOf(asked);
	context.emit({type: 'decision-needed', request});
	const verdict = await ask(context, asked, request, decide);
	if (verdict.by === 'outside') return settled(context, asked, {shown: verdict.shown, asked: true}, done);
	switch (verdict.answer) {
		case 'accept':
			return accept(context, asked, done);
		case 'reject':
			await destroy(context, asked);
			context.emit({type: 'decision-made', endpointId: request.endpointId, answer: 'reject', by: context.principal});
			await bothSidesOver(context, asked);
			return 'rejected';
		case 'later':
			return 'waiting';
	}
};

/** Waits until the provider's side shows the connection, and until it is more than accepted. */
const firstShown = ({poller, signal}: TaskContext, target: Target): Promise<Observation> =>
	poller.watch({
		target,
		signal,
		reason: 'waiting until the connection shows',
		absence: visibilityPatience,
		limit: longestWait,
		until: observation => isUndecided(observation) || observation.state !== 'pending',
	});

const requestOf = ({id, outputs}: Target): DecisionRequest => {
	const {endpointId = '', serviceId = '', serviceName = '', owner = '', vpcId = '', region = '', since = ''} = outputs;
	return {task: id, endpointId, serviceId, serviceName, owner, vpcId, region, since};
};

const ask = async (
	context: TaskContext,
	target: Target,
	request: DecisionRequest,
	decide: Decide,
): Promise<Verdict> => {
	const over = new AbortController();
	const signal = AbortSignal.any([context.signal, over.signal]);
	const outside = context.poller
		.watch({target, signal, interval: watchInterval, absence: vanished, until: seen => !isUndecided(seen)})
		.then((shown): Verdict => ({by: 'outside', shown}));
	const person = decide(request, signal).then((answer): Verdict => ({by: 'person', answer}));
	try {
		return await Promise.race([outside, person]);
	} catch (error) {
		context.signal.throwIfAborted();
		throw error;
	} finally {
		over.abort();
		// The loser ends by the abort; nobody is interested in how.
		await Promise.allSettled([outside]);
		person.catch(() => {});
	}
};

/** The endpoint still looks usable for a moment after its connection was rejected; the next run must not take it up. */
const bothSidesOver = ({poller, signal}: TaskContext, target: Target): Promise<Observation> =>
	poller.watch({
		target,
		signal,
		reason: 'waiting until both sides show the rejection',
		limit: longestWait,
		until: ({state}) => state === 'failed' || state === 'absent',
	});

const accept = async (
	context: TaskContext,
	target: Target,
	done: (outputs: Outputs, found: boolean) => TaskEnd,
): Promise<TaskEnd> => {
	const calls = callsOf(context.kinds, target.kind);
	const startedAt = context.clock.now();
	const created = await create(context, target, {
		operation: calls.operations.create ?? 'Accept',
		send: async wanted => (await calls.create?.(wanted)) ?? {},
		stands: seen => seen.state !== 'absent' && !isUndecided(seen),
	});
	// Somebody was faster, and need not have said the same.
	if (created.found) {
		return settled(context, target, {shown: await lookNow(context, created.target), asked: true}, done);
	}
	const {endpointId = ''} = target.outputs;
	context.emit({type: 'decision-made', endpointId, answer: 'accept', by: context.principal});
	return done(await awaitReady(context, created.target, startedAt), created.found);
};

/** Goes on from a decision that was not this run's. @throws TaskFailure when the connection does not show at all */
const settled = async (
	context: TaskContext,
	target: Target,
	{shown, asked}: {readonly shown: Observation; readonly asked: boolean},
	done: (outputs: Outputs, found: boolean) => TaskEnd,
): Promise<TaskEnd> => {
	const {endpointId} = target.outputs;
	const tell = (answer: DecisionAnswer) => {
		if (endpointId) context.emit({type: 'decision-made', endpointId, answer, by: 'outside'});
	};
	const wasAsked = asked || context.history.connection === 'pending';
	switch (shown.state) {
		case 'ready':
		case 'pending':
			if (wasAsked) tell('accept');
			return done(await awaitReady(context, target), true);
		case 'failed':
		case 'going':
		case 'different':
			tell('reject');
			return 'rejected';
		case 'absent':
			if (endpointId === undefined) throw notShown();
			tell('reject');
			return 'rejected';
	}
};

const notShown = (): TaskFailure =>
	new TaskFailure({
		code: 'NotVisible',
		message: `The provider's side does not show the connection after ${visibilityPatience / 60_000} minutes`,
		nextSteps: ['Run the same command again: it goes on with the wait.'],
	});
