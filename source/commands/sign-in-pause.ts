import {createPause} from '../engine/pause.ts';
import {UserError} from '../errors.ts';
import type {Connection} from './connection.ts';
import {classifyFor} from './engine.ts';
import type {Run} from './run.ts';

const unlimited = {admit: async () => {}};

/** What was thrown before it was put into words. */
const originOf = (error: unknown): unknown =>
	error instanceof UserError && error.cause !== undefined ? error.cause : error;

/**
 * Does what a run does beside its tasks: when the credentials run out meanwhile it waits until somebody has signed in, as
 * the tasks do, and does it again.
 * @throws what `work` throws, when that is something else or nobody can sign in
 */
export const throughSignIn = async <T>(
	{clock, renewed, signInSteps}: Connection,
	{emit}: Pick<Run, 'emit'>,
	signal: AbortSignal,
	operation: string,
	work: () => Promise<T>,
): Promise<T> => {
	const pause = createPause({...(renewed ? {renewed} : {}), admission: unlimited, clock, emit, signal});
	const classify = classifyFor(signInSteps);
	for (;;) {
		try {
			return await work();
		} catch (error) {
			if (signal.aborted || !(await pause.isOver(classify(originOf(error), operation)))) throw error;
		}
	}
};
