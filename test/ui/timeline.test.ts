import {beforeAll, describe, expect, it} from 'vitest';
import type {RunEvent} from '../../source/engine/events.ts';
import {emptyRun} from '../../source/engine/projection.ts';
import {cellsOf, timelineOf, worthShowing} from '../../source/ui/timeline.ts';
import {recordRuns, stateAfter} from '../helpers/played-run.ts';

let up: readonly RunEvent[];

beforeAll(async () => {
	({up} = await recordRuns());
});

describe('the timeline of a run', () => {
	it('keeps every bar on the axis, at every width', () => {
		const timeline = timelineOf(stateAfter(up));
		for (const cells of [4, 20, 60, 200]) {
			for (const bar of timeline.bars) {
				const {before, own} = cellsOf(bar, timeline.length, cells);
				expect(before).toBeGreaterThanOrEqual(0);
				expect(own).toBeGreaterThanOrEqual(1);
				expect(before + own).toBeLessThanOrEqual(cells);
			}
		}
	});

	it('marks the chain that the end hung on, without a gap in it', () => {
		const {bars, length} = timelineOf(stateAfter(up));
		const path = bars.filter(({isLongest}) => isLongest);
		expect(path.map(({id}) => id)).toEqual(
			expect.arrayContaining([
				'provider.vpc',
				'provider.load-balancer',
				'provider.endpoint-service',
				'consumer.endpoint',
				'provider.endpoint-connection',
				'request',
			]),
		);
		let reached = 0;
		for (const {start, end} of path) {
			// What comes next begins as soon as what it needs is ready; a second is what a look and a call take.
			expect(start).toBeLessThanOrEqual(reached + 1);
			reached = Math.max(reached, end);
		}
		expect(reached).toBe(length);
	});

	it('shows what is long enough to be seen, and always the longest path', () => {
		const timeline = timelineOf(stateAfter(up));
		const shown = worthShowing(timeline, 40);
		expect(shown.length).toBeLessThan(timeline.bars.length);
		expect(shown.filter(({isLongest}) => isLongest)).toEqual(timeline.bars.filter(({isLongest}) => isLongest));
		expect(shown.map(({id}) => id)).toContain('provider.nat-gateway');
	});

	it('names each bar by itself, with its side where another one has the same name', () => {
		const labels = timelineOf(stateAfter(up)).bars.map(({label}) => label);
		expect(new Set(labels).size).toBe(labels.length);
		expect(labels).toEqual(expect.arrayContaining(['NAT gateway', 'Private instance (consumer)']));
	});

	it('is empty before anything has happened', () => {
		expect(timelineOf(emptyRun)).toEqual({bars: [], length: 0});
	});
});
