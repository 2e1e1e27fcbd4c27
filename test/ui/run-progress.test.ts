import {beforeAll, describe, expect, it} from 'vitest';
import type {RunEvent} from '../../source/engine/events.ts';
import {counts, emptyRun, project, type RunState} from '../../source/engine/projection.ts';
import {progressOf, progressWords} from '../../source/ui/run-progress.ts';
import {countWords} from '../../source/ui/task-words.ts';
import {recordRuns, stateAfter} from '../helpers/played-run.ts';

let up: readonly RunEvent[];
let down: readonly RunEvent[];

beforeAll(async () => {
	({up, down} = await recordRuns());
});

/** The state after each event, and its time. */
const walk = (events: readonly RunEvent[], history: RunState = emptyRun): readonly (readonly [RunState, number])[] => {
	let state = history;
	return events.map(event => {
		state = project(state, event);
		return [state, Date.parse(event.at)];
	});
};

const isWithinPause = ([{tasks}]: readonly [RunState, number]) =>
	[...tasks.values()].some(({state}) => state === 'deciding');

describe('the progress of a run', () => {
	it.each(['up', 'down'] as const)('only ever goes on, and ends whole: %s', verb => {
		const steps = verb === 'up' ? walk(up) : walk(down, stateAfter(up));
		let last = 0;
		for (const [state, now] of steps.filter(([{startedAt}]) => startedAt !== undefined)) {
			const {fraction, left} = progressOf(state, now);
			expect(fraction).toBeGreaterThanOrEqual(last - 1e-9);
			expect(left > 0).toBe(state.outcome === undefined);
			last = fraction;
		}
		expect(last).toBe(1);
	});

	it('begins with the longest chain of the plan', () => {
		const [started, now] = walk(up).find(([{startedAt}]) => startedAt !== undefined) ?? expect.fail();
		// The load balancer and what comes after it, one after the other, and the request.
		expect(progressOf(started, now).left).toBeGreaterThan(157 + 113 + 100);
		expect(progressOf(started, now).left).toBeLessThan(600);
	});

	it('does not count the time of the person who decides', () => {
		const asked = walk(up).find(isWithinPause) ?? expect.fail();
		const [state, now] = asked;
		const before = progressOf(state, now);
		const after = progressOf(state, now + 3_600_000);
		expect(after.elapsed).toBe(before.elapsed + 3600);
		expect(after.fraction).toBeGreaterThan(before.fraction - 1e-9);
		expect(after.fraction - before.fraction).toBeLessThan(0.2);
		expect(progressWords(after, state)).toMatch(/^1:\d\d:\d\d passed, about .* left after your decision$/);
	});

	it('does not promise the end of what is late', () => {
		const [state, now] = walk(up)[20] ?? expect.fail();
		expect(progressOf(state, now + 86_400_000).left).toBeGreaterThan(0);
		expect(progressOf(state, now + 86_400_000).fraction).toBeLessThan(1);
	});

	it('says counts that add up to the plan, after every event', () => {
		for (const [state] of [...walk(up), ...walk(down, stateAfter(up))]) {
			const [done = 0, running = 0, waiting = 0, failed = 0, total = 0] = [...countWords(state).matchAll(/\d+/g)].map(
				Number,
			);
			expect(done + running + waiting + failed).toBe(total);
			expect(total).toBe(counts(state).total);
		}
	});
});
