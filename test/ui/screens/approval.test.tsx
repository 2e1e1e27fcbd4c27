import {beforeAll, describe, expect, it} from 'vitest';
import {bringUp} from '../../../source/commands/bring-up.ts';
import {startHandle} from '../../../source/commands/run-handle.ts';
import type {RunEvent} from '../../../source/engine/events.ts';
import type {RunState} from '../../../source/engine/projection.ts';
import {homeOf} from '../../../source/store/home.ts';
import {clipboardSequence} from '../../../source/ui/clipboard.ts';
import type {RunHandle} from '../../../source/ui/ports.ts';
import {ApprovalScreen} from '../../../source/ui/screens/approval.tsx';
import {BuildScreen} from '../../../source/ui/screens/build.tsx';
import {themeFor} from '../../../source/ui/theme.ts';
import {type Lab, openLab} from '../../helpers/lab.ts';
import {type PlayedRunOptions, playedRun, recordRuns} from '../../helpers/played-run.ts';
import {renderScreen, type ScreenOptions} from '../../helpers/render-screen.tsx';
import {expectFitEverywhere} from '../fits.ts';
import {Live} from './run-screens.tsx';

let up: readonly RunEvent[];

beforeAll(async () => {
	({up} = await recordRuns());
});

const asked = (options: PlayedRunOptions = {}) => {
	const run = playedRun(up, options);
	run.playTo(({type}) => type === 'decision-needed');
	return run;
};

const approval = (run: RunHandle) => <Live run={run} screen={ApprovalScreen} props={{}} />;

const open = async (options: PlayedRunOptions = {}, look: ScreenOptions<never> = {}) => {
	const run = asked(options);
	const screen = await renderScreen(approval(run), look);
	return {run, screen};
};

describe('the approval', () => {
	it.each([
		['asking', []],
		['before a rejection', ['r']],
		['after an answer', ['l']],
	])('fits everywhere: %s', async (_name, keys) => {
		await expectFitEverywhere(() => approval(asked()), keys);
	});

	it('shows who asks for what, since when, and what it costs meanwhile', async () => {
		const {run, screen} = await open({place: 'aws'}, {columns: 100, rows: 30});
		const request = run.state().decision?.request ?? expect.fail();
		const text = screen.text();
		for (const value of [request.endpointId, request.vpcId, request.serviceName, request.region])
			expect(text).toContain(value);
		expect(text).toContain(`${request.owner}, your own`);
		expect(text).toMatch(/Waiting for +\d+ s, since 2026-01-05T09:0\d:\d\dZ/);
		expect(text).toMatch(/Meanwhile +\$0\.1\d\d an hour, \$[34]\.\d\d a day/);
		run.setTime(run.awsNow() + 3_600_000);
		await screen.until(/Waiting for +1 h, since/);
	});

	it('copies the ids of the request', async () => {
		const {run, screen} = await open({}, {columns: 60, rows: 20});
		await screen.press('c', 'down', 'down', 'down', 'enter');
		const {serviceName} = run.state().decision?.request ?? expect.fail();
		expect(screen.raw()).toContain(clipboardSequence(serviceName));
		expect(run.decisions).toEqual([]);
	});

	it('says that the simulator charges nothing', async () => {
		const {screen} = await open();
		expect(screen.text()).toContain('nothing on the simulator; on AWS $');
	});

	it('tells what goes on meanwhile in one line', async () => {
		const {run, screen} = await open();
		expect(screen.text()).toMatch(/\d+ done, \d running, \d waiting, 0 failed of 65/);
		run.playTo(event => event.type === 'decision-made');
		await screen.settled();
		expect(screen.text()).toContain('It was accepted by arn:');
	});

	it.each([
		['a', 'accept', 'Accepting: AWS is told.'],
		['l', 'later', 'Left pending'],
	])('decides by one key, once: %s', async (key, answer, words) => {
		const {run, screen} = await open();
		await screen.press(key, key, 'r', 'y', 'a');
		expect(run.decisions).toEqual([answer]);
		expect(screen.text()).toContain(words);
		expect(screen.screen().at(-3)).toBe('c copy · p plain text · ? help');
	});

	it('asks again before it rejects', async () => {
		const {run, screen} = await open();
		await screen.press('r');
		expect(screen.text()).toContain('y yes, reject');
		expect(run.decisions).toEqual([]);
		await screen.press('a', 'l', 'n', 'y');
		expect(run.decisions).toEqual([]);
		await screen.press('r', 'y');
		expect(run.decisions).toEqual(['reject']);
	});

	it('drops keys of the first 300 ms: they were meant for another screen', async () => {
		let now = 0;
		const {run, screen} = await open({}, {now: () => now});
		now = 299;
		await screen.press('a');
		expect(run.decisions).toEqual([]);
		now = 300;
		await screen.press('a');
		expect(run.decisions).toEqual(['accept']);
	});

	it('says all that in plain characters too', async () => {
		const {screen} = await open({}, {theme: themeFor({NO_COLOR: '1'})});
		expect(screen.text()).not.toMatch(/[^\u0020-\u007E\n]/);
	});
});

const Pause = ({run, state}: {readonly run: RunHandle; readonly state: RunState}) =>
	[...state.tasks.values()].some(task => task.state === 'deciding') && !state.decision?.made ? (
		<ApprovalScreen run={run} state={state} />
	) : (
		<BuildScreen run={run} state={state} />
	);

/** A real build on the simulator in virtual time, with a person before the screen who does nothing. */
const buildOn = (lab: Lab) =>
	startHandle({
		place: 'simulator',
		signal: new AbortController().signal,
		connect: async () => lab.connection,
		work: (connection, controls) =>
			bringUp(connection, {
				...controls,
				home: homeOf({PRIVATELINK_WIZARD_HOME: lab.home}),
				given: {},
				advise: () => undefined,
			}),
	});

const decisionIn = (run: RunHandle) =>
	new Promise<void>(resolve => {
		const stop = run.subscribe(() => {
			if (!run.state().decision) return;
			stop();
			resolve();
		});
	});

describe('a decision outside of the program', () => {
	it.each([
		['acceptVpcEndpointConnections', 'done'],
		['rejectVpcEndpointConnections', 'rejected'],
	] as const)('ends the pause: %s', async (operation, outcome) => {
		const lab = await openLab();
		const run = buildOn(lab);
		const screen = await renderScreen(<Live run={run} screen={Pause} props={{}} />);
		await decisionIn(run);
		const {endpointId, serviceId} = run.state().decision?.request ?? expect.fail();
		// Time stands still while somebody looks.
		await lab.clock.hold(() => screen.until('A connection waits for your decision'));
		expect(screen.text()).toContain(endpointId);
		const ec2 = await lab.clients.ec2();
		await ec2[operation]({ServiceId: serviceId, VpcEndpointIds: [endpointId]});
		expect(await run.ended).toBe(outcome);
		await screen.until(/Build lab\./);
		expect(run.state().decision?.made?.by).toBe('outside');
		await lab.close();
	});
});
