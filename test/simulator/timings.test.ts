import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {guesses} from '../../source/simulator/guesses.ts';
import {seededRandom} from '../../source/simulator/random.ts';
import {beginScenario} from '../../source/simulator/scenario.ts';
import {drawSeconds, type Timing, type TimingName, timings} from '../../source/simulator/timings.ts';

const rows = Object.entries<Timing>(timings);

describe('the table of timings', () => {
	it('says of every row where it was published or what it was guessed from, and not both', () => {
		for (const [name, row] of rows) {
			const words = 'guess' in row ? row.guess : row.source;
			expect(words.length, name).toBeGreaterThan(5);
			expect('guess' in row && 'source' in row, name).toBe(false);
		}
	});

	it('takes no guess for certain: its coefficient of variation is 0.3 or more', () => {
		expect(rows.filter(([, row]) => 'guess' in row && row.cv < 0.3).map(([name]) => name)).toEqual([]);
	});

	it('is drawn from the seed, around the median, and never as a freak', () => {
		const names = rows.map(([name]) => name as TimingName);
		fc.assert(
			fc.property(fc.constantFrom(...names), fc.nat(), (name, seed) => {
				const world = {scenario: beginScenario({}, 0)};
				const draw = () => drawSeconds({random: seededRandom(seed, 1), world}, name);
				const {median, cv}: Timing = timings[name];
				const spread = Math.exp(2 * Math.sqrt(Math.log1p(cv * cv)));
				expect(draw()).toBe(draw());
				expect(draw()).toBeGreaterThanOrEqual((median / spread) * 0.999);
				expect(draw()).toBeLessThanOrEqual(median * spread * 1.001);
			}),
		);
	});

	it('has an agent that was denied sleep from 25 to 30 minutes', () => {
		const world = {scenario: beginScenario({}, 0)};
		const sleeps = Array.from({length: 500}, (_, seed) =>
			drawSeconds({random: seededRandom(seed, 1), world}, 'agentSleepDenied'),
		);
		expect(Math.min(...sleeps)).toBeGreaterThanOrEqual(25 * 60);
		expect(Math.max(...sleeps)).toBeLessThanOrEqual(30 * 60);
	});
});

describe('the table of guesses', () => {
	it('has every timing that is one', () => {
		const guessed = rows.filter(([, row]) => 'guess' in row);
		expect(guesses.filter(({topic}) => topic.startsWith('How long it takes: '))).toHaveLength(guessed.length);
	});

	it('says of each what is done, why, and how an account would tell; no topic comes twice', () => {
		for (const guess of guesses) {
			for (const words of Object.values(guess)) expect(words.length, guess.topic).toBeGreaterThan(3);
		}
		expect(new Set(guesses.map(({topic}) => topic)).size).toBe(guesses.length);
	});
});
