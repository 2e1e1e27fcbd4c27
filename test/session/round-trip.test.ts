import {expect, it} from 'vitest';
import {initialRoundTrip, measure} from '../../source/session/round-trip.ts';

it('gives the timeouts of the genuine client for its samples', () => {
	const timeouts: number[] = [];
	let roundTrip = initialRoundTrip;
	for (const sample of [50, 50, 400, 20]) {
		roundTrip = measure(roundTrip, sample);
		timeouts.push(roundTrip.timeout);
	}
	expect(timeouts).toEqual([143.75, 169.53125, 499.90234375, 500.57861328125]);
});

it('waits at least 10 ms longer than the mean and at most a second', () => {
	expect(measure(initialRoundTrip, 100).timeout).toBe(110);
	expect(measure(initialRoundTrip, 100_000).timeout).toBe(1000);
});
