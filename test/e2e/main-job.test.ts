import {existsSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {bin, eventOf, eventsOf, packageRoot, plainEnvironment, run, temporaryFolder} from '../helpers/bin.ts';

const fast = ['--simulate', '--speed', '200'];

describe('the main job on the simulator', () => {
	it('goes from nothing to the page, goes on without a call, and comes down to nothing', async () => {
		const home = temporaryFolder();
		const up = await bin(['up', ...fast, '--yes', '--accept', '--output', 'json'], {home});
		expect(up.stderr).toBe('');
		const events = eventsOf(up);
		expect(events[0]?.type).toBe('deployment-born');
		expect(eventOf(events, 'run-started').target).toBe('simulator');
		expect(eventOf(events, 'request-verified')).toMatchObject({status: 200, server: expect.stringMatching(/^Apache/)});
		expect(events.at(-1)).toMatchObject({type: 'run-finished', outcome: 'done'});
		expect(up.code).toBe(0);

		const again = await bin(['up', ...fast, '--yes', '--accept', '--output', 'json'], {home});
		expect(again.code).toBe(0);
		expect(eventsOf(again).filter(event => event.type === 'call-intended')).toEqual([]);

		const reject = await bin(['up', ...fast, '--yes', '--reject', '--output', 'json'], {home});
		expect(reject.code).toBe(2);
		expect(reject.stderr).toContain('accepted');

		const differs = await bin(['up', ...fast, '--yes', '--accept', '--provider-cidr', '10.9.0.0/16'], {home});
		expect(differs.code).toBe(2);
		expect(differs.stderr).toContain('provider-cidr');

		const down = await bin(['down', ...fast, '--confirm', 'lab', '--output', 'json'], {home});
		expect(eventOf(eventsOf(down), 'sweep-finished').remaining).toEqual({ours: [], foreign: []});
		expect(down.code).toBe(0);

		const nothing = await bin(['down', ...fast, '--confirm', 'lab'], {home});
		expect(nothing.code).toBe(0);
		expect(nothing.stdout).toMatch(/nothing/i);
	}, 120_000);

	it('ends with exit 4 when the connection is rejected, and asks anew for a new endpoint', async () => {
		const home = temporaryFolder();
		const rejected = await bin(['up', ...fast, '--yes', '--reject', '--output', 'json'], {home});
		expect(eventsOf(rejected).at(-1)).toMatchObject({outcome: 'rejected'});
		expect(rejected.code).toBe(4);
		const accepted = await bin(['up', ...fast, '--yes', '--accept', '--output', 'json'], {home});
		expect(accepted.code).toBe(0);
		const endpoints = [rejected, accepted].map(result => eventOf(eventsOf(result), 'decision-made').endpointId);
		expect(new Set(endpoints).size).toBe(2);
	}, 120_000);

	it('leaves the connection pending with --later and says which command decides', async () => {
		const home = temporaryFolder();
		const later = await bin(['up', ...fast, '--yes', '--later'], {home});
		expect(later.code).toBe(0);
		expect(later.stdout).toContain('--accept');
		const accepted = await bin(['up', ...fast, '--yes', '--accept'], {home});
		expect(accepted.stdout).toContain('answered 200');
		expect(accepted.code).toBe(0);
	}, 120_000);

	it('stops at Ctrl-C, prints how to go on and tear down, and goes on to the same end', async () => {
		const home = temporaryFolder();
		const interrupted = await bin(['up', ...fast, '--yes', '--accept'], {
			home,
			onStdout: (soFar, kill) => {
				if (soFar.includes('NAT gateway: started')) kill('SIGINT');
			},
		});
		expect(interrupted.code).toBe(130);
		expect(interrupted.stdout + interrupted.stderr).toContain('privatelink-wizard up');
		expect(interrupted.stdout + interrupted.stderr).toContain('privatelink-wizard down');
		const again = await bin(['up', ...fast, '--yes', '--accept'], {home});
		expect(again.code).toBe(0);
	}, 120_000);

	it('takes over after kill -9 in the middle and creates nothing twice', async () => {
		const home = temporaryFolder();
		await bin(['up', ...fast, '--yes', '--accept'], {
			home,
			onStdout: (soFar, kill) => {
				if (soFar.includes('NAT gateway: started')) kill('SIGKILL');
			},
		});
		const again = await bin(['up', ...fast, '--yes', '--accept', '--output', 'json'], {home});
		expect(again.code).toBe(0);
		const down = await bin(['down', ...fast, '--confirm', 'lab', '--output', 'json'], {home});
		expect(eventOf(eventsOf(down), 'sweep-finished').remaining).toEqual({ours: [], foreign: []});
	}, 120_000);
});

describe('a home that cannot be used', () => {
	it.each(['up', 'down', 'approve'])(
		'is told by %s as the last event of its JSON in the words that a person reads',
		async command => {
			const home = path.join(temporaryFolder(), 'home');
			writeFileSync(home, '');
			const flags = {up: ['--yes', '--later'], down: ['--confirm', 'lab'], approve: ['--accept']}[command] ?? [];
			const {stdout, stderr, code} = await bin([command, '--simulate', ...flags, '--output', 'json'], {home});
			expect(stderr).toMatch(
				/^\S.* cannot be (used|written): a file stands where its folder should be \(ENOTDIR\)\.\n {2}\S/,
			);
			const {type, message} = JSON.parse(stdout);
			expect({type, message}).toEqual({type: 'run-finished', message: stderr.split('\n')[0]});
			expect(code).toBe(1);
		},
	);
});

describe('a user without a home folder', () => {
	it('is told what to set, or uses the home that is given', async () => {
		const homeless = (env: Record<string, string>) =>
			run(process.execPath, ['dist/cli.js', 'list', '--simulate'], {
				env: {PATH: process.env['PATH'] ?? '', HOME: '', ...env},
			});
		const {code, stderr} = await homeless({});
		expect(stderr).toMatch(/^There is no home folder[^\n]*\n {2}Set HOME, or PRIVATELINK_WIZARD_HOME[^\n]*\n$/);
		expect(code).toBe(1);
		const given = await homeless({PRIVATELINK_WIZARD_HOME: temporaryFolder()});
		expect(given.stderr).toBe('');
		expect(given.stdout).toBe('No deployment on simulator.\n');
	});
});

describe('the demo', () => {
	it('ends with the page, leaves nothing behind, and survives a pipe', async () => {
		const home = temporaryFolder();
		const demo = await run(
			'bash',
			['-o', 'pipefail', '-c', `"${process.execPath}" dist/cli.js demo --speed 100 </dev/null | cat`],
			{
				env: plainEnvironment(home),
				cwd: packageRoot,
			},
		);
		expect(demo.stdout).toContain('answered 200');
		expect(demo.stdout).toContain('Apache');
		expect(demo.code).toBe(0);
		expect(existsSync(path.join(home, 'deployments'))).toBe(false);
	}, 120_000);
});

describe('answers that do not fit', () => {
	const cases: readonly {readonly args: readonly string[]; readonly code: number; readonly says: readonly RegExp[]}[] =
		[
			{
				args: ['up', '--simulate', '--yes', '--accept', '--provider-cidr', '11.0.0.5/16'],
				code: 2,
				says: [/provider/i, /11\.0\.0\.0\/16/],
			},
			{args: ['up', '--simulate', '--yes', '--accept', '--name', 'Lab!'], code: 2, says: [/name/i, /Lab!/]},
			{
				args: ['up', '--simulate', '--yes', '--accept', '--region', 'mars-north-1'],
				code: 2,
				says: [/region/i, /mars-north-1/],
			},
			{args: ['up', '--simulate'], code: 3, says: [/--yes/, /--accept/]},
			{args: ['down', '--simulate'], code: 0, says: []},
			{args: ['up', '--frobnicate'], code: 2, says: [/frobnicate/]},
			{args: ['fly'], code: 2, says: [/fly/]},
			{args: ['toString'], code: 2, says: [/toString/]},
			{args: ['up', 'prod', '--simulate', '--yes', '--accept'], code: 2, says: [/prod/, /--name prod/]},
			{
				args: ['up', '--simulate', '--yes', '--accept', '--instance-type', 't99.micro'],
				code: 2,
				says: [/--instance-type/, /t99\.micro/, /t3\.micro/],
			},
			{args: [], code: 2, says: [/^A command is needed where there is no terminal/, /^ *up +build/m]},
			{args: ['verify', '--simulate'], code: 2, says: [/no deployment/i]},
		];
	for (const {args, code, says} of cases) {
		it(`${['privatelink-wizard', ...args].join(' ')} exits ${code}`, async () => {
			const home = temporaryFolder();
			const result = await bin(args, {home});
			for (const pattern of says) expect(result.stderr).toMatch(pattern);
			expect(result.code).toBe(code);
			expect(existsSync(path.join(home, 'deployments'))).toBe(false);
		});
	}

	it('ends JSON with run-finished also when nothing could start', async () => {
		const home = temporaryFolder();
		const missing = await bin(['up', '--simulate', '--yes', '--output', 'json'], {home});
		expect(missing.code).toBe(3);
		expect(eventOf(eventsOf(missing), 'run-finished').outcome).toBe('needs-input');
	});

	it('without credentials says in one line what to do, and that --simulate needs none', async () => {
		const home = temporaryFolder();
		const result = await bin(['list'], {home});
		expect(result.stderr).toMatch(/credentials/i);
		expect(result.stderr).toContain('--simulate');
		expect(result.code).toBe(1);
	});
});
