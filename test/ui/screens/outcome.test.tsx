import {beforeAll, describe, expect, it} from 'vitest';
import type {RunEvent} from '../../../source/engine/events.ts';
import {OutcomeScreen} from '../../../source/ui/screens/outcome.tsx';
import {themeFor} from '../../../source/ui/theme.ts';
import {type PlayedRunOptions, playedRun, recordRuns} from '../../helpers/played-run.ts';
import {renderScreen} from '../../helpers/render-screen.tsx';
import {expectFit, expectFitEverywhere, sizes} from '../fits.ts';
import {Live} from './run-screens.tsx';

let up: readonly RunEvent[];

beforeAll(async () => {
	({up} = await recordRuns());
});

const ended = (options: PlayedRunOptions = {}) => {
	const run = playedRun(up, options);
	run.playTo(up.length);
	return run;
};

/** The run up to the decision, which then ends otherwise. */
const endedOtherwise = (...rest: readonly object[]) => {
	const run = playedRun(up);
	run.playTo(({type}) => type === 'decision-needed');
	for (const body of rest) run.add({at: new Date(run.awsNow()).toISOString(), runId: 'x', ...body} as RunEvent);
	return run;
};

const finished = (outcome: string, message?: string) => ({
	type: 'run-finished',
	outcome,
	...(message ? {message} : {}),
});

const outcome = (run: ReturnType<typeof playedRun>, onDone: (action: string) => void = () => {}) => (
	<Live run={run} screen={OutcomeScreen} props={{onDone}} />
);

const whole = {columns: 160, rows: 50};

describe('the outcome', () => {
	it('fits everywhere', async () => {
		await expectFitEverywhere(() => outcome(ended()));
	});

	it.each(sizes)('is scrolled to its end at %sx%s, without growing', async (columns, rows) => {
		const screen = await renderScreen(outcome(ended()), {columns, rows});
		for (let page = 0; page < 6; page++) {
			expectFit(screen, columns, rows);
			await screen.press('page-down');
		}
		expect(screen.text()).toMatch(/Request +█+ +0:\d\d/);
	});

	it('shows the way of the request, the page, the time, the cost and what to do next', async () => {
		const screen = await renderScreen(outcome(ended({place: 'aws'})), whole);
		const text = screen.text();
		expect(text).toContain('It works: the Apache page came over AWS PrivateLink.');
		expect(text).toMatch(
			/Took \d:\d\d\. Cost: \$0\.\d+ so far, then \$0\.1\d+ an hour, \$[34]\.\d\d a day until it is torn down/,
		);
		expect(text).toMatch(/its name led to 21\.0\.\d+\.\d+, inside 21\.0\.0\.0\/16/);
		expect(text).toContain('Apache/2.4.58 (Ubuntu) answered 200');
		expect(text).toContain('It works, over AWS PrivateLink ');
		expect(text).toMatch(/NAT gateway +░+ +1:\d\d/);
		expect(text).toMatch(/Network Load Balancer .* █+ +2:\d\d/);
	});

	it('begins the commands to paste at the start of a row', async () => {
		for (const columns of [60, 80, 160]) {
			const screen = await renderScreen(outcome(ended()), {columns, rows: 40});
			const rows = screen.screen().map(row => row.trim());
			expect(rows).toContain('Tear down: privatelink-wizard down --simulate --confirm lab');
		}
	});

	it('leads on by one key each', async () => {
		const actions: string[] = [];
		const screen = await renderScreen(outcome(ended(), action => actions.push(action)));
		await screen.press('s', 'd', 'h', 'escape', 'q');
		expect(actions).toEqual(['session', 'tear-down', 'home', 'home', 'leave']);
	});

	it('goes on by a key with what has not come to its end', async () => {
		const actions: string[] = [];
		const run = playedRun(up);
		run.playTo(20);
		run.add({at: new Date(run.awsNow()).toISOString(), runId: 'x', type: 'run-finished', outcome: 'waiting'});
		const screen = await renderScreen(outcome(run, action => actions.push(action)));
		expect(screen.text()).toContain('g go on');
		await screen.press('g');
		expect(actions).toEqual(['go-on']);
		const done = await renderScreen(outcome(ended()));
		expect(done.text()).not.toContain('g go on');
	});

	it('offers a session only where there is an instance to open it on', async () => {
		const run = playedRun(up);
		run.playTo(20);
		run.add({at: new Date(run.awsNow()).toISOString(), runId: 'x', type: 'run-finished', outcome: 'interrupted'});
		const actions: string[] = [];
		const screen = await renderScreen(
			outcome(run, action => actions.push(action)),
			whole,
		);
		expect(screen.text()).not.toContain('s session');
		expect(screen.text()).toContain('Stopped before the end.');
		expect(screen.text()).toMatch(/Endpoint service waiting: after|Interface endpoint to the service waiting: after/);
		await screen.press('s');
		expect(actions).toEqual([]);
	});

	it.each([
		[
			'rejected',
			[{type: 'decision-made', endpointId: '', answer: 'reject', by: 'arn:me'}],
			/The endpoint connection was rejected\.[\s\S]*asks with a new one/,
		],
		['waiting', [], /waits for a decision\.[\s\S]*Nothing passes until it is accepted/],
		[
			'unverified',
			[{type: 'verification-failed', url: 'http://x/', reason: 'nothing answered in time'}],
			/not answered as it should be\.[\s\S]*nothing answered in time/,
		],
		[
			'failed',
			[
				{
					type: 'task-failed',
					task: 'provider.target',
					error: {code: 'Unhealthy', message: 'Health checks failed', nextSteps: ['Look at the instance.']},
				},
			],
			/1 resource failed[\s\S]*Unhealthy: Health checks failed[\s\S]*Look at the instance\./,
		],
		['interrupted', [], /Stopped before the end[\s\S]*Nothing is lost/],
	])('says in words how it ended: %s', async (end, bodies, words) => {
		const run = endedOtherwise(
			...bodies,
			finished(end, 'Go on: privatelink-wizard up --name lab · Tear down: privatelink-wizard down --confirm lab'),
		);
		const screen = await renderScreen(outcome(run), whole);
		expect(screen.text()).toMatch(words);
		expect(screen.text()).toContain('Go on: privatelink-wizard up --name lab');
		expect(screen.text()).not.toContain('It works');
	});

	it('copies what stands along the way whole, and the next commands', async () => {
		const screen = await renderScreen(outcome(ended()), {columns: 80, rows: 24});
		await screen.press('c', 'end');
		expect(screen.text()).toMatch(/❯ .*privatelink-wizard/);
		await screen.press('enter');
		const [, text = ''] = /\u001B\]52;c;([^\u0007]+)\u0007/.exec(screen.raw()) ?? [];
		expect(Buffer.from(text, 'base64').toString()).toMatch(/^privatelink-wizard /);
		await screen.press('up', 'up', 'up', 'up', 'up', 'up');
		expect(screen.text().replaceAll(/\n\s*/g, '')).toMatch(/arn:aws:elasticloadbalancing:\S+/);
	});

	it('does with plain characters', async () => {
		const screen = await renderScreen(outcome(ended()), {...whole, theme: themeFor({NO_COLOR: '1'})});
		expect(screen.text()).not.toMatch(/[^\u0020-\u007E\n]/);
	});
});
