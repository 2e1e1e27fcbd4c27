import {
	CreateEgressOnlyInternetGatewayCommand,
	CreateNetworkAclCommand,
	DeleteEgressOnlyInternetGatewayCommand,
	DeleteNetworkAclCommand,
	EC2Client,
} from '@aws-sdk/client-ec2';
import {describe, expect, it} from 'vitest';
import type {World} from '../source/simulator/world.ts';
import {eventOf} from './helpers/bin.ts';
import {buildOnce} from './helpers/built.ts';
import type {Lab, Ran} from './helpers/lab.ts';
import {lab} from './helpers/passing-lab.ts';
import {clientConfig} from './helpers/simulator.ts';

const built = buildOnce();

const idOf = (table: keyof World, resource: string): ((world: World) => string) => {
	const isIt = ({shown}: {shown: {Tags?: {Value?: string}[]}}) =>
		shown.Tags?.some(({Value}) => Value === resource) ?? false;
	return world =>
		Object.entries(world[table] as never as Record<string, {shown: {Tags?: {Value?: string}[]}}>).find(([, row]) =>
			isIt(row),
		)?.[0] ?? expect.fail(`no ${resource}`);
};

const nameIn = (arn: string): string => arn.split('/').at(-1) ?? '';

const roleOf = ({world}: Lab): string => nameIn(Object.keys(world.roles)[0] ?? '');
const profileOf = ({world}: Lab): string => nameIn(Object.keys(world.instanceProfiles)[0] ?? '');

const networkAcl = async ({simulator, world}: Lab): Promise<string> => {
	const ec2 = new EC2Client(clientConfig(simulator));
	const {NetworkAcl} = await ec2.send(new CreateNetworkAclCommand({VpcId: idOf('vpcs', 'provider.vpc')(world)}));
	return NetworkAcl?.NetworkAclId ?? expect.fail('no network ACL');
};

const egressOnlyGateway = async ({simulator, world}: Lab): Promise<string> => {
	const ec2 = new EC2Client(clientConfig(simulator));
	const VpcId = idOf('vpcs', 'provider.vpc')(world);
	const {EgressOnlyInternetGateway: made} = await ec2.send(new CreateEgressOnlyInternetGatewayCommand({VpcId}));
	return made?.EgressOnlyInternetGatewayId ?? expect.fail('no gateway');
};

const trust = JSON.stringify({
	Version: '2012-10-17',
	Statement: [{Effect: 'Allow', Principal: {Service: 'ec2.amazonaws.com'}, Action: 'sts:AssumeRole'}],
});

/** By what it is about: what somebody does to a deployment, the task that it holds, and how that is called. */
const deeds: Readonly<Record<string, readonly [task: string, named: RegExp, deed: (lab: Lab) => Promise<unknown>]>> = {
	'a subnet that is routed by our table': [
		'provider.route-table-private',
		/^held by the association with subnet-\w+$/,
		async ({world, clients, clock}) => {
			const ec2 = await clients.ec2();
			const VpcId = idOf('vpcs', 'provider.vpc')(world);
			const {Subnet} = await ec2.createSubnet({VpcId, CidrBlock: '11.0.99.0/24'});
			await clock.sleep(10_000);
			const RouteTableId = idOf('routeTables', 'provider.route-table-private')(world);
			await ec2.associateRouteTable({RouteTableId, SubnetId: Subnet?.SubnetId});
		},
	],
	'a network ACL in our VPC': ['provider.vpc', /^held by network ACL acl-\w+$/, networkAcl],
	'an egress-only internet gateway on our VPC': [
		'provider.vpc',
		/^held by egress-only internet gateway eigw-\w+$/,
		egressOnlyGateway,
	],
	'a route table in our VPC': [
		'provider.vpc',
		/^held by route table rtb-\w+$/,
		async ({world, clients}) => {
			const ec2 = await clients.ec2();
			await ec2.createRouteTable({VpcId: idOf('vpcs', 'provider.vpc')(world)});
		},
	],
	'another policy on our role': [
		'shared.role',
		/^held by the attached policy arn:aws:iam::aws:policy\/CloudWatchAgentServerPolicy$/,
		async here => {
			const iam = await here.clients.iam();
			const PolicyArn = 'arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy';
			await iam.attachRolePolicy({RoleName: roleOf(here), PolicyArn});
		},
	],
	'our role in another instance profile': [
		'shared.role',
		/^held by the instance profile arn:aws:iam::\d+:instance-profile\/somebodys$/,
		async here => {
			const iam = await here.clients.iam();
			await iam.createInstanceProfile({InstanceProfileName: 'somebodys'});
			await iam.addRoleToInstanceProfile({InstanceProfileName: 'somebodys', RoleName: roleOf(here)});
		},
	],
	'another role in our instance profile': [
		'shared.instance-profile',
		/^held by the role arn:aws:iam::\d+:role\/somebodys$/,
		async here => {
			const iam = await here.clients.iam();
			const InstanceProfileName = profileOf(here);
			await iam.createRole({RoleName: 'somebodys', AssumeRolePolicyDocument: trust});
			await iam.removeRoleFromInstanceProfile({InstanceProfileName, RoleName: roleOf(here)});
			await iam.addRoleToInstanceProfile({InstanceProfileName, RoleName: 'somebodys'});
		},
	],
};

/** ms from each refusal to the event that names what holds the task. */
const untilNamed = ({events}: Ran, task: string): number => {
	const refused = events.find(event => event.type === 'call-settled' && event.task === task && 'errorCode' in event);
	const named = events.find(
		event => event.type === 'task-waiting' && event.task === task && event.reason.match(/^held/),
	);
	return Date.parse(named?.at ?? '') - Date.parse(refused?.at ?? '');
};

describe('what somebody else has hung on ours', () => {
	it.each(Object.entries(deeds))('is named within two seconds: %s; all else goes', async (_, [task, named, deed]) => {
		const here = await lab(await built());
		await deed(here);
		const begun = here.clock.now();
		const ran = await here.down('--confirm', 'lab');
		expect(ran.code).toBe(1);
		const waits = ran.events.flatMap(event => (event.type === 'task-waiting' && event.task === task ? [event] : []));
		expect(waits[0]?.reason).toMatch(named);
		expect(untilNamed(ran, task)).toBeLessThanOrEqual(2000);
		// Nothing of it is on its way out: nobody waits for it as long as for what does not show.
		expect(here.clock.now() - begun).toBeLessThan(5 * 60_000);
		expect(ran.events.flatMap(event => (event.type === 'task-failed' ? [event.task] : []))).toEqual([task]);
		expect(Object.values(here.world.instances).map(({shown}) => shown.State?.Name)).not.toContain('running');
		expect(Object.keys(here.world.addresses)).toEqual([]);
	});
});

/** By what it is: how somebody makes it in our VPC and takes it away, and what the sweep says of it besides. */
const guests = {
	'a network ACL': {
		make: networkAcl,
		remove: (ec2: EC2Client, NetworkAclId: string) => ec2.send(new DeleteNetworkAclCommand({NetworkAclId})),
		kind: 'network-acl',
		removal: 'delete-network-acl --network-acl-id',
		isOwnerShown: true,
	},
	'an egress-only internet gateway': {
		make: egressOnlyGateway,
		remove: (ec2: EC2Client, EgressOnlyInternetGatewayId: string) =>
			ec2.send(new DeleteEgressOnlyInternetGatewayCommand({EgressOnlyInternetGatewayId})),
		kind: 'egress-only-internet-gateway',
		removal: 'delete-egress-only-internet-gateway --egress-only-internet-gateway-id',
		isOwnerShown: false,
	},
} as const;

describe('what somebody else has in our VPC', () => {
	it.each(Object.entries(guests))(
		'survives, and is named with the command that removes it; without it the rest goes: %s',
		async (_, guest) => {
			const here = await lab(await built());
			const id = await guest.make(here);
			const held = await here.down('--confirm', 'lab');
			expect(held.code).toBe(1);
			expect(eventOf(held.events, 'sweep-finished').remaining.foreign).toEqual([
				{
					kind: guest.kind,
					id,
					vpcId: idOf('vpcs', 'provider.vpc')(here.world),
					...(guest.isOwnerShown ? {owner: here.connection.caller.account} : {}),
					hourlyCost: 0,
					removal: `aws ec2 --region us-east-1 ${guest.removal} ${id}`,
				},
			]);
			expect([...Object.keys(here.world.networkAcls), ...Object.keys(here.world.egressOnlyInternetGateways)]).toContain(
				id,
			);
			await guest.remove(new EC2Client(clientConfig(here.simulator)), id);
			expect((await here.down('--confirm', 'lab')).code).toBe(0);
			expect(Object.keys(here.world.vpcs)).toEqual([]);
		},
	);
});

describe('what stands when what it was made with was taken away', () => {
	it('goes, also where no journal knows it: machines whose profile has lost its role', async () => {
		const {world, home} = await built();
		const first = await lab({world, home});
		const iam = await first.clients.iam();
		await iam.removeRoleFromInstanceProfile({InstanceProfileName: profileOf(first), RoleName: roleOf(first)});
		const elsewhere = await lab({world: structuredClone(first.world)});
		expect((await elsewhere.down('--confirm', 'lab')).code).toBe(0);
		expect(Object.keys(elsewhere.world.vpcs)).toEqual([]);
	});
});

describe('a role of our name that is not ours', () => {
	it.each([
		['on another path', {Path: '/'}],
		['without our tag', {Path: '/privatelink-wizard/', Tags: [{Key: 'of', Value: 'somebody'}]}],
	])('is neither taken nor changed: %s', async (_, given) => {
		// The same seed draws the same id.
		const asDrawn = ['--yes', '--accept', '--seed', '1'];
		const first = await lab();
		await first.up(...asDrawn);
		const here = await lab();
		const iam = await here.clients.iam();
		await iam.createRole({...given, RoleName: roleOf(first), AssumeRolePolicyDocument: trust});
		const before = structuredClone(here.world.roles);
		const ran = await here.up(...asDrawn);
		expect(ran.events.flatMap(event => (event.type === 'task-failed' ? [[event.task, event.error.code]] : []))).toEqual(
			[['shared.role', 'Different']],
		);
		await here.down('--confirm', 'lab');
		expect(here.world.roles).toEqual(before);
		expect(Object.keys(here.world.vpcs)).toEqual([]);
	});
});
