import {describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {startDriver} from '../../source/simulator/driver.ts';

/** A driver over a list of due times; `steps` are the times at which it stepped. */
const drive = (dues: number[]) => {
	const clock = virtualClock(0);
	const steps: number[] = [];
	const driver = startDriver(
		clock,
		() => dues[0],
		() => {
			steps.push(clock.now());
			while ((dues[0] ?? Number.POSITIVE_INFINITY) <= clock.now()) dues.shift();
		},
	);
	return {clock, driver, steps};
};

describe('a driver', () => {
	it('steps when something is due, without being asked', async () => {
		const {clock, steps} = drive([10, 10, 30]);
		await clock.sleep(100);
		expect(steps).toEqual([10, 30]);
	});

	it('looks again when it is woken, and wakes for what comes earlier', async () => {
		const dues = [50];
		const {clock, driver, steps} = drive(dues);
		await clock.sleep(10);
		dues.unshift(20);
		driver.wake();
		await clock.sleep(30);
		expect(steps).toEqual([20]);
		await clock.sleep(30);
		expect(steps).toEqual([20, 50]);
	});

	it('does not sleep while there is nothing to wait for', async () => {
		const dues: number[] = [];
		const {clock, driver} = drive(dues);
		await new Promise(resolve => setTimeout(resolve, 5));
		expect(clock.now()).toBe(0);
		dues.push(7);
		driver.wake();
		await new Promise(resolve => setTimeout(resolve, 5));
		expect(clock.now()).toBe(7);
	});

	it('stops', async () => {
		const {clock, driver, steps} = drive([10]);
		driver.stop();
		driver.wake();
		await clock.sleep(20);
		expect(steps).toEqual([]);
	});
});
