import {afterEach, describe, expect, it} from 'vitest';
import type {RunEvent} from '../../source/engine/events.ts';
import {emptyRun, project} from '../../source/engine/projection.ts';
import {summaryOf} from '../../source/reporters/summary.ts';
import {deployment} from '../helpers/deployment.ts';
import {type Lab, openLab} from '../helpers/lab.ts';

let lab: Lab | undefined;

afterEach(async () => {
	await lab?.close();
	lab = undefined;
});

const next = ['Tear down: privatelink-wizard down --simulate --confirm lab'];

const cost = {soFar: 0.1125, perHour: 0.168};

const summed = (events: readonly RunEvent[]): string =>
	summaryOf(events.reduce(project, emptyRun), {cost, next, journal: '/tmp/journal.jsonl'}).join('\n');

describe('the summary after the screens', () => {
	it('has the outcome, the ids, the cost so far, the journal and the next commands, each on a line of its own', async () => {
		lab = await openLab();
		const {events} = await lab.up('--yes', '--accept');
		const state = events.reduce(project, emptyRun);
		const text = summed(events);
		expect(text).toMatch(/^lab\.[a-z2-7]{8} on simulator: built, and the page was fetched\.$/m);
		for (const id of ['provider.vpc', 'consumer.vpc']) {
			expect(text).toContain(state.known.get(id)?.outputs['vpcId']);
		}
		expect(text).toMatch(/^ {2}Endpoint: vpce-[0-9a-f]+$/m);
		expect(text).toMatch(/answered 200 from 21\.0\.[23]\.\d+/);
		expect(text).toMatch(/Cost so far: nothing on the simulator; on AWS about \$0\.11\d, \$0\.168 an hour/);
		expect(text).toContain('Journal: /tmp/journal.jsonl');
		expect(text).toMatch(/^ {2}Tear down: privatelink-wizard down --simulate --confirm lab$/m);

		const torn = await lab.down('--confirm', 'lab');
		const after = summed([...events, ...torn.events]);
		expect(after).toContain('torn down.');
		expect(after).toContain('Nothing is left');
		expect(after).toMatch(/It stood for \d+ min/);
		expect(after).not.toContain('vpce-');
	});

	it('names what failed, in AWS’s words', () => {
		const events: readonly RunEvent[] = [
			{
				at: '2026-01-05T09:00:00.000Z',
				runId: 'run',
				type: 'run-started',
				version: 1,
				verb: 'up',
				target: 'simulator',
				deployment: 'lab.abcdefgh',
				tasks: [{id: 'provider.vpc', kind: 'vpc', side: 'provider', label: 'VPC', needs: [], expectedSeconds: 5}],
			},
			{
				at: '2026-01-05T09:00:01.000Z',
				runId: 'run',
				type: 'task-failed',
				task: 'provider.vpc',
				error: {
					code: 'VpcLimitExceeded',
					message: 'The maximum number of VPCs has been reached.',
					nextSteps: ['Ask for more.'],
				},
			},
			{at: '2026-01-05T09:00:02.000Z', runId: 'run', type: 'run-finished', outcome: 'failed'},
		];
		expect(summed(events)).toBe('');
		expect(summaryOf({...events.reduce(project, emptyRun), deployment}, {cost, next}).join('\n')).toMatch(
			/failed\.\n {2}provider VPC: VpcLimitExceeded: The maximum number of VPCs has been reached\.\n {4}To do: Ask for more\./,
		);
	});
});
