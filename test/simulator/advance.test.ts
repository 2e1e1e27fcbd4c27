import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ownCaller} from '../../source/simulator/accounts.ts';
import {advance, nextTimer} from '../../source/simulator/advance.ts';
import {createContext} from '../../source/simulator/context.ts';
import type {TimerTable} from '../../source/simulator/operation.ts';
import {createWorld} from '../../source/simulator/world.ts';

const effects = {powerChanged: () => {}, sessionEnded: () => {}, invocationChanged: () => {}};

const at = (world: ReturnType<typeof createWorld>, now = world.time, region = 'eu-west-1') =>
	createContext({world, now, region, caller: ownCaller, effects});

describe('advance', () => {
	it('fires what is due, in order, each at its own time, ties in the order in which they were set', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({min: 0, max: 20}), {maxLength: 20}),
				fc.integer({min: 0, max: 25}),
				(delays, now) => {
					const world = createWorld({seed: 1, time: 0});
					const fired: {due: number; name: number; time: number}[] = [];
					const timers: TimerTable = {
						ring: ({name}, context) => fired.push({due: context.now, name: Number(name), time: world.time}),
					};
					for (const [name, delay] of delays.entries()) at(world).schedule(delay, 'ring', {name});
					advance(world, now, timers, effects);
					const expected = delays
						.map((due, name) => ({due, name, time: due}))
						.filter(({due}) => due <= now)
						.toSorted((a, b) => a.due - b.due || a.name - b.name);
					expect(fired).toEqual(expected);
					expect(world.timers).toHaveLength(delays.length - expected.length);
					expect(world.time).toBe(now);
				},
			),
		);
	});

	it('also fires, in its turn, what a timer sets while it fires', () => {
		const world = createWorld({seed: 1, time: 0});
		const fired: string[] = [];
		const timers: TimerTable = {
			first: (_payload, context) => {
				fired.push(`first ${context.now}`);
				context.schedule(5, 'second', {});
			},
			second: (_payload, context) => fired.push(`second ${context.now}`),
		};
		at(world).schedule(10, 'first', {});
		at(world).schedule(20, 'second', {});
		advance(world, 16, timers, effects);
		expect(fired).toEqual(['first 10', 'second 15']);
		expect(nextTimer(world)?.due).toBe(20);
	});

	it('gives a timer the region and the account in which it was set', () => {
		const world = createWorld({seed: 1, time: 0});
		const seen: string[] = [];
		at(world, 0, 'cn-north-1').schedule(1, 'ring', {});
		const ring: TimerTable[string] = (_payload, context) =>
			seen.push(context.region, context.partition, context.dnsSuffix, context.principal);
		advance(world, 1, {ring}, effects);
		expect(seen).toEqual(['cn-north-1', 'aws-cn', 'amazonaws.com.cn', 'arn:aws-cn:iam::111122223333:root']);
	});

	it('never goes back', () => {
		const world = createWorld({seed: 1, time: 100});
		advance(world, 50, {}, effects);
		expect(world.time).toBe(100);
	});

	it('does not pass over a timer that no service knows', () => {
		const world = createWorld({seed: 1, time: 0});
		at(world).schedule(1, 'constructor', {});
		expect(() => advance(world, 1, {}, effects)).toThrow('No service knows the timer constructor');
	});
});
