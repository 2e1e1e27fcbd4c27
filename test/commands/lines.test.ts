import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {type Lines, withLines} from '../../source/commands/lines.ts';
import type {RunEvent} from '../../source/engine/events.ts';

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

const clock = {now: () => Date.parse('2026-01-05T09:01:40.000Z')};
const at = '2026-01-05T09:00:00.000Z';

const opening: RunEvent = {
	at,
	runId: 'run',
	type: 'run-started',
	version: 1,
	verb: 'up',
	target: 'simulator',
	deployment: 'lab.abcdefgh',
	tasks: [
		{id: 'provider.vpc', kind: 'vpc', side: 'provider', label: 'VPC', needs: [], expectedSeconds: 5},
		{id: 'consumer.vpc', kind: 'vpc', side: 'consumer', label: 'VPC', needs: [], expectedSeconds: 5},
	],
};

const started: RunEvent = {at, runId: 'run', type: 'task-started', task: 'provider.vpc', generation: 1};

const told = async (mode: 'plain' | 'json', work: (lines: Lines) => Promise<void>): Promise<readonly string[]> => {
	const lines: string[] = [];
	await withLines({mode, write: line => lines.push(line)}, clock, work);
	return lines;
};

it('gives a sign of life after 30 s of silence, and only then', async () => {
	const lines = await told('plain', async ({tell}) => {
		tell(opening);
		tell(started);
		await vi.advanceTimersByTimeAsync(29_000);
		tell(opening);
		await vi.advanceTimersByTimeAsync(31_000);
	});
	expect(lines).toHaveLength(3);
	expect(lines[2]).toMatch(/^ {2}1:40 {2}Still at work: 0 of 2 done/);
});

it('says what is under way in the sign of life', async () => {
	const lines = await told('plain', async ({tell}) => {
		tell(opening);
		tell(started);
		await vi.advanceTimersByTimeAsync(61_000);
	});
	expect(lines.filter(line => line.includes('Still at work'))).toHaveLength(2);
	expect(lines.at(-1)).toContain('provider VPC');
});

it('keeps lines back while a question has the terminal, and tells them after it in their order', async () => {
	let during: readonly string[] = [];
	const lines: string[] = [];
	await withLines({mode: 'plain', write: line => lines.push(line)}, clock, async ({tell, aside}) => {
		const answer = await aside(async () => {
			tell(opening);
			await vi.advanceTimersByTimeAsync(60_000);
			during = [...lines];
			return 'yes';
		});
		expect(answer).toBe('yes');
	});
	expect(during).toEqual([]);
	expect(lines.join('\n')).toContain('Target: simulator');
});

it('is nothing but events as JSON', async () => {
	const lines = await told('json', async ({tell}) => {
		tell(opening);
		await vi.advanceTimersByTimeAsync(120_000);
	});
	expect(lines.map(line => JSON.parse(line))).toEqual([opening]);
});
