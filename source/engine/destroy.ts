import {callOnce, settle, tellRepetition} from './call.ts';
import {failureOf} from './failure.ts';
import type {Blocker, ClassifiedError, ResourceKind, Target} from './ports.ts';
import {blockerPatience, startRetries} from './retry.ts';
import {callsOf, type TaskContext} from './task.ts';

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
		const end = await callOnce(context, target, operation, send);
		if (end.made || end.error.class === 'gone') return;
		const {error} = end;
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
