import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {describe, expect, it} from 'vitest';
import {accessKeys} from '../../source/simulator/accounts.ts';
import {eventOf, eventsOf, packageRoot, plainEnvironment, run, temporaryFolder} from '../helpers/bin.ts';
import {type StandingSimulator, standingSimulator} from '../helpers/standing-simulator.ts';

const [own, other] = accessKeys;

/** The program as an AWS client, with the credentials of an account. */
const client =
	({endpoint}: StandingSimulator, home = temporaryFolder(), key: typeof own | typeof other = own) =>
	(args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
		run(process.execPath, [path.join(packageRoot, 'dist/cli.js'), ...args], {
			env: {
				...plainEnvironment(home),
				AWS_ENDPOINT_URL: endpoint,
				AWS_ACCESS_KEY_ID: key.accessKeyId,
				AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
				...more,
			},
		});

describe('an AWS endpoint of one’s own', () => {
	it('is what the program talks to, and what every answer names', async () => {
		const simulator = await standingSimulator(temporaryFolder());
		const {code, stdout, stderr} = await client(simulator)(['list'], {AWS_REGION: 'eu-west-1'});
		expect(stderr).toBe('');
		expect(stdout).toContain(`No deployment on endpoint 127.0.0.1:${simulator.port} ${own.account} eu-west-1.`);
		expect(code).toBe(0);
		expect(new Set(simulator.calls().map(({region}) => region))).toContain('eu-west-1');
	});

	it('answers what the account may use, before anything is made', async () => {
		const simulator = await standingSimulator(temporaryFolder());
		const {code, stderr} = await client(simulator)(['up', '--yes', '--accept', '--azs', 'us-east-1a,us-east-1e']);
		expect(stderr).toContain('us-east-1e');
		expect(code).toBe(2);
		expect(simulator.calls().filter(({mutating}) => mutating)).toEqual([]);
	});

	it('refuses a secret that is not the key’s', async () => {
		const simulator = await standingSimulator(temporaryFolder());
		const {code, stderr} = await client(simulator)(['list'], {AWS_SECRET_ACCESS_KEY: 'guessed'});
		expect(stderr).toContain('AWS does not know who you are');
		expect(code).toBe(1);
		expect(simulator.calls().at(-1)).toMatchObject({error: 'SignatureDoesNotMatch'});
	});

	it('does the whole job over HTTP and WebSocket, and comes down to nothing', async () => {
		const simulator = await standingSimulator(temporaryFolder(), ['--speed', '60']);
		const privatelink = client(simulator);
		const json = ['--speed', '60', '--output', 'json'];
		const up = await privatelink(['up', '--yes', '--accept', ...json]);
		expect(up.stderr).toBe('');
		const events = eventsOf(up);
		expect(eventOf(events, 'request-verified')).toMatchObject({status: 200, server: expect.stringMatching(/^Apache/)});
		expect(events.at(-1)).toMatchObject({type: 'run-finished', outcome: 'done'});
		expect(simulator.calls().map(({operation}) => operation)).toContain('StartSession');
		const down = await privatelink(['down', '--confirm', 'lab', ...json]);
		expect(eventOf(eventsOf(down), 'sweep-finished').remaining).toEqual({ours: [], foreign: []});
		expect(down.code).toBe(0);
	}, 120_000);

	it('keeps accounts apart by their keys', async () => {
		const simulator = await standingSimulator(temporaryFolder());
		const {stdout} = await client(simulator, temporaryFolder(), other)(['list'], {AWS_REGION: 'us-east-1'});
		expect(stdout).toContain(other.account);
	});
});

describe('the command `simulator`', () => {
	const start = (home: string, args: readonly string[]) =>
		run(process.execPath, [path.join(packageRoot, 'dist/cli.js'), 'simulator', ...args], {
			env: plainEnvironment(home),
			onStdout: (soFar, kill) => {
				if (soFar.includes('Ctrl-C')) kill('SIGINT');
			},
		});

	it('says how it is used, and ends at Ctrl-C with 0, its world on disk and nobody’s', async () => {
		const home = temporaryFolder();
		const {code, stdout} = await start(home, []);
		const [endpoint] = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout) ?? [];
		for (const {account, accessKeyId, secretAccessKey} of accessKeys) {
			expect(stdout).toContain(account);
			expect(stdout).toContain(`export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`);
		}
		expect(stdout).toContain(`aws --endpoint-url ${endpoint} `);
		expect(stdout).toContain(`AWS_ENDPOINT_URL=${endpoint} privatelink-wizard up`);
		expect(code).toBe(0);
		expect(existsSync(path.join(home, 'simulator/world.json'))).toBe(true);
		expect(existsSync(path.join(home, 'simulator/world.lock'))).toBe(false);
	});

	it('names the port that it cannot have, and leaves the world free', async () => {
		const standing = await standingSimulator(temporaryFolder());
		const home = temporaryFolder();
		const {code, stderr} = await start(home, ['--port', String(standing.port)]);
		expect(stderr).toContain(`Port ${standing.port}`);
		expect(code).toBe(1);
		expect(existsSync(path.join(home, 'simulator/world.lock'))).toBe(false);
	});

	it.each(['x', '-1', '65536', '1.5'])('refuses --port %s', async port => {
		expect(await start(temporaryFolder(), [`--port=${port}`])).toMatchObject({code: 2});
	});

	it('keeps the token of its world to its user', async () => {
		const home = temporaryFolder();
		await standingSimulator(home);
		const lock = path.join(home, 'simulator/world.lock');
		const {note} = JSON.parse(readFileSync(lock, 'utf8'));
		expect(note.token).toMatch(/^[\w-]{43}$/);
	});
});
