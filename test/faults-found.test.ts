import {describe, expect, it} from 'vitest';
import type {Fault, FaultOf} from '../source/simulator/faults.ts';
import {eventOf} from './helpers/bin.ts';
import {lab} from './helpers/passing-lab.ts';

/** The fault meets the first call of the operation. */
const firstOf = (operation: string, fault: Fault): FaultOf => {
	let met = false;
	return call => {
		if (met || call.operation !== operation) return undefined;
		met = true;
		return fault;
	};
};

const accept = ['--yes', '--accept'];

describe('a creation that was delivered twice', () => {
	const doubles = [
		{operation: 'CreateVpc', table: 'vpcs', count: 2},
		{operation: 'CreateInternetGateway', table: 'internetGateways', count: 2},
		{operation: 'AllocateAddress', table: 'addresses', count: 1},
	] as const;
	for (const {operation, table, count} of doubles) {
		it(`stands once when the build ends, and comes down whole: ${operation}`, async () => {
			const {up, down, world} = await lab({faults: firstOf(operation, {type: 'twice'})});
			expect((await up('--yes', '--later')).code).toBe(0);
			expect(Object.keys(world[table])).toHaveLength(count);
			expect((await up(...accept)).code).toBe(0);
			expect((await down('--confirm', 'lab')).code).toBe(0);
			expect(world[table]).toEqual({});
		});

		it(`comes down whole when the build was stopped before its end: ${operation}`, async () => {
			const stop = new AbortController();
			const first = await lab({faults: firstOf(operation, {type: 'twice'}), signal: stop.signal});
			void first.clock.sleep(20_000).then(() => stop.abort(new Error('stopped')));
			expect((await first.up(...accept)).code).toBe(130);
			expect(Object.keys(first.world[table])).toHaveLength(count + 1);
			const again = await lab({world: structuredClone(first.world), home: first.home});
			expect((await again.down('--confirm', 'lab')).code).toBe(0);
			expect(again.world[table]).toEqual({});
		});
	}

	it('comes down whole in one go, though its double shows only when the teardown has passed it', async () => {
		const {up, down, world, clients, clock} = await lab();
		await up(...accept);
		const own = Object.values(world.internetGateways)[0]?.shown.Tags ?? [];
		const ec2 = await clients.ec2();
		const gateways = () => Object.keys(world.internetGateways).length;
		let late = 0;
		const appear = async () => {
			while (gateways() > 0) await clock.sleep(500);
			await ec2.createInternetGateway({TagSpecifications: [{ResourceType: 'internet-gateway', Tags: [...own]}]});
			late = gateways();
		};
		const [{code}] = await Promise.all([down('--confirm', 'lab'), appear()]);
		expect(late).toBe(1);
		expect(code).toBe(0);
		expect(world.internetGateways).toEqual({});
	});
});

describe('an up right after a rejection', () => {
	it('asks with a new endpoint, though the consumer does not show the rejection yet', async () => {
		const {up, clients, world} = await lab();
		const {endpointId, serviceId} = eventOf((await up('--yes', '--later')).events, 'decision-needed').request;
		const ec2 = await clients.ec2();
		await ec2.rejectVpcEndpointConnections({ServiceId: serviceId, VpcEndpointIds: [endpointId]});
		expect(world.endpoints[endpointId]?.shown.State).toBe('pendingAcceptance');
		const again = await up(...accept);
		expect(again.code).toBe(0);
		expect(eventOf(again.events, 'decision-made').endpointId).not.toBe(endpointId);
	});
});

describe('a machine in a public subnet', () => {
	it('has its public name though the VPC was late to give names', async () => {
		const met = new Set<unknown>();
		const faults: FaultOf = ({operation, input: {VpcId, EnableDnsHostnames}}) => {
			if (operation !== 'ModifyVpcAttribute' || EnableDnsHostnames === undefined || met.has(VpcId)) return undefined;
			met.add(VpcId);
			return {type: 'error', code: 'InternalError', message: 'An internal error has occurred', status: 500};
		};
		const {up, world} = await lab({faults});
		expect((await up(...accept)).code).toBe(0);
		const names = Object.values(world.instances).flatMap(({shown}) =>
			shown.PublicIpAddress ? [shown.PublicDnsName] : [],
		);
		expect(names).toHaveLength(2);
		for (const name of names) expect(name).toMatch(/^ec2-/);
	});
});
