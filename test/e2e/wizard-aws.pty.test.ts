import {type ChildProcess, spawn} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {gateDelay} from '../../source/ui/keys.ts';
import {packageRoot, plainEnvironment, temporaryFolder} from '../helpers/bin.ts';
import {start, type TerminalSession} from '../helpers/terminal.ts';

const speed = '200';
const long = 120_000;

/** A gate drops the keys that come just after its first paint. */
const keysTaken = () => new Promise(resolve => setTimeout(resolve, gateDelay + 100));

const answer = async (terminal: TerminalSession, shown: RegExp | string, ...keys: readonly string[]) => {
	await terminal.until(shown, long);
	for (const key of keys) {
		await keysTaken();
		terminal.press(key);
	}
};

type Served = {
	readonly endpoint: string;
	readonly accounts: readonly {readonly accessKeyId: string; readonly secretAccessKey: string}[];
};

describe('on an AWS that could charge', () => {
	let server: ChildProcess;
	let env: Record<string, string>;

	beforeAll(async () => {
		server = spawn(
			process.execPath,
			[path.join(packageRoot, 'dist/cli.js'), 'simulator', '--output', 'json', '--speed', speed],
			{env: plainEnvironment(temporaryFolder()), stdio: ['ignore', 'pipe', 'inherit']},
		);
		const started = await new Promise<Served>((resolve, reject) => {
			if (server.stdout) createInterface(server.stdout).on('line', line => resolve(JSON.parse(line) as Served));
			server.on('exit', code => reject(new Error(`The simulator ended with ${code}`)));
		});
		const [{accessKeyId = '', secretAccessKey = ''} = {}] = started.accounts;
		env = {
			AWS_ENDPOINT_URL: started.endpoint,
			AWS_ACCESS_KEY_ID: accessKeyId,
			AWS_SECRET_ACCESS_KEY: secretAccessKey,
			AWS_REGION: 'us-east-1',
		};
	}, 30_000);
	afterAll(() => {
		server.kill('SIGKILL');
	});

	it('nothing is built before its name is typed, nor torn down', async () => {
		const wizard = start(['--speed', speed], {home: temporaryFolder(), columns: 120, rows: 40, env});
		await answer(wizard, /❯ Build on AWS +account \d{12}/, 'enter');
		for (const title of ['Name', 'Region', 'Availability zones', 'Provider CIDR', 'Consumer CIDR']) {
			await answer(wizard, new RegExp(`^ ${title}\\b`, 'm'), 'enter');
		}
		await wizard.until(/endpoint 127\.0\.0\.1:\d+ \d{12} us-east-1/);
		await wizard.until(/Type lab to build it on endpoint/, long);
		await keysTaken();
		await answer(wizard, /Availability zones +use1-az1, use1-az2/, 'enter');
		await answer(wizard, 'Nothing typed: it takes lab.', 'lob', 'enter');
		await answer(wizard, '"lob" is not lab.', 'ctrl-u', 'lab', 'enter');
		await wizard.passGate('a accept', 'a', long);
		await answer(wizard, 'The shell is yours', 'ctrl-]', 'q');
		await answer(wizard, 'It works: the Apache page', 'd');
		await answer(wizard, /\[x\] lab\./, 'enter');
		await answer(wizard, 'Type lab to tear it down on AWS', 'enter', 'lab', 'enter');
		await answer(wizard, 'Nothing is left.', 'q');
		expect(await wizard.exit).toEqual({code: 0, signal: undefined});
		expect(wizard.raw()).toContain('torn down.');
	}, 300_000);
});
