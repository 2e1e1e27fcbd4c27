import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {digestHex, drawHex, drawId, drawRandom, uuidOf} from '../../source/simulator/random.ts';
import {drawSeconds, type TimingName, timings} from '../../source/simulator/timings.ts';
import {createWorld} from '../../source/simulator/world.ts';

const world = (seed = 1) => createWorld({seed, time: 0});

describe('random numbers', () => {
	it('lie in [0, 1), evenly', () => {
		const source = world();
		const numbers = Array.from({length: 10_000}, () => drawRandom(source));
		expect(numbers.every(number => number >= 0 && number < 1)).toBe(true);
		for (let tenth = 0; tenth < 10; tenth++) {
			const share = numbers.filter(number => Math.floor(number * 10) === tenth).length / numbers.length;
			expect(share).toBeGreaterThan(0.08);
			expect(share).toBeLessThan(0.12);
		}
	});

	it('follow from the seed and how many were drawn, so that a world goes on where it was saved', () => {
		fc.assert(
			fc.property(fc.integer(), fc.nat(20), (seed, drawn) => {
				const first = world(seed);
				for (let draw = 0; draw < drawn; draw++) drawRandom(first);
				const copy = structuredClone(first);
				expect(drawHex(copy, 40)).toBe(drawHex(first, 40));
			}),
		);
	});

	it("make ids that look like EC2's and do not repeat", () => {
		const source = world();
		const ids = Array.from({length: 2_000}, () => drawId(source, 'vpc'));
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.every(id => /^vpc-0[\da-f]{16}$/.test(id))).toBe(true);
	});

	it('make UUIDs and digests without drawing', () => {
		expect(uuidOf(1, 5)).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
		expect(uuidOf(1, 5)).not.toBe(uuidOf(1, 6));
		expect(digestHex('a', 17)).toMatch(/^[\da-f]{17}$/);
		expect(digestHex('a', 17)).not.toBe(digestHex('b', 17));
	});
});

describe('timings', () => {
	it.each(Object.keys(timings) as TimingName[])('of %s are drawn around their median', name => {
		const source = world();
		const random = () => drawRandom(source);
		const draws = Array.from({length: 400}, () => drawSeconds({random, world: source}, name)).toSorted((a, b) => a - b);
		const {median, cv} = timings[name];
		expect(draws[0]).toBeGreaterThan(0);
		expect(draws[200]).toBeGreaterThanOrEqual(median * (1 - 0.3 * cv));
		expect(draws[200]).toBeLessThan(median * (1 + 0.3 * cv) + 1e-9);
		expect(draws.at(-1)).toBeLessThan(median * Math.exp(2 * cv) + 1e-9);
	});
});
