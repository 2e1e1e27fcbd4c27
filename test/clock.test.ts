import fc from 'fast-check';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {realClock, scaledClock, virtualClock} from '../source/clock.ts';

afterEach(() => {
	vi.useRealTimers();
});

describe('virtualClock', () => {
	it('jumps to the next timer, in the order of their times, ties in the order of the calls', async () => {
		const clock = virtualClock(0);
		const log: string[] = [];
		const after = async (milliseconds: number, name: string) => {
			await clock.sleep(milliseconds);
			log.push(`${name}@${clock.now()}`);
		};
		await Promise.all([after(20, 'c'), after(10, 'a'), after(20, 'd'), after(10, 'b')]);
		expect(log).toEqual(['a@10', 'b@10', 'c@20', 'd@20']);
	});

	it('lets all microtasks run before it moves', async () => {
		const clock = virtualClock(0);
		const late = clock.sleep(1000);
		let at = -1;
		await (async () => {
			for (let turn = 0; turn < 500; turn++) await Promise.resolve();
			await clock.sleep(5);
			at = clock.now();
		})();
		await late;
		expect(at).toBe(5);
	});

	it('stands still while work is held, and goes on when it ends, also by an error', async () => {
		const clock = virtualClock(0);
		const slept = clock.sleep(10).then(() => clock.now());
		let during = -1;
		const held = clock.hold(async () => {
			for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
			during = clock.now();
			throw new Error('of the work');
		});
		await expect(held).rejects.toThrow('of the work');
		expect(during).toBe(0);
		expect(await slept).toBe(10);
	});

	it('an abort ends the sleep with its reason and leaves no timer behind', async () => {
		const clock = virtualClock(0);
		const controller = new AbortController();
		const sleep = clock.sleep(60_000, controller.signal);
		controller.abort(new Error('enough'));
		await expect(sleep).rejects.toThrow('enough');
		await expect(clock.sleep(1, controller.signal)).rejects.toThrow('enough');
		await clock.sleep(5);
		expect(clock.now()).toBe(5);
	});

	it('never wakes anybody early or late, and time never goes back', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.array(fc.integer({min: -5, max: 50}), {maxLength: 6}), {maxLength: 6}),
				async sleepers => {
					const clock = virtualClock(1000);
					const seen: number[] = [];
					await Promise.all(
						sleepers.map(async sleeps => {
							for (const milliseconds of sleeps) {
								const start = clock.now();
								await clock.sleep(milliseconds);
								expect(clock.now()).toBe(start + Math.max(0, milliseconds));
								seen.push(clock.now());
							}
						}),
					);
					expect(seen).toEqual(seen.toSorted((a, b) => a - b));
				},
			),
			{numRuns: 50},
		);
	});
});

describe('scaledClock', () => {
	it('runs N times as fast as the host and starts at its origin', async () => {
		const clock = scaledClock({speed: 1000, origin: 5_000_000});
		const start = performance.now();
		await clock.sleep(50_000);
		expect(performance.now() - start).toBeGreaterThan(40);
		expect(performance.now() - start).toBeLessThan(5_000);
		expect(clock.now()).toBeGreaterThanOrEqual(5_000_000 + 40_000);
	});

	it('an abort ends the sleep', async () => {
		const controller = new AbortController();
		const sleep = realClock().sleep(60_000, controller.signal);
		controller.abort(new Error('enough'));
		await expect(sleep).rejects.toThrow('enough');
	});

	it('sleeps longer than the longest delay of a timer', async () => {
		vi.useFakeTimers();
		const days = 24 * 60 * 60 * 1000;
		let awake = false;
		const sleep = realClock()
			.sleep(60 * days)
			.then(() => {
				awake = true;
			});
		await vi.advanceTimersByTimeAsync(59 * days);
		expect(awake).toBe(false);
		await vi.advanceTimersByTimeAsync(days);
		await sleep;
		expect(awake).toBe(true);
	});
});

it('the real clock tells the host time', () => {
	expect(Math.abs(realClock().now() - Date.now())).toBeLessThan(50);
});
