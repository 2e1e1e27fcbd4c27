import {type Clock, virtualClock} from '../../source/clock.ts';
import type {NetworkState} from '../../source/network/state.ts';
import {ownCaller} from '../../source/simulator/accounts.ts';
import {createMachineHost} from '../../source/simulator/machines/host.ts';
import type {MachineHost, Terminal} from '../../source/simulator/machines/port.ts';
import {createWorld, type Machine, type World} from '../../source/simulator/world.ts';
import {documentState} from '../network/document-state.ts';

const row = <Shown, Hidden>(id: string, shown: Shown, hidden: Hidden, region = 'us-east-1') => ({
	id,
	account: ownCaller.account,
	region,
	visibleAt: 0,
	shown,
	hidden,
});

const profileArn = 'arn:aws:iam::111122223333:instance-profile/privatelink-wizard/lab';

/** A world with the instances of the document's network, each with a profile that Session Manager accepts. */
export const machinesWorld = (time: number): World => {
	const world = createWorld({seed: 7, time});
	for (const {id, zoneId} of documentState.subnets) {
		world.subnets[id] = row(id, {SubnetId: id, AvailabilityZoneId: zoneId}, {});
	}
	for (const {id, privateIp, privateDnsName, subnetId, vpcId, publicIp} of documentState.instances) {
		const shown = {
			InstanceId: id,
			PrivateIpAddress: privateIp,
			PrivateDnsName: privateDnsName,
			SubnetId: subnetId,
			VpcId: vpcId,
			InstanceType: 't3.micro' as const,
			Placement: {AvailabilityZone: 'us-east-1a'},
			IamInstanceProfile: {Arn: profileArn},
			...(publicIp ? {PublicIpAddress: publicIp} : {}),
		};
		world.instances[id] = row(id, shown, {userData: ''});
	}
	const role = {
		RoleName: 'lab',
		Path: '/',
		RoleId: 'AROA',
		Arn: 'arn:aws:iam::111122223333:role/lab',
		CreateDate: new Date(0),
	};
	world.roles[role.Arn] = row(
		role.Arn,
		role,
		{policies: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore']},
		'global',
	);
	world.instanceProfiles[profileArn] = row(
		profileArn,
		{
			Path: '/',
			InstanceProfileName: 'lab',
			InstanceProfileId: 'AIPA',
			Arn: profileArn,
			CreateDate: new Date(0),
			Roles: [role],
		},
		{usableAt: 0, tags: {}},
		'global',
	);
	return world;
};

export const addMachine = (world: World, instanceId: string, given: Partial<Machine> = {}): Machine => {
	const machine: Machine = {
		instanceId,
		account: ownCaller.account,
		region: 'us-east-1',
		image: 'ubuntu',
		userData: '',
		power: 'booting',
		bootedAt: 0,
		files: {},
		packages: [],
		services: {},
		console: '',
		agent: {state: 'stopped', reason: '', lastPing: 0},
		...given,
	};
	world.machines[instanceId] = machine;
	return machine;
};

export type Bench = {
	readonly clock: Clock;
	readonly world: World;
	readonly host: MachineHost;
	/** Replaces the network from now on. */
	readonly setNetwork: (state: NetworkState) => void;
	/** Resolves when `reached` holds after a change of the world. */
	readonly until: (reached: () => boolean) => Promise<void>;
	readonly run: (
		instanceId: string,
		command: string,
		signal?: AbortSignal,
	) => Promise<{
		readonly stdout: string;
		readonly stderr: string;
		readonly exitCode: number;
		readonly milliseconds: number;
	}>;
};

/** A host in virtual time over the document's network; what listens is what the machines run. */
export const bench = (world?: World): Bench => {
	const clock = virtualClock();
	const used = world ?? machinesWorld(clock.now());
	let state = documentState;
	const network = (): NetworkState => ({
		...state,
		instances: state.instances.map(instance => ({
			...instance,
			listening: Object.values(used.machines[instance.id]?.services ?? {}).flatMap(({running, port}) =>
				running && port ? [port] : [],
			),
		})),
	});
	const waiting = new Set<() => void>();
	const host = createMachineHost({
		world: used,
		clock,
		network,
		changed: () => {
			for (const look of waiting) look();
		},
	});
	return {
		clock,
		world: used,
		host,
		setNetwork: next => {
			state = next;
		},
		until: reached =>
			new Promise(resolve => {
				const look = () => {
					if (!reached()) return;
					waiting.delete(look);
					resolve();
				};
				waiting.add(look);
				look();
			}),
		run: async (instanceId, command, signal = new AbortController().signal) => {
			const output = {stdout: '', stderr: ''};
			const start = clock.now();
			const exitCode = await host.run(instanceId, {
				command,
				signal,
				onStdout: bytes => {
					output.stdout += Buffer.from(bytes).toString();
				},
				onStderr: bytes => {
					output.stderr += Buffer.from(bytes).toString();
				},
			});
			return {...output, exitCode, milliseconds: clock.now() - start};
		},
	};
};

/** Types into a terminal and reads what it shows. */
export const screenOf = (terminal: Terminal) => {
	let text = '';
	const waiting = new Set<() => void>();
	terminal.onOutput(bytes => {
		text += Buffer.from(bytes).toString();
		for (const look of waiting) look();
	});
	const exit = new Promise<number>(resolve => terminal.onExit(resolve));
	return {
		exit,
		text: () => text,
		type: (keys: string) => terminal.write(Buffer.from(keys)),
		/** Resolves to what was shown since the last call once it matches. */
		shows: async (pattern: RegExp): Promise<string> => {
			await new Promise<void>(resolve => {
				const look = () => {
					if (!pattern.test(text)) return;
					waiting.delete(look);
					resolve();
				};
				waiting.add(look);
				look();
			});
			const shown = text;
			text = '';
			return shown;
		},
	};
};
