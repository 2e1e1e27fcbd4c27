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
	/** The target in a generation, for when the ClientToken of this one is spent; absent: the call has none. */
	readonly inGeneration?: (generation: number) => Target;
};

/** The target with what its creation told; `found`: something else had made it before. */
export type Created = {readonly target: Target; readonly found: boolean};

const whyRepeated: Readonly<Partial<Record<ErrorClass, string>>> = {
	throttled: 'AWS asks to come back later',
	'not-yet': 'AWS is not ready for it yet',
	dependency: 'something else has to let go first',
	ambiguous: 'it is not known whether the call took effect',
	spent: 'an earlier run has used this request up',
};

/**
 * Makes the resource: repeated by the retry table under one and the same ClientToken. An answer that may be lost is followed
 * by a look, never by a blind repetition; what exists already is adopted. A ClientToken that stands for something else
 * makes way for that of the next generation, once a look has shown that nothing was made under it.
 * @throws TaskFailure when a repetition cannot help or its budget is spent
 */
export const create = async (context: TaskContext, first: Target, creation: Creation): Promise<Created> => {
	const {operation, send, stands, inGeneration} = creation;
	const retries = startRetries(context.clock);
	const isAlive = (seen: Observation) => stands(seen) && seen.state !== 'failed' && seen.state !== 'going';
	let target = first;
	for (let attempts = 1; ; attempts++) {
		const end = await callOnce(context, target, operation, () => send(target));
		if (end.made) return {target: learn(target, end.outputs), found: false};
		const {error} = end;
		if (await context.pause.isOver(error)) continue;
		if (error.class === 'exists') return {target: await adopt(context, target, stands, error), found: true};
		if (error.class === 'ambiguous') {
			const seen = await lookFor(context, target, stands);
			const resourceId = nameOf(target, outputsOf(seen));
			settle(context, target, operation, stands(seen) ? {resourceId} : {errorCode: error.code});
			if (stands(seen)) return {target: learn(target, outputsOf(seen)), found: false};
		}
		if (error.class === 'spent' && target === first) {
			const seen = await lookFor(context, target, isAlive);
			if (isAlive(seen)) return {target: learn(target, outputsOf(seen)), found: true};
		}
		const delay = retries.next(error.class);
		if (delay === undefined) throw failureOf(error);
		if (error.class === 'spent') {
			if (!inGeneration) throw failureOf(error);
			target = inGeneration(target.generation + 1);
		}
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
