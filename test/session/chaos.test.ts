import {expect, it} from 'vitest';
import {chaosFaults, chaosRun, messagesEachWay} from './chaos.ts';

it.each(Array.from({length: 60}, (_, seed) => seed))(
	'carries every byte once and in order, both ways, over lines that lose, repeat, reorder, delay, close and die: seed %d',
	async seed => {
		const calm = await chaosRun(seed, 'none');
		const chaos = await chaosRun(seed, 'faults');
		expect(calm.reconnects).toBe(0);
		expect(chaos.transcript.heardByShell.equals(calm.transcript.heardByShell)).toBe(true);
		expect(chaos.transcript.heardByClient.equals(calm.transcript.heardByClient)).toBe(true);
		expect(calm.transcript.heardByShell.length).toBeGreaterThan(messagesEachWay);
		expect(chaos.reconnects).toBeGreaterThanOrEqual(2);
		expect(chaos.halfOpen).toBe(seed % 10 === 0 ? 1 : 0);
		for (const kind of ['dropped', 'duplicated', 'reordered', 'delayed'] as const)
			expect(chaos.counts[kind]).toBeGreaterThan(0.5 * chaosFaults.drop * chaos.counts.frames);
	},
);
