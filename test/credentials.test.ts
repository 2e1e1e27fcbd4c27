import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {createClients} from '../source/aws/clients.ts';
import {signIn} from '../source/simulator/credentials.ts';
import {beginScenario} from '../source/simulator/scenario.ts';
import {eventOf} from './helpers/bin.ts';
import type {Lab} from './helpers/lab.ts';
import {lab} from './helpers/passing-lab.ts';

afterEach(() => {
	vi.unstubAllEnvs();
});

const accept = ['--yes', '--accept'];

/** Credentials that end so many seconds from now. */
const expireIn = ({world, clock}: Lab, seconds: number) => {
	world.scenario = beginScenario({credentials: {seconds, signIns: 1}}, clock.now());
};

describe('credentials that run out', () => {
	it.each([100, 240])('in the middle of a build (%i s) are waited for where somebody is there', async seconds => {
		const here = await lab({signInAfter: 3600});
		expireIn(here, seconds);
		const ran = await here.up(...accept);
		expect(ran.code).toBe(0);
		const {error} = eventOf(ran.events, 'run-paused');
		expect(error.code).toMatch(/Expired/);
		expect(error.nextSteps.join(' ')).toContain('aws sso login --profile work');
		expect(ran.events.filter(({type}) => type === 'run-resumed')).toHaveLength(1);
		const paused = Date.parse(eventOf(ran.events, 'run-paused').at);
		const resumed = Date.parse(eventOf(ran.events, 'run-resumed').at);
		const asked = here.world.calls.filter(({at}) => at > paused + 1000 && at < resumed);
		expect(asked).toEqual([]);
		expect(Object.keys(here.world.vpcs)).toHaveLength(2);
		expect(Object.keys(here.world.instances)).toHaveLength(4);
	});

	it('in the middle of a teardown are waited for, too', async () => {
		const here = await lab({signInAfter: 600});
		await here.up(...accept);
		expireIn(here, 30);
		const torn = await here.down('--confirm', 'lab');
		expect(torn.code).toBe(0);
		expect(torn.events.filter(({type}) => type === 'run-paused')).toHaveLength(1);
	});

	it('end the run where nobody is, naming the profile and the command; the next one goes on', async () => {
		const here = await lab();
		expireIn(here, 100);
		const ran = await here.told('up', accept);
		expect(ran.code).toBe(1);
		expect(ran.lines.join('\n')).toContain('aws sso login --profile work');
		signIn(here.world, here.clock.now());
		expect((await here.up(...accept)).code).toBe(0);
		expect(Object.keys(here.world.instances)).toHaveLength(4);
	});

	it('are told in lines when they run out and when they work again', async () => {
		const here = await lab({signInAfter: 60});
		expireIn(here, 100);
		const {lines} = await here.told('up', accept);
		const at = lines.findIndex(line => line.includes('Paused: AWS takes the credentials no longer'));
		expect(lines[at + 1]).toContain('aws sso login --profile work');
		expect(lines.slice(at).join('\n')).toContain('The credentials work again: it goes on.');
	});
});

describe('clients that are renewed', () => {
	it('read the credentials again from files that were changed meanwhile', async () => {
		const folder = mkdtempSync(path.join(tmpdir(), 'plw-credentials-'));
		const file = path.join(folder, 'credentials');
		const keys: string[] = [];
		const server = createServer((request, response) => {
			keys.push(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
			response.end('<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>');
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		const write = (key: string) =>
			writeFileSync(
				file,
				`[work]\naws_access_key_id = ${key}\naws_secret_access_key = secret\naws_session_token = t\n`,
			);
		for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']) {
			vi.stubEnv(name, undefined);
		}
		vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
		vi.stubEnv('AWS_CONFIG_FILE', path.join(folder, 'config'));
		try {
			write('AKIDFIRST');
			const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
			const clients = createClients({region: 'us-east-1', endpoint, awsProfile: 'work'});
			const ask = async () => (await clients.ec2()).describeVpcs({});
			await ask();
			write('AKIDSECOND');
			await ask();
			clients.renew();
			await ask();
			expect(keys).toEqual(['AKIDFIRST', 'AKIDFIRST', 'AKIDSECOND']);
		} finally {
			server.closeAllConnections();
			server.close();
			rmSync(folder, {recursive: true});
		}
	});
});
