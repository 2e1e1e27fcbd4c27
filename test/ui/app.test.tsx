import {Text} from 'ink';
import {describe, expect, it, vi} from 'vitest';
import {emptyRun, type Task} from '../../source/engine/projection.ts';
import {UserError} from '../../source/errors.ts';
import {App} from '../../source/ui/app.tsx';
import {createInterrupts} from '../../source/ui/interrupts.ts';
import {Frame} from '../../source/ui/parts/frame.tsx';
import type {Access} from '../../source/ui/ports.ts';
import type {RunScreenProps} from '../../source/ui/run-screen.tsx';
import {themeFor} from '../../source/ui/theme.ts';
import {useKeys} from '../../source/ui/use-keys.ts';
import type {Start, WizardEnd} from '../../source/ui/wizard-state.ts';
import {renderScreen, type ScreenOptions} from '../helpers/render-screen.tsx';
import {denied, deployment, type FakeWorld, fakePorts, fakeRun, profile} from './fake-ports.ts';
import {expectFit, sizes} from './fits.ts';

// The screens of a run have tests of their own; here it matters which one shows, and what comes after it.
vi.mock(import('../../source/ui/run-screen.tsx'), () => ({
	RunScreen: ({name, handle, dispatch, queue, onNext, onLeave}: RunScreenProps) => {
		useKeys(
			[
				{keys: ['h'], hint: 'home', action: 'home'},
				{keys: ['s'], hint: 'session', action: 'session'},
				{keys: ['x'], hint: 'tear down', action: 'tear-down'},
				{keys: ['q'], hint: 'leave', action: 'leave'},
			],
			action => {
				if (action === 'leave') onLeave();
				else if (action === 'session') dispatch({type: 'session', session: name === 'session' ? 'left' : 'open'});
				else if (action === 'tear-down') dispatch({type: 'open', screen: 'teardown-menu', marked: 'lab.k3jx7q2a'});
				else if (queue.length > 0) onNext();
				else dispatch({type: 'open', screen: 'home'});
			},
		);
		return (
			<Frame title={`Run: ${name}`} target={handle.target}>
				<Text>{name}</Text>
			</Frame>
		);
	},
}));

const openWith = async (
	world: FakeWorld = {},
	start: Partial<Start> = {},
	options: Pick<ScreenOptions<WizardEnd>, 'columns' | 'rows' | 'theme'> = {},
) => {
	const ports = fakePorts(world);
	const interrupts = createInterrupts();
	const controller = new AbortController();
	const screen = await renderScreen<WizardEnd>(undefined, {
		...options,
		onStop: interrupts.press,
		onLeave: interrupts.press,
		draw: end => (
			<App
				ports={ports}
				start={{screen: 'home', place: 'aws', answers: {}, ...start}}
				interrupts={interrupts}
				signal={controller.signal}
				end={end}
			/>
		),
	});
	return {screen, ports, abort: () => controller.abort()};
};

const keepAll = ['enter', 'enter', 'enter', 'enter', 'enter'] as const;

const asked = {
	...emptyRun,
	tasks: new Map([['gate', {id: 'gate', state: 'deciding'} as Task]]),
	decision: {
		request: {
			task: 'gate',
			endpointId: 'vpce-1',
			serviceId: '',
			serviceName: '',
			owner: '',
			vpcId: '',
			region: '',
			since: '',
		},
		askedAt: 0,
	},
};
const verified = {
	...emptyRun,
	verification: {verified: true, url: 'http://x/', status: 200, server: 'Apache', remoteAddress: '21.0.2.7', body: ''},
} as const;

describe('the screens', () => {
	it.each(sizes)(
		'lead from home to the review with all defaults in at most eight keys, at %sx%s',
		async (columns, rows) => {
			const {screen, ports} = await openWith({}, {}, {columns, rows});
			const keys = ['enter', ...keepAll];
			expect(keys.length).toBeLessThanOrEqual(8);
			for (const key of keys) {
				await screen.press(key);
				expectFit(screen, columns, rows);
			}
			expect(screen.screen()[0]).toContain('Review');
			expect(screen.screen()[0]).toMatch(/aws 123456789012 eu-central-1$/);
			expect(ports.log).toEqual([]);
		},
	);

	it('take keys as fast as they come: all in one read', async () => {
		const {screen} = await openWith();
		await screen.type('\r\r\r\r\r\r');
		await screen.until('Type lab to build it');
	});

	it('build on AWS what was answered, with the word that was typed', async () => {
		const {screen, ports} = await openWith();
		await screen.press('enter', 'ctrl-u');
		await screen.type('mine\r');
		await screen.press('enter', 'enter', 'enter', 'enter');
		await screen.type('mine\r');
		await screen.until('Run: build');
		expect(ports.log).toHaveLength(1);
		expect(ports.log[0]).toMatch(/^build aws \{"name":"mine","region":"eu-central-1","providerCidr":"11\.0\.0\.0\/16"/);
		expect(ports.log[0]).not.toContain('azs');
	});

	it('practise with Enter alone', async () => {
		const {screen, ports} = await openWith({access: async () => denied});
		await screen.until('Sign in with');
		await screen.press('enter', ...keepAll, 'enter');
		await screen.until('Run: build');
		expect(ports.log[0]).toMatch(/^build simulator \{"name":"lab","region":"us-east-1"/);
	});

	it('do not build on AWS without credentials, however far one has come', async () => {
		const access = Promise.withResolvers<Access>();
		const {screen, ports} = await openWith({access: () => access.promise});
		await screen.press('enter', ...keepAll);
		access.resolve(denied);
		await screen.until('✗ There are no AWS credentials');
		await screen.type('lab\r');
		expect(ports.log).toEqual([]);
	});

	it('ask nothing of AWS when the simulator was asked for', async () => {
		const access = vi.fn();
		const {screen} = await openWith({access}, {place: 'simulator'});
		await screen.press('enter');
		expect(access).not.toHaveBeenCalled();
		expect(screen.screen()[0]).toMatch(/simulator$/);
	});

	it('stand anything that cannot be looked up', async () => {
		const refuse = async () => {
			throw new Error('Timed out.');
		};
		const {screen} = await openWith({access: refuse, regions: refuse, facts: refuse});
		await screen.until('No AWS credentials: Timed out.');
		await screen.press('enter', ...keepAll);
		await screen.until('Build lab on the simulator');
	});

	it('edit any answer from the review and come back to it', async () => {
		const {screen} = await openWith({}, {screen: 'review', place: 'simulator', answers: {}});
		await screen.press('tab', 'down', 'down', 'down', 'down', 'down', 'down', 'enter');
		expect(screen.screen()[0]).toContain('Edit Region');
		await screen.type('ireland\r');
		await screen.until(/❯ +✓ Region +eu-west-1/);
	});

	it('begin where they were told to, and leave with "declined" when nothing came of it', async () => {
		const {screen} = await openWith({}, {screen: 'questions', answers: {name: 'mine'}});
		expect(screen.text()).toContain('❯ mine');
		await screen.press('escape', 'q');
		expect(await screen.ending).toEqual({type: 'ended', value: {exitCode: 4}});
	});
});

describe('a run', () => {
	const build = async (start: Partial<Start> = {}, world: FakeWorld = {}) => {
		const opened = await openWith(world, {screen: 'review', place: 'simulator', ...start});
		await opened.screen.press('enter');
		await opened.screen.until('Run: build');
		return opened;
	};

	it('goes from build to approval to session to outcome to home, and the code is that of the run', async () => {
		const {screen, ports} = await build();
		ports.run().show(asked);
		await screen.until('Run: approval');
		ports.run().show(verified);
		await screen.until('Run: build');
		ports.run().finish('done');
		await screen.until('Run: session');
		await screen.press('s');
		await screen.until('Run: outcome');
		await screen.press('s');
		await screen.until('Run: session');
		await screen.press('s', 'h');
		await screen.until('Build on the simulator');
		await screen.press('q');
		expect(await screen.ending).toEqual({type: 'ended', value: {exitCode: 0, run: ports.run()}});
	});

	it.each([
		['rejected', 4],
		['unverified', 5],
		['failed', 1],
		['waiting', 0],
	] as const)('that ends %s leads to the outcome and to exit code %s', async (outcome, exitCode) => {
		const {screen, ports} = await build();
		ports.run().finish(outcome);
		await screen.until('Run: outcome');
		await screen.press('q');
		expect(await screen.ending).toMatchObject({value: {exitCode, run: ports.run()}});
	});

	it('that has begun already is on the screen from the start', async () => {
		const run = fakeRun();
		const {screen, ports} = await openWith({}, {screen: 'review', place: 'simulator', run});
		expect(screen.text()).toContain('Run: build');
		run.finish('failed');
		await screen.until('Run: outcome');
		await screen.press('q');
		expect(await screen.ending).toEqual({type: 'ended', value: {exitCode: 1, run}});
		expect(ports.log).toEqual([]);
	});

	it('is answered by the decision that was given beforehand, once', async () => {
		const {screen, ports} = await build({decision: 'accept'});
		ports.run().show(asked);
		await screen.settled();
		ports.run().show({...asked});
		await screen.settled();
		expect(ports.run().log).toEqual(['accept']);
		expect(screen.text()).toContain('Run: build');
	});

	it('says what to do while the credentials do not work', async () => {
		const {screen, ports} = await build();
		const error = {
			code: 'ExpiredToken',
			message: 'expired',
			nextSteps: ['Sign in again: aws sso login --profile work  The credentials of this AWS profile are used up.'],
		};
		ports.run().show({...emptyRun, verb: 'up', paused: error});
		await screen.until('Paused. Sign in again: aws sso login --profile work');
		ports.run().show({...emptyRun, verb: 'up'});
		await screen.settled();
		expect(screen.text()).not.toContain('Paused');
	});

	it('stops on the first Ctrl-C, with a notice, and is left on the second', async () => {
		const {screen, ports} = await build();
		await screen.press('ctrl-c');
		expect(ports.run().log).toEqual(['stop']);
		expect(screen.text()).toContain('Stopping: what is in flight settles first.');
		await screen.press('ctrl-c');
		expect(await screen.ending).toEqual({type: 'ended', value: {exitCode: 130, run: ports.run()}});
	});

	it('that was stopped shows what came of it; the next Ctrl-C then leaves', async () => {
		const {screen, ports} = await build();
		await screen.press('ctrl-c');
		ports.run().finish('interrupted');
		await screen.until('Run: outcome');
		expect(screen.text()).not.toContain('Stopping');
		await screen.press('h', 'enter', ...keepAll, 'enter');
		await screen.until('Run: build');
		await screen.press('ctrl-c');
		expect(ports.run().log).toEqual(['stop']);
		expect(screen.text()).toContain('Stopping');
	});

	it('is stopped by a signal, and the screens end when it has settled', async () => {
		const {screen, ports, abort} = await build();
		abort();
		await screen.settled();
		expect(ports.run().log).toEqual(['stop']);
		expect(screen.text()).toContain('Stopping');
		ports.run().finish('interrupted');
		expect(await screen.ending).toMatchObject({type: 'ended', value: {exitCode: 130}});
	});

	it('that cannot begin says why and what to do, and the review is still there', async () => {
		const refusal = new UserError('lab was built with --region "eu-west-1".', {
			nextSteps: ['Leave the flag out.'],
			exitCode: 2,
		});
		const {screen} = await openWith({refusal}, {screen: 'review', place: 'simulator'});
		await screen.press('enter');
		expect(screen.text()).toContain('✗ lab was built with');
		expect(screen.text()).toContain('→ Leave the flag out.');
		await screen.press('enter');
		expect(screen.screen()[0]).toContain('Review');
		await screen.press('enter', 'q');
		expect(await screen.ending).toMatchObject({value: {exitCode: 2}});
	});

	it('that fails by itself says so too; a bug ends the screens', async () => {
		const {screen, ports} = await build();
		ports.run().fail(new UserError('The session was refused.'));
		await screen.until('✗ The session was refused.');
		const other = await build();
		other.ports.run().fail(new TypeError('a bug'));
		expect(await other.screen.ending).toMatchObject({type: 'crashed', error: {message: 'a bug'}});
	});
});

describe('Ctrl-C and signals without a run', () => {
	it('leave at once', async () => {
		const {screen} = await openWith();
		await screen.press('ctrl-c');
		expect(await screen.ending).toEqual({type: 'ended', value: {exitCode: 130}});
		const other = await openWith();
		other.abort();
		expect(await other.screen.ending).toEqual({type: 'ended', value: {exitCode: 130}});
	});
});

describe('profiles', () => {
	const mine = profile('mine', {name: 'mine', region: 'eu-west-1'});

	it('run in one key on the simulator, and by way of the review on AWS', async () => {
		const {screen, ports} = await openWith({profiles: [mine]}, {place: 'simulator'});
		await screen.press('down', 'enter');
		await screen.until('Run: build');
		expect(ports.log).toEqual(['build simulator {"name":"mine","region":"eu-west-1"} from mine']);
		const aws = await openWith({profiles: [mine]});
		await aws.screen.press('down', 'down', 'enter');
		expect(aws.screen.screen()[0]).toContain('Review of profile mine');
		await aws.screen.type('mine\r');
		await aws.screen.until('Run: build');
		expect(aws.ports.log[0]).toMatch(/^build aws .* from mine$/);
	});

	it('say what is in the way when they cannot be saved, and the review is still there', async () => {
		const unsaved = new UserError('The saved answers cannot be written: no room', {nextSteps: ['Make room.']});
		const {screen} = await openWith({unsaved}, {screen: 'review'});
		await screen.press('ctrl-s');
		await screen.press(...'mine', 'enter');
		expect(screen.text()).toContain('The saved answers cannot be written: no room');
		expect(screen.text()).toContain('Make room.');
		await screen.press('enter');
		expect(screen.text()).toContain('Review');
	});

	it('that could not be read are told of at home', async () => {
		const {screen} = await openWith({}, {notice: 'The saved answers could not be read'});
		expect(screen.text()).toContain('The saved answers could not be read');
	});

	it('are saved from the review and found at home', async () => {
		const {screen, ports} = await openWith({}, {screen: 'review', place: 'simulator', answers: {name: 'mine'}});
		await screen.press('ctrl-s');
		await screen.type('2\r');
		expect(screen.text()).toContain('Saved as mine2.');
		expect(ports.log[0]).toMatch(/^save mine2 \{"name":"mine"/);
		await screen.press('escape');
		await screen.until('Profiles');
		expect(screen.text()).toContain('mine2');
	});

	it('are renamed and deleted', async () => {
		const {screen, ports} = await openWith({profiles: [mine]}, {place: 'simulator'});
		await screen.press('end', 'enter', 'n');
		await screen.type('2\r');
		await screen.until('❯ mine2');
		await screen.press('d', 'd', 'escape');
		expect(ports.log).toEqual(['rename mine mine2', 'delete mine2']);
		expect(screen.text()).toMatch(/Profiles +none saved yet/);
	});
});

describe('deployments', () => {
	const [lab, prod] = [deployment('lab'), deployment('prod', {place: 'aws'})];

	it('are gone on with under their name, whatever they were built from', async () => {
		const {screen, ports} = await openWith({deployments: [lab]}, {place: 'simulator'});
		await screen.until('Go on with lab.k3jx7q2a');
		await screen.press('down', 'enter');
		expect(screen.screen()[0]).toContain('Go on with lab.k3jx7q2a');
		await screen.press('enter');
		await screen.until('Run: build');
		expect(ports.log).toEqual(['build simulator {"name":"lab","region":"eu-central-1"}']);
	});

	it('are torn down one after the other, and what failed waits for the person', async () => {
		const {screen, ports} = await openWith({deployments: [lab, prod, deployment('old')]});
		await screen.until('Go on with lab.k3jx7q2a');
		await screen.press('end', 'enter', 'space', 'down', 'space', 'down', 'space', 'enter');
		for (const name of ['prod', 'lab', 'old']) await screen.type(`${name}\r`);
		await screen.until('Run: teardown');
		expect(screen.text()).toContain('After this one: lab.k3jx7q2a, old.k3jx7q2a');
		ports.run().finish('done');
		await screen.until('After this one: old.k3jx7q2a');
		ports.run().finish('foreign-left');
		await screen.settled();
		expect(ports.log).toHaveLength(2);
		await screen.press('h');
		ports.run().finish('done');
		await screen.settled();
		expect(screen.text()).not.toContain('After this one');
		expect(ports.log).toEqual([
			'tear down aws prod.k3jx7q2a',
			'tear down simulator lab.k3jx7q2a',
			'tear down simulator old.k3jx7q2a',
		]);
		await screen.press('h');
		await screen.until('Build on AWS');
	});

	it('that were just built are picked in the menu that the outcome leads to', async () => {
		const {screen, ports} = await openWith(
			{deployments: [lab, deployment('old')]},
			{screen: 'review', place: 'simulator'},
		);
		await screen.press('enter');
		await screen.until('Run: build');
		ports.run().finish('failed');
		await screen.until('Run: outcome');
		await screen.press('x');
		await screen.until(/\[x\] lab\.k3jx7q2a/);
		expect(screen.text()).toMatch(/\[ \] old\.k3jx7q2a/);
	});
});

describe('where the locale is not UTF-8', () => {
	it('all screens are ASCII', async () => {
		const world = {deployments: [deployment('lab')], profiles: [profile('mine')]};
		const {screen} = await openWith(world, {place: 'simulator'}, {theme: themeFor({})});
		await screen.press('enter', '?', 'escape', ...keepAll, 'tab', 'end', 'right', '?', 'escape', 'escape');
		await screen.press(
			...Array.from({length: 6}, () => 'escape'),
			'end',
			'enter',
			'n',
			'escape',
			'd',
			'escape',
			'escape',
		);
		await screen.press('end', 'up', 'enter', 'enter', 'x', 'enter');
		expect(screen.text()).toContain('"x" is not lab.');
		expect(screen.raw().replace(/\u001B\[[0-?]*[ -/]*[@-~]/g, '')).not.toMatch(/[^\u0020-\u007E\r\n]/);
	});
});
