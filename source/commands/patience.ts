import {classify} from '../aws/errors.ts';
import {startRetries} from '../engine/retry.ts';
import type {Connection} from './connection.ts';

/**
 * Does work that only reads, again while AWS throttles, fails or is not ready for it: a busy moment must not end a command
 * whose changes are all made.
 * @throws what a repetition cannot cure, or what is left when patience ends
 */
export const patiently = async <T>(
	{clock}: Connection,
	operation: string,
	work: () => Promise<T>,
	signal?: AbortSignal,
): Promise<T> => {
	const retries = startRetries(clock);
	for (;;) {
		try {
			return await work();
		} catch (error) {
			const delay = retries.next(classify(error, operation).class);
			if (delay === undefined) throw error;
			await clock.sleep(delay, signal);
		}
	}
};
