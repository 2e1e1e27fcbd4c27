import process from 'node:process';
import {afterEach} from 'vitest';

const running = new Set<() => void>();

const stopAll = (): void => {
	for (const stop of running) stop();
	running.clear();
};

afterEach(stopAll);
// A worker that is told to go in the middle of a test comes to no `afterEach`.
process.on('exit', stopAll);

/**
 * Stops a program at the end of the test that started it, however the test ends: one that timed out waits for nothing.
 * @returns forgets the program, which has ended
 */
export const stoppedAfterTest = (stop: () => void): (() => void) => {
	running.add(stop);
	return () => running.delete(stop);
};
