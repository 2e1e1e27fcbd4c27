import {afterEach, beforeAll, describe, expect, it} from 'vitest';
import {sessionOn} from '../../source/commands/session.ts';
import type {ShellStreams} from '../../source/commands/shell-streams.ts';
import {parseFlags} from '../../source/flags.ts';
import {beginScenario, parseScenario} from '../../source/simulator/scenario.ts';
import type {World} from '../../source/simulator/world.ts';
import {homeOf} from '../../source/store/home.ts';
import {type Lab, openLab} from '../helpers/lab.ts';

let world: World;
let home = '';
let lab: Lab | undefined;

beforeAll(async () => {
	const built = await openLab();
	await built.up('--yes', '--accept');
	await built.close();
	({world, home} = built);
});

afterEach(async () => {
	await lab?.close();
	lab = undefined;
});

/** Streams that a test stands behind. */
const fakeStreams = ({isTerminal = false, stdin = ''} = {}) => {
	const output = {stdout: '', stderr: ''};
	let type = (_text: string) => {};
	let size = {columns: 100, rows: 30};
	let resized = () => {};
	const streams: ShellStreams = {
		isTerminal,
		stdinIsTerminal: isTerminal,
		size: () => size,
		onResize: listener => {
			resized = listener;
			return () => {};
		},
		readRaw: listener => {
			type = listener;
			return () => {
				type = () => {};
			};
		},
		readAll: async () => stdin,
		write: (bytes, stream) => {
			output[stream] += typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString();
		},
	};
	return {
		streams,
		output,
		type: (text: string) => type(text),
		resize: (next: typeof size) => {
			size = next;
			resized();
		},
	};
};

/** `session` in a copy of the built world, in which `scenario` goes wrong. */
const run = async (
	args: readonly string[],
	{
		scenario = {},
		fake = fakeStreams(),
		signal = new AbortController().signal,
		work = () => {},
		warnings = [],
	}: {
		warnings?: string[];
		scenario?: object;
		fake?: ReturnType<typeof fakeStreams>;
		signal?: AbortSignal;
		work?: (lab: Lab) => void | Promise<void>;
	} = {},
) => {
	const own = structuredClone(world);
	own.scenario = beginScenario(parseScenario(JSON.stringify(scenario), 'test'), own.time);
	lab = await openLab({world: own, home});
	await lab.clock.sleep(1000);
	const ending = sessionOn(
		lab.connection,
		parseFlags(['session', '--simulate', ...args]),
		{
			env: {},
			cwd: home,
			home: homeOf({PRIVATELINK_WIZARD_HOME: home}),
			signal,
			mode: 'plain',
			write: () => {},
			warn: line => warnings.push(line),
			stopIsTheEnd: () => {},
			onExit: () => () => {},
			holdTerminal: () => () => {},
			reportCrash: error => {
				throw error;
			},
		},
		fake.streams,
	);
	await work(lab);
	const code = await ending;
	return {code, warnings, ...fake.output, calls: own.calls.slice(world.calls.length)};
};

const both = ['--', 'echo out; echo err >&2; exit 3'];

const refusing = (code: string, where: Readonly<Record<string, string>>, operation = 'StartSession') => ({
	operation,
	where,
	fault: {type: 'error', code, message: 'No.'},
});

describe('one command', () => {
	it('has its streams apart and its exit code by AWS-StartNonInteractiveCommand', async () => {
		const {code, stdout, stderr, warnings} = await run(both);
		expect({code, stdout, stderr}).toEqual({code: 3, stdout: 'out\n', stderr: 'err\n'});
		expect(warnings).toHaveLength(1);
		expect(warnings[0]).toMatch(/through AWS-StartNonInteractiveCommand; AWS logs the command in CloudTrail\.$/);
	});

	it.each(['InvalidParameters', 'ValidationException'])(
		'has output and errors in one where separate output is refused as %s',
		async error => {
			const faults = [refusing(error, {'Parameters.separateOutputStream*': 'true'})];
			const {code, stdout, stderr, warnings} = await run(both, {scenario: {faults}});
			expect({code, stdout, stderr}).toEqual({code: 3, stdout: 'out\nerr\n', stderr: ''});
			expect(warnings[0]).toContain('through AWS-StartNonInteractiveCommand, output and errors in one;');
		},
	);

	it.each(['InvalidDocument', 'AccessDeniedException'])(
		'runs on a terminal where the document is refused as %s',
		async error => {
			const faults = [refusing(error, {DocumentName: 'AWS-StartNonInteractiveCommand'})];
			const {code, stdout, warnings, calls} = await run(both, {scenario: {faults}});
			expect({code, stdout}).toEqual({code: 3, stdout: 'out\nerr\n'});
			expect(warnings[0]).toContain('through AWS-StartInteractiveCommand, output and errors in one;');
			expect(calls.filter(({operation}) => operation === 'StartSession')).toHaveLength(2);
		},
	);

	it('goes by Run Command where no session is allowed', async () => {
		const faults = [refusing('AccessDeniedException', {})];
		const {code, stdout, stderr, warnings} = await run(both, {scenario: {faults}});
		expect({code, stdout, stderr}).toEqual({code: 3, stdout: 'out\n', stderr: 'err\n'});
		expect(warnings[0]).toContain('through Run Command;');
	});

	it('says what each way was refused with where none is left', async () => {
		const faults = [refusing('AccessDeniedException', {}), refusing('AccessDeniedException', {}, 'SendCommand')];
		await expect(run(both, {scenario: {faults}})).rejects.toMatchObject({
			message: expect.stringContaining('lets no command be run'),
			nextSteps: [
				'AWS-StartNonInteractiveCommand: AccessDenied: No.',
				'AWS-StartInteractiveCommand, output and errors in one: AccessDenied: No.',
				'Run Command: AccessDenied: No.',
				expect.anything(),
				expect.anything(),
			],
		});
	});

	it('streams its output before it ends', async () => {
		const fake = fakeStreams();
		const {code} = await run(['--', 'echo first; sleep 30; echo second'], {
			fake,
			work: async ({clock}) => {
				await clock.sleep(10_000);
				expect(fake.output.stdout).toBe('first\n');
			},
		});
		expect(code).toBe(0);
		expect(fake.output.stdout).toBe('first\nsecond\n');
	});

	it('survives a line that breaks under it', async () => {
		const {code, stdout} = await run(['--', 'sleep 5; echo survived'], {
			work: lab => lab.simulator.dataChannels.setFaults({close: {code: 1006, afterFrames: 4}}),
		});
		expect({code, stdout}).toEqual({code: 0, stdout: 'survived\n'});
	});

	it('is interrupted on the instance when the person interrupts it here', async () => {
		const controller = new AbortController();
		const ending = run(['--', 'sleep 600'], {
			signal: controller.signal,
			work: async ({clock}) => {
				await clock.sleep(5000);
				controller.abort(new Error('Stopped by SIGINT'));
			},
		});
		await expect(ending).rejects.toThrow('Stopped by SIGINT');
	});

	it('refuses --output json', async () => {
		await expect(run(['--output', 'json', ...both])).rejects.toMatchObject({exitCode: 2});
	});
});

describe('a shell', () => {
	it('is told the size before the first key and at each resize, and every key goes to it', async () => {
		const fake = fakeStreams({isTerminal: true});
		const {code, stdout} = await run([], {
			fake,
			work: async ({clock}) => {
				await clock.sleep(3000);
				fake.type('stty size\r');
				await clock.sleep(1000);
				fake.resize({columns: 132, rows: 43});
				fake.type('stty size\r');
				await clock.sleep(1000);
				fake.type('sleep 500\r');
				await clock.sleep(1000);
				fake.type('\u0003');
				await clock.sleep(1000);
				fake.type('echo $?\r');
				await clock.sleep(1000);
				fake.type('\u0004');
			},
		});
		expect(code).toBe(0);
		const lines = stdout.split('\r\n');
		expect(lines).toEqual(expect.arrayContaining(['30 100', '43 132', '130']));
	});

	it('is left by Ctrl-] q, which terminates it; Ctrl-] twice goes to the shell', async () => {
		const fake = fakeStreams({isTerminal: true});
		const {code, calls, stdout} = await run([], {
			fake,
			work: async ({clock}) => {
				await clock.sleep(3000);
				fake.type('a\u001D\u001D');
				await clock.sleep(1000);
				fake.type('\u001Dq');
			},
		});
		expect(code).toBe(0);
		expect(stdout).toContain('a^]');
		expect(calls.map(({operation}) => operation)).toContain('TerminateSession');
	});

	it('says when its line breaks, and goes on', async () => {
		const fake = fakeStreams({isTerminal: true});
		await run([], {
			fake,
			work: async ({clock, simulator}) => {
				simulator.dataChannels.setFaults({});
				await clock.sleep(3000);
				// The service closes every connection after an hour; a key now and then keeps the session from its idle end.
				for (let minutes = 0; minutes < 70; minutes += 10) {
					fake.type('\r');
					await clock.sleep(10 * 60_000);
				}
				fake.type('exit\r');
			},
		});
		expect(fake.output.stderr).toContain(
			'[The connection was closed with code 1001. Reconnecting; what you type waits.]',
		);
		expect(fake.output.stderr).toContain('[Connected again.]');
	});

	it('needs a terminal, or else a script on stdin', async () => {
		await expect(run([])).rejects.toMatchObject({exitCode: 2});
		const {code, stdout} = await run([], {fake: fakeStreams({stdin: 'cd /tmp\npwd\nexit 9'})});
		expect({code, stdout}).toEqual({code: 9, stdout: '/tmp\n'});
	});
});

describe('an instance that no session can be opened on', () => {
	const causes = async (work: (lab: Lab) => void) => {
		const warnings: string[] = [];
		const began = {at: 0, ended: 0};
		const error = await run(both, {
			warnings,
			work: opened => {
				work(opened);
				began.at = opened.clock.now();
			},
		}).catch((reason: unknown) => reason);
		began.ended = lab!.clock.now();
		return {
			warnings,
			waited: began.ended - began.at,
			error: error as {message: string; nextSteps: readonly string[]},
		};
	};
	const client = ({world: own}: Lab) =>
		Object.values(own.machines).find(({instanceId}) =>
			own.instances[instanceId]?.shown.Tags?.some(({Value}) => Value === 'consumer.instance-private'),
		)!;

	it('is waited for 5 minutes, then the causes are told', async () => {
		const {waited, error, warnings} = await causes(opened => {
			Object.assign(client(opened).agent, {state: 'asleep'});
			for (const [id, {shown}] of Object.entries(opened.world.endpoints))
				if (shown.ServiceName?.endsWith('.ssm')) delete opened.world.endpoints[id];
		});
		expect(waited).toBeGreaterThanOrEqual(5 * 60_000);
		expect(waited).toBeLessThan(6 * 60_000);
		expect(warnings).toEqual([expect.stringMatching(/^No session can be opened yet.*No way leads/)]);
		expect(error.message).toContain('is not connected');
		expect(error.nextSteps.join('\n')).toMatch(/No way leads to Systems Manager/);
		expect(error.nextSteps.join('\n')).toMatch(/ConnectionLost.*may sleep/);
	});

	it('is not waited for when it does not run', async () => {
		const {waited, error} = await causes(opened => {
			const {instanceId, agent} = client(opened);
			agent.state = 'stopped';
			opened.world.instances[instanceId]!.shown.State = {Code: 80, Name: 'stopped'};
		});
		expect(waited).toBeLessThan(60_000);
		expect(error.nextSteps[0]).toMatch(/is stopped, not running/);
	});

	it('is waited for once by verify, too, which tells the causes', async () => {
		const own = structuredClone(world);
		lab = await openLab({world: own, home});
		await lab.clock.sleep(1000);
		Object.assign(client(lab).agent, {state: 'asleep'});
		const began = lab.clock.now();
		const {code, events} = await lab.verify();
		expect(code).toBe(5);
		expect(lab.clock.now() - began).toBeLessThan(6 * 60_000);
		const reason = events.flatMap(event => (event.type === 'verification-failed' ? [event.reason] : []));
		expect(reason).toEqual([expect.stringMatching(/is not connected\. The agent /)]);
	});

	it('may lack a role', async () => {
		const {error} = await causes(opened => {
			const {instanceId, agent} = client(opened);
			agent.state = 'asleep';
			delete opened.world.instances[instanceId]!.shown.IamInstanceProfile;
		});
		expect(error.nextSteps[0]).toMatch(/has no instance profile/);
	});
});
