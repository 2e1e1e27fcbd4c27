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
		const sleepFor = async (milliseconds: number, name: string) => {
			await clock.sleep(milliseconds);
			log.push(`${name}@${clock.now()}`);
		};
		await Promise.all([sleepFor(20, 'c'), sleepFor(10, 'a'), sleepFor(20, 'd'), sleepFor(10, 'b')]);
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

	it('wakes sleepers earlier or later when its speed changes, and its time never jumps', async () => {
		vi.useFakeTimers();
		const clock = scaledClock({speed: 10, origin: 0});
		const woken: number[] = [];
		void clock.sleep(100_000).then(() => woken.push(clock.now()));
		await vi.advanceTimersByTimeAsync(5_000);
		clock.setSpeed(1);
		expect([clock.speed(), clock.now()]).toEqual([1, 50_000]);
		await vi.advanceTimersByTimeAsync(10_000);
		expect([clock.now(), woken]).toEqual([60_000, []]);
		clock.setSpeed(20);
		await vi.advanceTimersByTimeAsync(2_000);
		expect(woken).toEqual([100_000]);
	});

	it('sleeps as long as asked, whatever its speed was meanwhile', async () => {
		const step = fc.record({speed: fc.integer({min: 1, max: 1000}), host: fc.integer({min: 1, max: 5_000})});
		await fc.assert(
			fc.asyncProperty(
				fc.array(step, {minLength: 1, maxLength: 8}),
				fc.integer({min: 0, max: 1_000_000}),
				async (steps, length) => {
					vi.useFakeTimers();
					const clock = scaledClock({speed: 1, origin: 0});
					let wokenAt: number | undefined;
					void clock.sleep(length).then(() => {
						wokenAt = clock.now();
					});
					let expected = 0;
					for (const {speed, host} of steps) {
						clock.setSpeed(speed);
						await vi.advanceTimersByTimeAsync(host);
						expected += speed * host;
						expect(Math.abs(clock.now() - expected)).toBeLessThanOrEqual(1);
					}
					// A host timer has whole milliseconds, each of which is up to 1000 of this clock.
					if (expected >= length + 1_000) expect(wokenAt).toBeDefined();
					if (wokenAt !== undefined) expect(wokenAt).toBeGreaterThanOrEqual(length - 1_000);
					vi.useRealTimers();
				},
			),
			{numRuns: 50},
		);
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

describe('a clock that follows another one', () => {
	it('jumps forward, never back, and wakes who slept until then', async () => {
		vi.useFakeTimers({toFake: ['performance', 'setTimeout', 'clearTimeout']});
		const clock = scaledClock({speed: 1, origin: 0});
		const slept = clock.sleep(1000);
		clock.forward(2000);
		expect(clock.now()).toBe(2000);
		clock.forward(500);
		expect(clock.now()).toBe(2000);
		vi.advanceTimersByTime(0);
		await slept;
	});

	it('tells who watches of each change of its speed and each jump, until they cease', () => {
		const clock = scaledClock({speed: 1, origin: Date.now()});
		const seen: number[] = [];
		const cease = clock.watch(() => seen.push(clock.speed()));
		clock.setSpeed(20);
		clock.setSpeed(20);
		clock.forward(clock.now() + 60_000);
		clock.forward(0);
		cease();
		clock.setSpeed(1);
		expect(seen).toEqual([20, 20]);
	});
});
