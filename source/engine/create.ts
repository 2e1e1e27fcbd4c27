import type {Outputs} from '../plan/graph.ts';
import {callOnce, settle, tellRepetition} from './call.ts';
import {failureOf} from './failure.ts';
import {outputsOf} from './poller.ts';
import type {ClassifiedError, ErrorClass, Observation, Target} from './ports.ts';
import {startRetries} from './retry.ts';
import {learn, nameOf, type TaskContext} from './task.ts';
import {lookFor} from './wait.ts';

/** One call that makes something, and how to tell from outside that it has done so. */
export type Creation = {
	readonly operation: string;
	readonly send: (target: Target) => Promise<Outputs>;
	readonly stands: (observation: Observation) => boolean;
};

/** The target with what its creation told; `found`: something else had made it before. */
export type Created = {readonly target: Target; readonly found: boolean};

const whyRepeated: Readonly<Partial<Record<ErrorClass, string>>> = {
	throttled: 'AWS asks to come back later',
	'not-yet': 'AWS is not ready for it yet',
	dependency: 'something else has to let go first',
	ambiguous: 'it is not known whether the call took effect',
};

/**
 * Makes the resource: repeated by the retry table under one and the same ClientToken. An answer that may be lost is followed
 * by a look, never by a blind repetition; what exists already is adopted.
 * @throws TaskFailure when a repetition cannot help or its budget is spent
 */
export const create = async (context: TaskContext, target: Target, creation: Creation): Promise<Created> => {
	const {operation, send, stands} = creation;
	const retries = startRetries(context.clock);
	for (let attempts = 1; ; attempts++) {
		const end = await callOnce(context, target, operation, () => send(target));
		if (end.made) return {target: learn(target, end.outputs), found: false};
		const {error} = end;
		if (error.class === 'exists') return {target: await adopt(context, target, stands, error), found: true};
		if (error.class === 'ambiguous') {
			const seen = await lookFor(context, target, stands);
			const resourceId = nameOf(target, outputsOf(seen));
			settle(context, target, operation, stands(seen) ? {resourceId} : {errorCode: error.code});
			if (stands(seen)) return {target: learn(target, outputsOf(seen)), found: false};
		}
		const delay = retries.next(error.class);
		if (delay === undefined) throw failureOf(error);
		tellRepetition(context, target, error.why ?? whyRepeated[error.class] ?? '', error, attempts);
		await context.clock.sleep(delay, context.signal);
	}
};

const adopt = async (
	context: TaskContext,
	target: Target,
	stands: Creation['stands'],
	error: ClassifiedError,
): Promise<Target> => {
	const seen = await lookFor(context, target, stands);
	if (!stands(seen)) throw failureOf(error);
	return learn(target, outputsOf(seen));
};
