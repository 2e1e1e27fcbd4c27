import {spawn} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {beforeAll, describe, expect, it} from 'vitest';
import {bin, packageRoot, plainEnvironment, temporaryFolder} from '../helpers/bin.ts';
import {standingSimulator} from '../helpers/standing-simulator.ts';
import {long, start, type TerminalSession} from '../helpers/terminal.ts';

const size = {columns: 100, rows: 30};
let home = '';
let host = '';

beforeAll(async () => {
	home = temporaryFolder();
	const {code, stdout} = await bin(['up', '--simulate', '--yes', '--accept', '--speed', '200'], {home});
	expect(code).toBe(0);
	host = /Verified: http:\/\/([^/]+)\//.exec(stdout)?.[1] ?? expect.fail(stdout);
}, 120_000);

const open = async (): Promise<TerminalSession> => {
	const terminal = start(['session', '--simulate', 'lab'], {home, ...size});
	await terminal.until('Ctrl-] then q leaves');
	await terminal.until(/^\S*\$ *$/m, long);
	return terminal;
};

/** Types a line and waits for what it does. */
const enter = async (terminal: TerminalSession, line: string, shown: RegExp | string) => {
	terminal.type(`${line}\r`);
	await terminal.until(shown, long);
};

describe('session on a terminal', () => {
	it('is a shell: prompt, curl, an interrupted command, the size at each resize, exit', async () => {
		const terminal = await open();
		await enter(terminal, `curl -s http://${host}/ | grep -c marker`, /^1$/m);
		await enter(terminal, 'stty size', /^30 100$/m);
		terminal.resize({columns: 120, rows: 40});
		await enter(terminal, 'sleep 1; stty size', /^40 120$/m);
		terminal.type('sleep 100\r');
		await terminal.until('sleep 100');
		terminal.press('ctrl-c');
		await terminal.until(/\^C\n+\S*\$ *$/m);
		await enter(terminal, 'echo "code $?"', /^code 130$/m);
		await enter(terminal, 'cd /tmp; n=né✓; echo "$PWD $n"', /^\/tmp né✓$/m);
		terminal.type('exit\r');
		expect(await terminal.exit).toEqual({code: 0, signal: undefined});
		// Below all that was shown.
		const shown = terminal.screen().filter(row => row.trim() !== '');
		expect(shown[0]).toMatch(/^A shell on i-/);
		expect(shown.at(-1)).toBe('The session has ended.');
	}, 120_000);

	it('is left by Ctrl-] q, and leaves the terminal as it was', async () => {
		const terminal = await open();
		// What a program of the shell switched on, and what it must not do to a terminal.
		await enter(
			terminal,
			String.raw`printf '\033[?2004h\033]0;owned\007\033]52;c;b3duZWQ=\007\033[6nquiet\n'`,
			/^quiet$/m,
		);
		terminal.type('\u001D');
		terminal.type('q');
		expect(await terminal.exit).toEqual({code: 0, signal: undefined});
		expect(terminal.raw()).not.toMatch(/\u001B\][0-9]/);
		expect(terminal.raw()).not.toContain('\u001B[6n');
		expect(terminal.raw().lastIndexOf('\u001B[?2004l')).toBeGreaterThan(terminal.raw().lastIndexOf('\u001B[?2004h'));
	}, 120_000);

	it('runs a command whose exit code is its own', async () => {
		const terminal = start(['session', '--simulate', 'lab', '--', 'echo done; exit 3'], {home, ...size});
		await terminal.until(/^done$/m, long);
		expect(await terminal.exit).toEqual({code: 3, signal: undefined});
		expect(terminal.raw()).toContain('CloudTrail');
	}, 120_000);
});

describe('session on a simulator that another process serves', () => {
	it('is a shell, and a command, over its WebSockets', async () => {
		const simulator = await standingSimulator(home, ['--speed', '1']);
		const command = await bin(['session', '--simulate', 'lab', '--', 'echo out; echo err >&2; exit 6'], {home});
		expect(command).toMatchObject({code: 6, stdout: 'out\n'});
		const terminal = await open();
		await enter(terminal, `curl -s http://${host}/ | grep -c marker`, /^1$/m);
		await enter(terminal, 'stty size', /^30 100$/m);
		terminal.type('sleep 100\r');
		await terminal.until('sleep 100');
		terminal.press('ctrl-c');
		await terminal.until(/\^C\n+\S*\$ *$/m);
		await enter(terminal, 'echo "code $?"', /^code 130$/m);
		terminal.type('exit\r');
		expect(await terminal.exit).toMatchObject({code: 0});
		expect(simulator.calls().map(({operation}) => operation)).toContain('StartSession');
		expect(await simulator.end('SIGINT')).toBe(0);
	}, 120_000);
});

/** Runs the bin with something on stdin. */
const piped = (args: readonly string[], stdin: string) =>
	new Promise<{code: number | null; stdout: string; stderr: string}>(resolve => {
		const child = spawn(process.execPath, [path.join(packageRoot, 'dist/cli.js'), 'session', '--simulate', ...args], {
			env: plainEnvironment(home),
		});
		const output = {stdout: '', stderr: ''};
		for (const stream of ['stdout', 'stderr'] as const)
			child[stream].setEncoding('utf8').on('data', chunk => {
				output[stream] += chunk;
			});
		child.on('close', code => resolve({code, ...output}));
		child.stdin.end(stdin);
	});

describe('session off a terminal', () => {
	it('gives a command’s output and errors apart, and its exit code', async () => {
		const {code, stdout, stderr} = await bin(['session', '--simulate', 'lab', '--', 'echo out; echo err >&2; exit 5'], {
			home,
		});
		expect({code, stdout}).toEqual({code: 5, stdout: 'out\n'});
		expect(stderr).toMatch(
			/^On i-\w+ of lab\.\w+ through AWS-StartNonInteractiveCommand; AWS logs .* CloudTrail\.\nerr\n$/,
		);
	}, 120_000);

	it('keeps the words of a command as they are', async () => {
		const {stdout} = await bin(['session', '--simulate', '--', 'printf', '[%s]', 'a b', '$HOME', "it's"], {home});
		expect(stdout).toBe("[a b][$HOME][it's]");
	}, 120_000);

	it('runs a script that comes on stdin', async () => {
		expect(await piped(['lab'], 'cd /tmp\npwd\nexit 4\n')).toMatchObject({code: 4, stdout: '/tmp\n'});
	}, 120_000);

	it('says what is missing where there is neither a terminal nor a command', async () => {
		const {code, stderr} = await piped(['lab'], '');
		expect(code).toBe(2);
		expect(stderr).toContain('A shell needs a terminal');
	}, 120_000);
});
