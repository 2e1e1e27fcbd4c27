import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {DescribeInstancesCommand, TerminateInstancesCommand} from '@aws-sdk/client-ec2';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {createSimulator} from '../../source/simulator/simulator.ts';
import {createWorld, forkWorld, type World} from '../../source/simulator/world.ts';
import {openWorldFile, parseWorld} from '../../source/simulator/world-file.ts';
import {
	eventually,
	execute,
	isConnected,
	launch,
	makeNetwork,
	makeProfile,
	type Running,
	run,
} from '../helpers/nat-lab.ts';
import {apiSimulator, idleMachines, sendRaw} from '../helpers/simulator.ts';

let open: Running[] = [];
let folder: string;

const start = (...options: Parameters<typeof run>): Running => {
	const running = run(...options);
	open.push(running);
	return running;
};

afterEach(async () => {
	await Promise.all(open.map(({simulator}) => simulator.close()));
	open = [];
	rmSync(folder, {recursive: true, force: true});
});

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'world-'));
});

/** A machine in a network of its own, in the middle of its boot. */
const booting = async (running: Running): Promise<string> => {
	await makeProfile(running);
	const id = await launch(running, await makeNetwork(running));
	const {world} = running.simulator;
	await eventually(running.clock, async () => world.machines[id]?.power === 'booting');
	return id;
};

describe('a simulator', () => {
	it('builds a network, boots a machine in it and runs a command there', async () => {
		const running = start();
		const id = await booting(running);
		await isConnected(running, id);
		expect(await execute(running, id, 'cat /root/done; exit 7')).toEqual({
			exitCode: 7,
			stdout: 'installed\n',
			stderr: '',
		});
		await running.ec2.send(new TerminateInstancesCommand({InstanceIds: [id]}));
		await eventually(running.clock, async () => {
			const {Reservations} = await running.ec2.send(new DescribeInstancesCommand({InstanceIds: [id]}));
			return Reservations?.[0]?.Instances?.[0]?.State?.Name === 'terminated';
		});
		expect(running.simulator.world.machines[id]?.power ?? 'off').toBe('off');
	});

	it('goes on without requests: timers fire and machines boot', async () => {
		const running = start();
		const id = await booting(running);
		await running.clock.sleep(600_000);
		expect(running.simulator.world.machines[id]).toMatchObject({power: 'up', agent: {state: 'online'}});
		expect(running.simulator.world.time).toBeGreaterThan(Date.parse('2026-01-05T09:05:00Z'));
	});

	it('does the same again with the same seed', async () => {
		const worlds = await Promise.all(
			[start(), start()].map(async running => {
				await isConnected(running, await booting(running));
				return running.simulator.world;
			}),
		);
		expect(worlds[0]?.calls.length).toBeGreaterThan(50);
		expect(worlds[0]).toEqual(worlds[1]);
	});

	it('forked in the middle of a boot boots again, on either side', async () => {
		const first = start();
		const id = await booting(first);
		await first.clock.sleep(5_000);
		const second = start(forkWorld(first.simulator.world));
		for (const running of [second, first]) {
			await isConnected(running, id);
			expect(await execute(running, id, 'cat /root/done')).toMatchObject({exitCode: 0, stdout: 'installed\n'});
		}
	});

	it('that is late boots a machine once', async () => {
		const first = start();
		await makeProfile(first);
		const id = await launch(first, await makeNetwork(first));
		const told: string[] = [];
		const world = forkWorld(first.simulator.world);
		const late = createSimulator({world, clock: virtualClock(world.time + 3_600_000), machines: idleMachines(told)});
		late.start();
		expect(told).toEqual(['start']);
		expect(world.machines[id]?.power).toBe('booting');
		await late.close();
	});

	it('that is late boots a machine that came to run meanwhile, beside one whose agent is online', async () => {
		const first = start();
		const online = await booting(first);
		await isConnected(first, online);
		const subnetId = first.simulator.world.instances[online]?.shown.SubnetId;
		const pending = await launch(first, subnetId, 'another');
		const world = forkWorld(first.simulator.world);
		expect(Object.keys(world.machines)).toEqual([online]);
		world.time += 60_000;
		const late = start(world);
		await isConnected(late, pending);
		expect(await execute(late, pending, 'cat /root/done')).toMatchObject({stdout: 'installed\n'});
	});

	it('answers before it is started, and stands still after it is closed', async () => {
		const told: string[] = [];
		const saved: number[] = [];
		const clock = virtualClock();
		const simulator = createSimulator({
			world: createWorld({seed: 1, time: clock.now()}),
			clock,
			machines: idleMachines(told),
			save: world => saved.push(world.time),
		});
		const vpc = {service: 'ec2', body: 'Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0/16'};
		expect(sendRaw(simulator, vpc).status).toBe(200);
		expect(told).toEqual([]);
		simulator.start();
		await simulator.close();
		expect(told).toEqual(['start', 'close']);
		expect(saved).toHaveLength(2);
		await clock.sleep(60_000);
		expect(simulator.world.time).toBe(saved[1]);
	});

	it('remembers so many of its last calls, and no more', () => {
		const simulator = apiSimulator();
		sendRaw(simulator, {service: 'ec2', body: 'Action=DescribeVpcs&Version=2016-11-15'});
		const [call] = simulator.world.calls;
		if (!call) throw new Error('no call was logged');
		simulator.world.calls.push(...Array.from({length: 5000}, () => call));
		sendRaw(simulator, {service: 'ec2', body: 'Action=DescribeSubnets&Version=2016-11-15'});
		expect(simulator.world.calls).toHaveLength(2000);
		expect(simulator.world.calls.at(-1)?.operation).toBe('DescribeSubnets');
	});

	it('does not answer for a bug of its own', () => {
		const simulator = apiSimulator();
		simulator.world.timers.push({due: 0, sequence: 0, kind: 'none', payload: {}});
		expect(() => sendRaw(simulator, {service: 'ec2', body: 'Action=DescribeVpcs&Version=2016-11-15'})).toThrow(
			TypeError,
		);
	});
});

describe('a world on disk', () => {
	it('goes on with a boot under way, some time later', async () => {
		const host = virtualClock();
		const file = openWorldFile(folder, host);
		const first = start(undefined, file.save);
		const id = await booting(first);
		await first.simulator.close();
		file.release();

		await host.sleep(3_600_000);
		const again = openWorldFile(folder, host);
		const world = again.world as World;
		expect(world.time).toBe(first.simulator.world.time + 3_600_000);
		const second = start(world, again.save);
		await isConnected(second, id);
		expect(await execute(second, id, 'cat /root/done')).toMatchObject({stdout: 'installed\n'});
		again.release();
	});

	it('has every change before it is answered', async () => {
		const file = openWorldFile(folder);
		const running = start(undefined, file.save);
		await makeProfile(running);
		const onDisk = parseWorld(readFileSync(path.join(folder, 'world.json'), 'utf8'));
		expect(onDisk).toEqual(running.simulator.world);
		expect(onDisk.calls.map(({operation}) => operation)).toEqual([
			'CreateRole',
			'AttachRolePolicy',
			'CreateInstanceProfile',
			'AddRoleToInstanceProfile',
		]);
		file.release();
	});
});
