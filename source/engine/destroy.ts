import {fullName, tagKeys} from '../plan/deployment.ts';
import {kinds} from '../plan/kinds.ts';
import {callOnce, settle, tellRepetition} from './call.ts';
import {failureOf, TaskFailure} from './failure.ts';
import type {Blocker, ClassifiedError, ResourceKind, Target} from './ports.ts';
import {identityOf} from './projection.ts';
import {blockerPatience, lookInterval, lookPatience, startRetries} from './retry.ts';
import {callsOf, type TaskContext} from './task.ts';
import {isGone, lookNow} from './wait.ts';

/** What holds a resource; `undefined` when its kind cannot tell, or AWS does not at the moment. */
const blockersOf = async (
	{classify}: TaskContext,
	{blockers}: ResourceKind,
	target: Target,
	operation: string,
): Promise<readonly Blocker[] | undefined> => {
	try {
		return await blockers?.(target);
	} catch (error) {
		classify(error, operation);
		return undefined;
	}
};

const named = (blockers: readonly Blocker[] | undefined): string =>
	blockers && blockers.length > 0
		? `held by ${blockers.map(({description}) => description).join(', ')}`
		: 'held by something else';

/** Follows what holds a resource, and says when it is to be given up. */
const startBlockade = (context: TaskContext, calls: ResourceKind, target: Target, operation: string) => {
	let hopeUntil: number | undefined;
	return async ({code, message}: ClassifiedError, attempts: number) => {
		const blockers = await blockersOf(context, calls, target, operation);
		const now = context.clock.now();
		// Nothing shows that holds it: AWS has not noticed yet that the holder is gone.
		const patience = blockers?.length ? blockerPatience.standing : blockerPatience.unknown;
		if (hopeUntil === undefined || blockers?.some(({going}) => going)) hopeUntil = now + patience;
		const held = named(blockers);
		tellRepetition(context, target, held, {code, message}, attempts);
		return {held, hopeless: now >= hopeUntil};
	};
};

/**
 * Whether the resource is to be destroyed: AWS has to show that it is ours. What is gone in the meantime, or going, is not.
 * @throws TaskFailure when it stands without our tag, or AWS refuses to answer
 */
const confirmOurs = async (context: TaskContext, calls: ResourceKind, target: Target): Promise<boolean> => {
	const {admission, classify, clock, pause, signal} = context;
	const operation = calls.operations.isOurs ?? 'Describe';
	const deadline = clock.now() + lookPatience;
	const retries = startRetries(clock);
	for (;;) {
		let delay: number | undefined = lookInterval;
		try {
			await admission.admit(operation, signal);
			if (await calls.isOurs?.(target)) return true;
			// What is gone shows no tags either.
			const seen = await lookNow(context, target);
			if (isGone(target, seen) || seen.state === 'going') return false;
			if (clock.now() >= deadline) throw notOurs(target);
		} catch (error) {
			if (error instanceof TaskFailure) throw error;
			const classified = classify(error, operation);
			if (await pause.isOver(classified)) continue;
			delay = retries.next(classified.class);
			if (delay === undefined) throw failureOf(classified);
		}
		await clock.sleep(delay, signal);
	}
};

const notOurs = ({kind, deployment, outputs}: Target): TaskFailure => {
	const name = `${kinds[kind].label} ${identityOf(kind, outputs) ?? ''}`.trim();
	return new TaskFailure({
		code: 'NotOurs',
		message: `AWS does not show the tag of ${fullName(deployment)} on the ${name} or on what it is part of: it is left alone`,
		nextSteps: [
			`If it belongs to the deployment, give it back its tag ${tagKeys.deployment}=${fullName(deployment)} and run the same command again.`,
		],
	});
};

/**
 * Asks AWS to destroy the resource, again by the retry table; "not there any more" is success. While something holds it and
 * is on its way out this goes on; when nothing of that is, it ends early.
 * @throws TaskFailure naming what holds it
 */
export const destroy = async (context: TaskContext, target: Target): Promise<void> => {
	const calls = callsOf(context.kinds, target.kind);
	const operation = calls.operations.destroy ?? 'Destroy';
	const retries = startRetries(context.clock);
	const blockade = startBlockade(context, calls, target, operation);
	const send = async () => {
		await calls.destroy?.(target);
		return target.outputs;
	};
	for (let attempts = 1; ; attempts++) {
		if (!(await confirmOurs(context, calls, target))) return;
		const end = await callOnce(context, target, operation, send);
		if (end.made || end.error.class === 'gone') return;
		const {error} = end;
		if (await context.pause.isOver(error)) continue;
		// Destroying twice does no harm, so that a lost answer needs no look.
		if (error.class === 'ambiguous') settle(context, target, operation, {errorCode: error.code});
		const delay = retries.next(error.class);
		if (error.class === 'dependency') {
			const {held, hopeless} = await blockade(error, attempts);
			if (hopeless || delay === undefined) throw failureOf(error, `(${held})`);
		}
		if (delay === undefined) throw failureOf(error);
		if (error.class !== 'dependency') tellRepetition(context, target, 'trying to destroy it again', error, attempts);
		await context.clock.sleep(delay, context.signal);
	}
};
