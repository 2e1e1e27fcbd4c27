import {beforeAll, describe, expect, it} from 'vitest';
import type {RunEvent} from '../../../source/engine/events.ts';
import {BuildScreen} from '../../../source/ui/screens/build.tsx';
import {themeFor} from '../../../source/ui/theme.ts';
import {type PlayedRun, type PlayedRunOptions, playedRun, recordRuns} from '../../helpers/played-run.ts';
import {renderScreen, type Screen} from '../../helpers/render-screen.tsx';
import {forbiddenSequences} from '../../helpers/screen-buffer.ts';
import {expectFit, expectFitEverywhere, sizes} from '../fits.ts';
import {Live} from './run-screens.tsx';

let up: readonly RunEvent[];

beforeAll(async () => {
	({up} = await recordRuns());
});

const runTo = (end: number | ((event: RunEvent) => boolean), options: PlayedRunOptions = {}): PlayedRun => {
	const run = playedRun(up, options);
	run.playTo(end);
	return run;
};

/** The load balancer is still on its way when the NAT gateway carries traffic. */
const midway = (event: RunEvent) => event.type === 'task-done' && event.task === 'provider.route-nat';

const build = (run: PlayedRun) => <Live run={run} screen={BuildScreen} props={{}} />;

const countsIn = (screen: Screen): readonly number[] | undefined => {
	const row = screen.screen().find(text => /\d+ done, /.test(text));
	return /(\d+) done, (\d+) running, (\d+) waiting(?:, (\d+) failed)? of (\d+)/
		.exec(row ?? '')
		?.slice(1)
		.map(text => Number(text ?? 0));
};

describe('the build', () => {
	it.each([
		['before the first task', 0, []],
		['midway', midway, []],
		['folded', midway, ['home', 'left']],
		['the log', midway, ['l', 'home']],
		['the details', midway, ['enter']],
		['what can be copied of one', midway, ['enter', 'c']],
		['while the request is under way', 1e6, []],
	] as const)('fits everywhere: %s', async (_name, end, keys) => {
		await expectFitEverywhere(() => build(runTo(end)), keys);
	});

	it.each(sizes)('adds up to the plan on every frame, at %sx%s', async (columns, rows) => {
		const run = playedRun(up);
		const screen = await renderScreen(build(run), {columns, rows});
		const frames: (readonly number[])[] = [];
		screen.terminal.onWriteParsed(() => {
			const counts = countsIn(screen);
			if (counts) frames.push(counts);
		});
		for (let position = 0; position < up.length; position += 5) {
			run.playTo(position);
			await screen.settled();
			if (position % 50 === 0) expectFit(screen, columns, rows);
		}
		run.playTo(up.length - 1);
		await screen.settled();
		expect(frames.length).toBeGreaterThan(40);
		for (const [done = 0, running = 0, waiting = 0, failed = 0, total = 0] of frames) {
			expect(done + running + waiting + failed).toBe(total);
			expect(total).toBe(65);
		}
		expect(frames.at(-1)?.[0]).toBe(65);
		expect(screen.raw()).not.toMatch(forbiddenSequences);
	});

	it('keeps its counts while it is resized', async () => {
		const run = runTo(midway);
		const screen = await renderScreen(build(run), {columns: 160, rows: 50});
		const expected = countsIn(screen);
		for (const [columns, rows] of [...sizes, [100, 30], [61, 21]] as const) {
			await screen.resize({columns, rows});
			expectFit(screen, columns, rows);
			expect(countsIn(screen)).toEqual(expected);
		}
	});

	it('leaves out of its counts that nothing has failed, where there is no room for all of them', async () => {
		const screen = await renderScreen(build(runTo(midway)), {columns: 40, rows: 15});
		expect(screen.screen()[1]).toMatch(/waiting of \d+$/);
	});

	it('moves at least once a second', async () => {
		const run = runTo(midway);
		const screen = await renderScreen(build(run));
		let last = screen.raw().length;
		for (let second = 0; second < 3; second++) {
			await new Promise(resolve => setTimeout(resolve, 1000));
			await screen.settled();
			expect(screen.raw().length).toBeGreaterThan(last);
			last = screen.raw().length;
		}
	});

	it('counts elapsed time between events', async () => {
		const run = runTo(midway);
		const screen = await renderScreen(build(run));
		expect(screen.text()).toMatch(/Network Load Balancer: provisioning +running +1:3\d\/2:37/);
		run.setTime(run.awsNow() + 30_000);
		await screen.until(/Network Load Balancer: provisioning +running +2:0\d\/2:37/);
	});

	it('shows both sides beside each other where there is room, each with its own pointer', async () => {
		const run = runTo(midway);
		const screen = await renderScreen(build(run), {columns: 160, rows: 50});
		expect(screen.text()).toMatch(/Provider .* Consumer /);
		expect(screen.text()).toMatch(/❯ +⠋ Network Load Balancer/);
		await screen.press('tab', 'home');
		expect(screen.text()).toMatch(/❯ ▾ ◦ Consumer/);
		expect(screen.text()).toContain('Consumer: running, ');
		await screen.resize({columns: 80, rows: 24});
		expect(screen.text()).not.toMatch(/Provider .* Consumer /);
		expect(screen.text()).toMatch(/❯ ▾ ◦ Consumer/);
		await screen.press('f');
		expect(screen.text()).toMatch(/❯ +. Network Load Balancer/);
	});

	it('folds a branch on Enter and unfolds it again', async () => {
		const screen = await renderScreen(build(runTo(midway)), {columns: 160, rows: 50});
		await screen.press('home', 'enter');
		expect(screen.text()).toMatch(/❯ ▸ ◦ Provider/);
		expect(screen.text()).not.toContain('NAT gateway');
		await screen.press('enter');
		expect(screen.text()).toMatch(/❯ ▾ ◦ Provider/);
		expect(screen.text()).toContain('NAT gateway');
	});

	it('tells all about a resource, with ids and the command that does the same', async () => {
		const run = runTo(midway);
		const screen = await renderScreen(build(run), {columns: 160, rows: 50});
		await screen.press('enter');
		const text = screen.text();
		expect(text).toMatch(/loadBalancerArn: arn:aws:elasticloadbalancing:us-east-1:\d+:loadbalancer\/net\//);
		expect(text).toContain('The door of the service inside the provider VPC');
		expect(text).toContain('Create Network Load Balancer and select private subnets');
		expect(text).toContain('aws elbv2 create-load-balancer');
		expect(text).toContain('AWS shows: provisioning');
		await screen.press('escape');
		expect(screen.text()).toMatch(/❯ +. Network Load Balancer/);
	});

	it('has a log of every event, which follows until somebody scrolls up', async () => {
		const run = runTo(midway);
		const screen = await renderScreen(build(run));
		await screen.press('l');
		expect(screen.text()).toContain('Route to the NAT gateway (provider): ready');
		await screen.press('home');
		expect(screen.text()).toMatch(/0:00 {2}deployment lab\.\w+ is born/);
		run.playTo(up.length - 1);
		await screen.settled();
		expect(screen.text()).toContain('is born');
		await screen.press('end');
		expect(screen.text()).toMatch(/request: 200 from 21\.0\.\d+\.\d+, Server: Apache/);
	});

	it('says what failed, why, and what will not start', async () => {
		const run = runTo(midway);
		const screen = await renderScreen(build(run), {columns: 160, rows: 50});
		run.add({
			at: new Date(run.awsNow()).toISOString(),
			runId: 'x',
			type: 'task-failed',
			task: 'provider.load-balancer',
			error: {code: 'SubnetNotFound', message: 'The subnet is gone.\u001B[2J', nextSteps: ['Run it again.']},
		});
		await screen.settled();
		expect(screen.text()).toMatch(/✗ Network Load Balancer: SubnetNotFound +failed/);
		expect(screen.text()).toMatch(/– Listener: after Network Load Balancer +blocked/);
		await screen.press('end', 'home', 'down', 'down', 'down', 'down');
		const [done = 0, running = 0, waiting = 0, failed = 0, total = 0] = countsIn(screen) ?? [];
		expect([failed, done + running + waiting + failed]).toEqual([1, total]);
		expect(screen.raw()).not.toMatch(forbiddenSequences);
	});

	it('says how fast time passes, if not as usual', async () => {
		const fast = await renderScreen(build(runTo(midway, {speed: 20})));
		expect(fast.text()).toContain('time ×20');
		const real = await renderScreen(build(runTo(midway)));
		expect(real.text()).not.toContain('time ×');
	});

	it('does with plain characters and without colour', async () => {
		const screen = await renderScreen(build(runTo(midway, {speed: 20})), {theme: themeFor({NO_COLOR: '1'})});
		expect(screen.text()).not.toMatch(/[^\u0020-\u007E\n]/);
		expect(screen.text()).toContain('time x20');
	});
});
