import type {Outputs} from '../plan/graph.ts';
import type {ClassifiedError, Target} from './ports.ts';
import {nameOf, type TaskContext} from './task.ts';

/** How one call ended. */
export type CallEnd =
	| {readonly made: true; readonly outputs: Outputs}
	| {readonly made: false; readonly error: ClassifiedError};

/** Journals how a call ended. */
export const settle = (
	{emit}: TaskContext,
	{id, generation}: Target,
	operation: string,
	end: {readonly resourceId: string} | {readonly errorCode: string},
): void => emit({type: 'call-settled', task: id, operation, generation, ...end});

/**
 * Sends one mutating call: admitted, its intention journaled before it, its end after it. Once it is sent nothing aborts it.
 * The end of an `ambiguous` call is not journaled: nobody knows it yet, and a later run must find it so.
 * @throws the signal's reason, when it is aborted before the call is sent
 */
export const callOnce = async (
	context: TaskContext,
	target: Target,
	operation: string,
	send: () => Promise<Outputs>,
): Promise<CallEnd> => {
	const {admission, classify, emit, signal} = context;
	await admission.admit(operation, signal);
	signal.throwIfAborted();
	const {id, generation, clientToken} = target;
	emit({type: 'call-intended', task: id, operation, generation, clientToken});
	let outputs: Outputs;
	try {
		outputs = await send();
	} catch (thrown) {
		const error = classify(thrown, operation);
		if (error.class !== 'ambiguous') settle(context, target, operation, {errorCode: error.code});
		return {made: false, error};
	}
	settle(context, target, operation, {resourceId: nameOf(target, {...target.outputs, ...outputs})});
	return {made: true, outputs};
};

/** Tells people that a call is repeated in a moment. */
export const tellRepetition = (
	{emit}: TaskContext,
	{id}: Target,
	reason: string,
	{code, message}: Pick<ClassifiedError, 'code' | 'message'>,
	attempts: number,
): void => emit({type: 'task-waiting', task: id, reason, observed: `${code}: ${message}`, polls: attempts});
