import {beforeAll, describe, expect, it} from 'vitest';
import type {Remainder, RunEvent, RunOutcome} from '../../../source/engine/events.ts';
import type {RunState} from '../../../source/engine/projection.ts';
import type {Place} from '../../../source/ui/ports.ts';
import {TeardownScreen} from '../../../source/ui/screens/teardown.tsx';
import {type PlayedRun, playedRun, recordRuns, stateAfter} from '../../helpers/played-run.ts';
import {renderScreen} from '../../helpers/render-screen.tsx';
import {forbiddenSequences} from '../../helpers/screen-buffer.ts';
import {expectFit, expectFitEverywhere, sizes} from '../fits.ts';
import {Live} from './run-screens.tsx';

let down: readonly RunEvent[];
let history: RunState;

beforeAll(async () => {
	const runs = await recordRuns();
	down = runs.down;
	history = stateAfter(runs.up);
});

const runTo = (end: number | ((event: RunEvent) => boolean), place: Place = 'simulator') => {
	const run = playedRun(down, {history, place});
	run.playTo(end);
	return run;
};

const teardown = (run: PlayedRun, onDone: (action: string) => void = () => {}) => (
	<Live run={run} screen={TeardownScreen} props={{onDone}} />
);

const midway = ({type}: RunEvent) => type === 'task-waiting';

/** A teardown after which something is left. */
const leaving = (
	outcome: RunOutcome,
	remaining: {ours: readonly Remainder[]; foreign: readonly Remainder[]},
	place: Place,
) => {
	const run = runTo(({type}) => type === 'run-started', place);
	const at = new Date(run.awsNow()).toISOString();
	run.add({at, runId: 'x', type: 'sweep-finished', remaining, checked: ['instances', 'VPCs']});
	run.add({
		at,
		runId: 'x',
		type: 'run-finished',
		outcome,
		message: 'Go on with it: privatelink-wizard down --confirm lab',
	});
	return run;
};

const instance: Remainder = {
	kind: 'instance',
	id: 'i-1',
	vpcId: 'vpc-1',
	owner: 'arn:aws:iam::111122223333:user/bob',
	hourlyCost: 0.0104,
};

describe('the teardown', () => {
	it.each([
		['midway', midway, []],
		['the details', midway, ['home', 'down', 'down', 'enter']],
		['the end', 1e6, []],
		['the tree after the end', 1e6, ['t']],
	] as const)('fits everywhere: %s', async (_name, end, keys) => {
		await expectFitEverywhere(() => teardown(runTo(end)), keys);
	});

	it.each(sizes)('adds up to the plan on every frame, at %sx%s', async (columns, rows) => {
		const run = runTo(0);
		const screen = await renderScreen(teardown(run), {columns, rows});
		const frames: (readonly number[])[] = [];
		screen.terminal.onWriteParsed(() => {
			const counts = /(\d+) gone, (\d+) running, (\d+) waiting, (\d+) failed of (\d+)/.exec(screen.text());
			if (counts) frames.push(counts.slice(1).map(Number));
		});
		for (let position = 0; position < down.length; position += 8) {
			run.playTo(position);
			await screen.settled();
		}
		expectFit(screen, columns, rows);
		expect(frames.length).toBeGreaterThan(20);
		for (const [gone = 0, running = 0, waiting = 0, failed = 0, total = 0] of frames) {
			expect([gone + running + waiting + failed, total]).toEqual([65, 65]);
		}
		expect(screen.raw()).not.toMatch(forbiddenSequences);
	});

	it('goes backwards: what others stand on waits for them', async () => {
		const screen = await renderScreen(teardown(runTo(midway)), {columns: 160, rows: 50});
		expect(screen.text()).toMatch(/VPC: after .* waiting/);
		expect(screen.text()).toMatch(/gone/);
	});

	it('shows the command that removes the same', async () => {
		const screen = await renderScreen(teardown(runTo(midway)), {columns: 160, rows: 50});
		await screen.press('home', 'down', 'down', 'enter');
		expect(screen.text()).toMatch(/aws ec2 delete-vpc --vpc-id vpc-\w+ --region us-east-1/);
		expect(screen.text()).toContain('Goes after');
	});

	it('says that nothing is left, and what was looked for', async () => {
		const actions: string[] = [];
		const run = runTo(down.length);
		const screen = await renderScreen(teardown(run, action => actions.push(action)));
		expect(screen.text()).toContain('Nothing is left.');
		for (const kind of ['NAT gateways', 'Elastic IP addresses', 'network interfaces', 'IAM roles'])
			expect(screen.text()).toContain(kind);
		await screen.press('t');
		expect(screen.text()).toContain('65 gone, 0 running, 0 waiting, 0 failed of 65');
		await screen.press('t', 'enter', 'h', 'q');
		expect(actions).toEqual(['home', 'home', 'leave']);
	});

	it('does not say so while AWS is still asked', async () => {
		const actions: string[] = [];
		const screen = await renderScreen(teardown(runTo(down.length - 2), action => actions.push(action)));
		expect(screen.text()).toContain('AWS is asked what is left.');
		expect(screen.text()).not.toContain('Nothing is left.');
		await screen.press('q');
		expect(actions).toEqual([]);
	});

	it('names what is left of ours, with its cost and the command that goes on', async () => {
		const run = leaving('failed', {ours: [instance], foreign: []}, 'aws');
		const screen = await renderScreen(teardown(run), {columns: 100, rows: 30});
		expect(screen.text()).toContain('1 thing of ours is left.');
		expect(screen.text()).toContain('Left of ours, costing $0.250 a day');
		expect(screen.text()).toContain('instance i-1, in vpc-1, of arn:aws:iam::111122223333:user/bob, $0.010 an hour');
		expect(screen.text()).toContain('Go on with it: privatelink-wizard down --confirm lab');
	});

	it('names what is foreign, and that it was not touched', async () => {
		const run = leaving(
			'foreign-left',
			{ours: [], foreign: [instance, {kind: 'network interface', id: 'eni-1', hourlyCost: 0}]},
			'simulator',
		);
		const screen = await renderScreen(teardown(run), {columns: 100, rows: 30});
		expect(screen.text()).toContain('Not ours, and not touched, costing nothing: the simulator is free');
		expect(screen.text()).toContain('network interface eni-1, free of charge');
		expect(screen.text()).not.toContain('Nothing is left.');
	});
});
