import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {createClients} from '../../source/aws/clients.ts';
import {realClock} from '../../source/clock.ts';
import {readOwnerAddress} from '../../source/simulator/owner.ts';
import {connectRemote} from '../../source/simulator/remote.ts';
import {bin, eventOf, eventsOf, type Finished, temporaryFolder} from '../helpers/bin.ts';
import {standingSimulator} from '../helpers/standing-simulator.ts';
import {start} from '../helpers/terminal.ts';

const fast = ['--simulate', '--speed', '100'];

const ownerOf = (home: string) => {
	const {note} = JSON.parse(readFileSync(path.join(home, 'simulator/world.lock'), 'utf8'));
	const address = readOwnerAddress(note);
	if (!address) throw new Error('The world has no owner');
	return connectRemote(address, realClock());
};

describe('a world with an owner', () => {
	it('is built in, listed, decided on, proved and taken down by other commands', async () => {
		const home = temporaryFolder();
		const simulator = await standingSimulator(home, ['--speed', '100']);
		const up = await bin(['up', ...fast, '--yes', '--later'], {home});
		expect(up.stderr).toBe('');
		expect(up.code).toBe(0);
		expect((await bin(['list', ...fast], {home})).stdout).toContain('lab.');
		expect(await bin(['approve', ...fast, '--accept'], {home})).toMatchObject({code: 0});
		expect((await bin(['up', ...fast, '--yes', '--accept'], {home})).stdout).toContain('answered 200');
		expect(await bin(['verify', ...fast], {home})).toMatchObject({code: 0});
		const down = await bin(['down', ...fast, '--confirm', 'lab', '--output', 'json'], {home});
		expect(eventOf(eventsOf(down), 'sweep-finished').remaining).toEqual({ours: [], foreign: []});
		expect(simulator.calls().filter(({error}) => error === 'AuthFailure')).toEqual([]);
		expect(await simulator.end('SIGINT')).toBe(0);
	}, 120_000);

	it('is looked at while a build owns it', async () => {
		const home = temporaryFolder();
		let second: Promise<Finished> | undefined;
		const first = await bin(['up', ...fast, '--yes', '--accept'], {
			home,
			onStdout: soFar => {
				if (soFar.includes('NAT gateway: started')) second ??= bin(['list', '--simulate'], {home});
			},
		});
		expect(first.code).toBe(0);
		const answer = await second;
		expect(answer?.stderr).toBe('');
		expect(answer?.stdout).toMatch(/^lab\.\w+ {2}simulator/);
		expect(answer?.code).toBe(0);
	}, 120_000);

	it('is not built in by two runs of one deployment', async () => {
		const home = temporaryFolder();
		const up = start(['up', ...fast, '--yes', '--output', 'plain'], {home, columns: 100, rows: 40});
		await up.until(/\? Connect vpce-/, 60_000);
		const again = await bin(['up', ...fast, '--yes', '--accept'], {home});
		expect(again.stderr).toMatch(/pid \d+/);
		expect(again.code).not.toBe(0);
		up.press('enter');
		await up.exit;
	}, 120_000);

	it('is taken down under a build, which is asked to stop', async () => {
		const home = temporaryFolder();
		let second: Promise<Finished> | undefined;
		const up = await bin(['up', '--simulate', '--speed', '10', '--yes', '--accept'], {
			home,
			onStdout: soFar => {
				if (!soFar.includes('NAT gateway: started')) return;
				second ??= bin(['down', ...fast, '--confirm', 'lab', '--output', 'json'], {home});
			},
		});
		expect(up.code).toBe(143);
		const down = (await second) ?? expect.fail('nothing was torn down');
		expect(down.stderr).toMatch(/Another run \(pid \d+\) works on lab\.\w+: it is asked to stop\./);
		expect(eventOf(eventsOf(down), 'sweep-finished').remaining).toEqual({ours: [], foreign: []});
		expect(down.code).toBe(0);
	}, 120_000);

	it('hears the decision of a second terminal, which ends the pause of the first', async () => {
		const home = temporaryFolder();
		const up = start(['up', ...fast, '--yes', '--output', 'plain'], {home, columns: 100, rows: 40});
		await up.until(/\? Connect vpce-/, 60_000);
		const approve = await bin(['approve', '--simulate', '--accept'], {home});
		expect(approve.code).toBe(0);
		expect(await up.exit).toMatchObject({code: 0});
		expect(up.raw()).toContain('answered 200');
	}, 120_000);

	it('goes on with who comes next when its owner is killed in the middle', async () => {
		const home = temporaryFolder();
		const simulator = await standingSimulator(home, ['--speed', '100']);
		let killed: Promise<unknown> | undefined;
		const up = await bin(['up', ...fast, '--yes', '--accept', '--output', 'json'], {
			home,
			onStdout: soFar => {
				if (soFar.includes('"task":"provider.nat-gateway"')) killed ??= simulator.end('SIGKILL');
			},
		});
		expect(killed).toBeDefined();
		expect(eventOf(eventsOf(up), 'request-verified')).toMatchObject({status: 200});
		expect(up.code).toBe(0);
		const down = await bin(['down', ...fast, '--confirm', 'lab', '--output', 'json'], {home});
		expect(eventOf(eventsOf(down), 'sweep-finished').remaining).toEqual({ours: [], foreign: []});
	}, 120_000);

	it('shows its next owner what it showed the last one, who was killed after a change', async () => {
		const home = temporaryFolder();
		const look = async () => {
			const answers: string[] = [];
			const {requestHandler} = ownerOf(home);
			const credentials = {accessKeyId: 'AKIA', secretAccessKey: 'x'};
			const handle: typeof requestHandler.handle = async request => {
				const answer = await requestHandler.handle(request);
				answers.push(new TextDecoder().decode(answer.response.body).replace(/<requestId>.*?<\/requestId>/, ''));
				return answer;
			};
			const clients = createClients({
				region: 'us-east-1',
				requestHandler: {...requestHandler, handle} as never,
				credentials,
			});
			return {ec2: await clients.ec2(), answers};
		};
		const first = await standingSimulator(home, ['--speed', '1000']);
		const before = await look();
		const made = await before.ec2.createVpc({CidrBlock: '10.0.0.0/16'});
		while (!(await before.ec2.describeVpcs({})).Vpcs?.some(({State}) => State === 'available')) {
			// Until the API knows the fresh VPC, and that it is available.
		}
		const mutation = before.ec2.createVpc({CidrBlock: '10.1.0.0/16'}).catch(() => {});
		await first.end('SIGKILL');
		await mutation;
		const second = await standingSimulator(home);
		const after = await look();
		const {Vpcs} = await after.ec2.describeVpcs({VpcIds: [made.Vpc?.VpcId ?? '']});
		expect(Vpcs).toHaveLength(1);
		expect(after.answers[0]).toBe(before.answers.filter(text => text.includes('DescribeVpcsResponse')).at(-1));
		await second.end('SIGINT');
	}, 60_000);
});
