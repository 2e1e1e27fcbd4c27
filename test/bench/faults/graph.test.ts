import {describe, expect, it} from 'vitest';
import {buildPlan} from '../../../source/plan/build.ts';
import type {KindName} from '../../../source/plan/kinds.ts';
import type {World} from '../../../source/simulator/world.ts';
import {deployment} from '../../helpers/deployment.ts';
import {type Comparison, compare, graphOf} from './graph.ts';
import {give} from './play.ts';
import {newWorld, openStage} from './stage.ts';
import {shortWaits} from './timings.ts';

/** Where the simulator keeps what carries the tags of a resource. */
const tables: Partial<Readonly<Record<KindName, readonly string[]>>> = {
	address: ['addresses'],
	endpoint: ['endpoints'],
	'endpoint-service': ['endpointServices'],
	instance: ['instances', 'volumes'],
	'instance-profile': ['instanceProfiles'],
	'internet-gateway': ['internetGateways'],
	listener: ['listeners'],
	'load-balancer': ['loadBalancers'],
	'nat-gateway': ['natGateways'],
	role: ['roles'],
	'route-table': ['routeTables'],
	'security-group': ['securityGroups'],
	'security-group-rules': ['securityGroupRules'],
	subnet: ['subnets'],
	'target-group': ['targetGroups'],
	vpc: ['vpcs'],
};

const built = async (seed: number): Promise<World> => {
	const stage = await openStage(newWorld(seed, {timings: shortWaits}));
	const end = await give(stage, 'up');
	expect(end?.code).toBe(0);
	await stage.lab.clock.sleep(60_000);
	stage.close();
	return stage.lab.world;
};

const model = await built(1);
const wanted = graphOf(model);

/** What the comparer says of the same world with one thing changed. */
const changed = (change: (world: World) => void): Comparison => {
	const world = structuredClone(model);
	change(world);
	return compare(graphOf(world), wanted);
};

const tagged = <Row extends {readonly shown: {Tags?: {Value?: string}[] | undefined}}>(
	table: Record<string, Row>,
	resource: string,
): Row =>
	Object.values(table).find(({shown}) => shown.Tags?.some(({Value}) => Value === resource)) ??
	expect.fail(`no ${resource}`);

const isSame = ({duplicates, missing, extra}: Comparison): boolean =>
	duplicates.length + missing.length + extra.length === 0;

describe('the undisturbed end state, by which all is measured', () => {
	it('has each resource of the plan once that can carry tags, and beside them what AWS makes by itself', () => {
		const names = wanted.map(line => line.slice(0, line.indexOf(' ')));
		const tagged = names.filter(name => /:(shared|provider|consumer)\./.test(name));
		const planned = buildPlan(deployment).flatMap(({id, kind}) => (tables[kind] ?? []).map(table => `${table}:${id}`));
		expect(tagged.toSorted()).toEqual(planned.toSorted());
		const others = Map.groupBy(
			names.filter(name => !tagged.includes(name)),
			name => name.split(':')[0],
		);
		expect(Object.fromEntries([...others].map(([table, each]) => [table, each.length]))).toEqual({
			// The main table and the default group of each VPC; what the groups let out, and the default ones let in.
			routeTables: 2,
			securityGroups: 2,
			securityGroupRules: 5 + 2 * 2,
			// Of four machines, the NAT gateway, the load balancer and the endpoint in two zones, two endpoints in one.
			networkInterfaces: 4 + 1 + 2 + 2 + 2,
		});
	});
});

describe('two worlds', () => {
	it('are the same when only ids, names, addresses and times differ', async () => {
		expect(compare(graphOf(await built(7)), wanted)).toEqual({duplicates: [], missing: [], extra: []});
		expect(isSame(changed(() => {}))).toBe(true);
	});

	it('differ by one rule more', () => {
		const {extra, missing} = changed(world => {
			const rule = tagged(world.securityGroupRules, 'provider.security-group-rules-load-balancer');
			world.securityGroupRules['sgr-0123456789abcdef0'] = {
				...rule,
				id: 'sgr-0123456789abcdef0',
				shown: {...rule.shown, SecurityGroupRuleId: 'sgr-0123456789abcdef0', CidrIpv4: '0.0.0.0/0', Tags: []},
			};
		});
		expect(extra).toHaveLength(1);
		expect(extra[0]).toContain('0.0.0.0/0');
		expect(missing).toEqual([]);
	});

	it('differ by one route less', () => {
		const {missing, extra} = changed(world => {
			const table = tagged(world.routeTables, 'provider.route-table-private');
			table.shown.Routes = table.shown.Routes?.filter(({NatGatewayId}) => !NatGatewayId) ?? [];
		});
		expect(missing).toHaveLength(1);
		expect(extra).toHaveLength(1);
		expect(missing[0]).toContain('routeTables:provider.route-table-private');
	});

	it('differ by the zone of one subnet', () => {
		const {missing} = changed(world => {
			const subnet = tagged(world.subnets, 'consumer.subnet-private-2');
			subnet.shown.AvailabilityZoneId = tagged(world.subnets, 'consumer.subnet-private-1').shown.AvailabilityZoneId;
		});
		expect(missing.join()).toContain('subnets:consumer.subnet-private-2');
	});

	it('differ by a security group that is attached to another machine', () => {
		const comparison = changed(world => {
			const instance = tagged(world.instances, 'provider.instance-private');
			instance.shown.SecurityGroups = [
				{GroupId: tagged(world.securityGroups, 'provider.security-group-load-balancer').id},
			];
		});
		expect(isSame(comparison)).toBe(false);
	});

	it('differ by a second one of the same, which is a duplicate', () => {
		const {duplicates} = changed(world => {
			const address = tagged(world.addresses, 'provider.address');
			world.addresses['eipalloc-0123456789abcdef0'] = {
				...address,
				id: 'eipalloc-0123456789abcdef0',
				shown: {...address.shown, AllocationId: 'eipalloc-0123456789abcdef0'},
			};
		});
		expect(duplicates).toEqual(['addresses:provider.address']);
	});

	it('are the same when one still lists what was terminated', () => {
		const comparison = changed(world => {
			const instance = tagged(world.instances, 'provider.instance-private');
			const id = 'i-0123456789abcdef0';
			world.instances[id] = {...instance, id, shown: {...instance.shown, InstanceId: id, State: {Name: 'terminated'}}};
		});
		expect(isSame(comparison)).toBe(true);
	});
});
