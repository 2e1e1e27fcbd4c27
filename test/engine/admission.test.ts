import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {createAdmission} from '../../source/engine/admission.ts';

const bucket = fc.record({
	capacity: fc.integer({min: 1, max: 6}),
	refillPerSecond: fc.constantFrom(0.2, 0.3, 1, 3, 5, 7),
});

/** Callers that come at their times (ms), some of whom leave after a while. */
const callers = fc.array(
	fc.record({comes: fc.integer({min: 0, max: 20_000}), leaves: fc.option(fc.integer({min: 0, max: 10_000}))}),
	{minLength: 1, maxLength: 25},
);

type Caller = {readonly comes: number; readonly leaves: number | null};

const serve = async (limits: {capacity: number; refillPerSecond: number}, arrivals: readonly Caller[]) => {
	const clock = virtualClock(0);
	const {admit} = createAdmission(clock, () => limits);
	const served: {readonly index: number; readonly comes: number; readonly at: number}[] = [];
	let left = 0;
	await Promise.all(
		arrivals.map(async ({comes, leaves}, index) => {
			await clock.sleep(comes);
			const stop = new AbortController();
			if (leaves !== null) void clock.sleep(leaves).then(() => stop.abort(new Error('left')));
			try {
				await admit('Call', stop.signal);
				served.push({index, comes, at: clock.now()});
			} catch (error) {
				expect(error).toBe(stop.signal.reason);
				left++;
			}
		}),
	);
	return {served, left, now: clock.now()};
};

describe('admission', () => {
	it('never admits more than the bucket holds and refills', async () => {
		await fc.assert(
			fc.asyncProperty(bucket, callers, async (limits, arrivals) => {
				const {served} = await serve(limits, arrivals);
				for (const [first, {at: from}] of served.entries()) {
					for (const [last, {at: to}] of served.entries()) {
						if (last < first) continue;
						const most = limits.capacity + ((to - from) / 1000) * limits.refillPerSecond;
						expect(last - first + 1).toBeLessThanOrEqual(most + 1e-6);
					}
				}
			}),
			{numRuns: 60},
		);
	});

	it('serves first come, first served, and each who stays', async () => {
		await fc.assert(
			fc.asyncProperty(bucket, callers, async (limits, arrivals) => {
				const {served, left} = await serve(limits, arrivals);
				expect(served.length + left).toBe(arrivals.length);
				expect(served.map(({comes}) => comes)).toEqual(served.map(({comes}) => comes).toSorted((a, b) => a - b));
				const patient = arrivals.filter(({leaves}) => leaves === null).length;
				expect(served.length).toBeGreaterThanOrEqual(patient);
			}),
			{numRuns: 60},
		);
	});

	it('lets nobody wait longer than the bucket makes necessary', async () => {
		await fc.assert(
			fc.asyncProperty(bucket, callers, async (limits, arrivals) => {
				const patient = arrivals.map(({comes}) => ({comes, leaves: null}));
				const {served} = await serve(limits, patient);
				let tokens = limits.capacity;
				let filledAt = 0;
				for (const {comes, at} of served) {
					const from = Math.max(comes, filledAt);
					tokens = Math.min(limits.capacity, tokens + ((from - filledAt) / 1000) * limits.refillPerSecond);
					const wait = tokens >= 1 ? 0 : ((1 - tokens) / limits.refillPerSecond) * 1000;
					// Clocks count whole milliseconds.
					expect(at).toBeLessThanOrEqual(from + wait + 2);
					tokens = Math.min(limits.capacity, tokens + ((at - from) / 1000) * limits.refillPerSecond) - 1;
					filledAt = at;
				}
			}),
			{numRuns: 60},
		);
	});

	it('an abort costs no token and leaves no timer', async () => {
		const clock = virtualClock(0);
		const {admit} = createAdmission(clock, () => ({capacity: 1, refillPerSecond: 0.1}));
		await admit('Call');
		const stop = new AbortController();
		const waiting = admit('Call', stop.signal);
		stop.abort(new Error('enough'));
		await expect(waiting).rejects.toThrow('enough');
		await expect(admit('Call', stop.signal)).rejects.toThrow('enough');
		expect(clock.now()).toBe(0);
		await clock.sleep(1);
		expect(clock.now()).toBe(1);
		await admit('Call');
		expect(clock.now()).toBe(10_000);
	});

	it('operations have buckets of their own unless they share a key', async () => {
		const clock = virtualClock(0);
		const {admit} = createAdmission(clock, operation => ({
			...(operation.startsWith('Elb') ? {key: 'elb'} : {}),
			capacity: 1,
			refillPerSecond: 1,
		}));
		await Promise.all([admit('CreateVpc'), admit('CreateSubnet'), admit('ElbA')]);
		expect(clock.now()).toBe(0);
		await admit('ElbB');
		expect(clock.now()).toBe(1000);
	});
});
