import type {Outputs} from '../plan/graph.ts';
import {kinds} from '../plan/kinds.ts';
import {TaskFailure} from './failure.ts';
import {outputsOf} from './poller.ts';
import type {Delay, Observation, ResourceKind, Target} from './ports.ts';
import {identityOf, isGate, type Known} from './projection.ts';
import {lookInterval, lookPatience, visibilityPatience} from './retry.ts';
import {callsOf, type TaskContext} from './task.ts';

const shortestLimit = 20 * 60_000;

/** What takes four times its time is late, and AWS is asked why, ms. */
const latenessOf = (expectedSeconds: number): number => 4000 * expectedSeconds;

/** How long a wait may last before the task fails, ms: what takes ten times its time is stuck. */
const limitOf = (expectedSeconds: number): number => Math.max(shortestLimit, 10_000 * expectedSeconds);

/** How long a listed failure still counts as the old one after its destruction was asked for, ms. */
const lingering = 30_000;

/** What is left of some patience, ms. A moment that is still to come was written by a clock that was wrong. */
const leftOf = (patience: number, since: number, now: number): number =>
	Math.min(patience, Math.max(0, since + patience - now));

/**
 * What AWS shows of a resource at first. When a call was intended moments ago, by a run that ended in between, absence is
 * believed only after the patience that such a call is given.
 */
export const firstLook = (context: TaskContext, target: Target, {calledAt}: Known): Promise<Observation> =>
	context.poller.watch({
		target,
		signal: context.signal,
		interval: lookInterval,
		absence: calledAt === undefined ? 0 : leftOf(lookPatience, calledAt, context.clock.now()),
		until: () => true,
	});

/** What AWS shows of a resource right now. */
export const lookNow = ({poller, signal}: TaskContext, target: Target): Promise<Observation> =>
	poller.watch({target, signal, interval: lookInterval, until: () => true});

/** Looks with patience for what a call may have made. @returns the last observation, whether it stands or not */
export const lookFor = (
	context: TaskContext,
	target: Target,
	stands: (observation: Observation) => boolean,
): Promise<Observation> => {
	const {clock, poller, signal} = context;
	const deadline = clock.now() + lookPatience;
	return poller.watch({
		target,
		signal,
		reason: 'looking whether the call took effect',
		interval: lookInterval,
		until: observation => stands(observation) || clock.now() >= deadline,
	});
};

/**
 * An observation that names another resource than the one that was made is one of an older generation, still listed while
 * the new one is not visible yet.
 */
const onlyThis =
	({kind, outputs: own}: Target) =>
	(observation: Observation): Observation => {
		const wanted = identityOf(kind, own);
		const shown = identityOf(kind, outputsOf(observation));
		return wanted !== undefined && shown !== undefined && wanted !== shown ? {state: 'absent'} : observation;
	};

/**
 * Waits until the resource is ready.
 * @param startedAt when its creation was asked for, ms
 * @returns everything that is known of it then
 * @throws TaskFailure in AWS's words when it failed, vanishes, or takes too long
 */
export const awaitReady = async (context: TaskContext, target: Target, startedAt?: number): Promise<Outputs> => {
	const {label} = kinds[target.kind];
	const {create} = context.kinds[target.kind];
	const observation = await watchReadiness(context, target, startedAt);
	switch (observation.state) {
		case 'ready':
			return {...target.outputs, ...observation.outputs};
		case 'different':
			throw differing(target, observation);
		case 'absent':
			throw new TaskFailure({
				code: 'NotVisible',
				message: `AWS does not show the ${label} though it was made ${visibilityPatience / 60_000} minutes ago`,
				nextSteps: ['Run the same command again: it makes a new one.'],
			});
		case 'going':
		case 'failed':
		case 'pending':
			throw new TaskFailure({
				code: observation.state === 'going' ? 'Going' : 'Failed',
				message: `AWS shows the ${label} as ${endWords(observation)}`,
				...(create && observation.state === 'failed'
					? {why: 'AWS could not set it up. What failed is never ready and costs nothing more.'}
					: {}),
				nextSteps: [
					create ? 'Run the same command again: it makes a new one in its place.' : 'Run the same command again.',
				],
			});
	}
};

/** How it ended, with the state before AWS's reason where the reason does not begin with it. */
const endWords = ({state, detail}: Exclude<Observation, {state: 'absent'}>): string =>
	state !== 'failed' || /^(failed|rejected|expired|stopp)/i.test(detail) ? detail : `failed: ${detail}`;

/** Watches until it is more than pending; when that is late, people are told what may keep it. */
const watchReadiness = async (
	context: TaskContext,
	target: Target,
	startedAt: number | undefined,
): Promise<Observation> => {
	const {clock, poller, signal} = context;
	const {seconds} = kinds[target.kind];
	const {create, delays} = callsOf(context.kinds, target.kind);
	const expected = seconds.create * 1000;
	const limit = limitOf(seconds.create);
	const begun = clock.now();
	const common = {
		target,
		signal,
		expected,
		...(startedAt === undefined ? {} : {startedAt}),
		see: onlyThis(target),
	};
	const reason = 'waiting until it is ready';
	const isOver = ({state}: Observation): boolean => state !== 'pending' && state !== 'absent';
	if (!delays) {
		// What is only waited for may come at any time.
		const absence = create ? visibilityPatience : limit;
		return poller.watch({...common, reason, absence, limit, until: ({state}) => state !== 'pending'});
	}
	const late = latenessOf(seconds.create);
	const first = await poller.watch({
		...common,
		reason,
		absence: late,
		until: seen => isOver(seen) || clock.now() >= begun + late,
	});
	if (isOver(first)) return first;
	const delay = await delayOf(context, delays, target);
	return poller.watch({
		...common,
		reason,
		...(delay ? {delay} : {}),
		startedAt: begun,
		absence: limit,
		limit: limit - late,
		until: isOver,
	});
};

/** What keeps a resource; undefined where AWS does not say. */
const delayOf = async (
	{classify}: TaskContext,
	delays: NonNullable<ResourceKind['delays']>,
	target: Target,
): Promise<Delay | undefined> => {
	try {
		return await delays(target);
	} catch (error) {
		classify(error, 'Describe');
		return undefined;
	}
};

/** What stands is not what the plan wants, and is neither taken for it nor replaced. */
export const differing = (
	{kind, id}: Target,
	{detail, outputs}: Extract<Observation, {state: 'different'}>,
): TaskFailure =>
	new TaskFailure({
		code: 'Different',
		message: `${identityOf(kind, outputs) ?? id} is not as it was to be built: ${detail}`,
		nextSteps: [
			'Change it back, then run the same command again: it goes on.',
			'Or tear the deployment down, and build it anew.',
		],
	});

/** True when nothing is left to destroy. The connection of a gate stays listed as long as its endpoint stands. */
export const isGone = ({kind}: Target, {state}: Observation): boolean =>
	state === 'absent' || (isGate(kind) && (state === 'failed' || state === 'going'));

/** True for another thing in the place of the one that is known: an older generation, or what a lost answer left behind. */
const isAnother = ({kind, outputs}: Target, observation: Observation): boolean => {
	const shown = identityOf(kind, outputsOf(observation));
	const known = identityOf(kind, outputs);
	return shown !== undefined && known !== undefined && shown !== known;
};

/**
 * Waits until the resource is gone, after its destruction was asked for. AWS lists for up to an hour what has failed or was
 * terminated: what is still a failure then counts as gone.
 * @returns what stands in its place then; absent, as a rule
 * @throws TaskFailure when it takes too long
 */
export const awaitGone = async (context: TaskContext, target: Target): Promise<Observation> => {
	const {clock, poller, signal} = context;
	const {destroy} = kinds[target.kind].seconds;
	const listedUntil = clock.now() + lingering;
	const seen = await poller.watch({
		target,
		signal,
		reason: 'waiting until it is gone',
		expected: destroy * 1000,
		limit: limitOf(destroy),
		until: observation =>
			isGone(target, observation) ||
			isAnother(target, observation) ||
			(observation.state === 'failed' && clock.now() >= listedUntil),
	});
	return isAnother(target, seen) ? seen : {state: 'absent'};
};
