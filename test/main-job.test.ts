import {CreateTagsCommand, DeleteTagsCommand, EC2Client} from '@aws-sdk/client-ec2';
import {describe, expect, it} from 'vitest';
import type {World} from '../source/simulator/world.ts';
import {eventOf} from './helpers/bin.ts';
import {type Lab, mutationsSince} from './helpers/lab.ts';
import {lab} from './helpers/passing-lab.ts';
import {clientConfig} from './helpers/simulator.ts';

/** What a teardown must not leave: everything that costs or that was made, but for what AWS still lists as gone. */
const standing = (world: World): readonly string[] => {
	const gone = new Set(['terminated', 'shutting-down', 'deleted', 'deleting', 'rejected']);
	const alive = <Shown extends object>(table: Record<string, {shown: Shown}>, stateOf: (shown: Shown) => unknown) =>
		Object.entries(table).flatMap(([id, {shown}]) => (gone.has(String(stateOf(shown)).toLowerCase()) ? [] : [id]));
	return [
		...alive(world.vpcs, () => ''),
		...alive(world.subnets, () => ''),
		...alive(world.internetGateways, () => ''),
		...alive(world.routeTables, () => ''),
		...alive(world.addresses, () => ''),
		...alive(world.natGateways, ({State}) => State),
		...alive(world.securityGroups, () => ''),
		...alive(world.instances, ({State}) => State?.Name),
		...alive(world.endpoints, ({State}) => State),
		...alive(world.endpointServices, ({ServiceState}) => ServiceState),
		...alive(world.loadBalancers, () => ''),
		...alive(world.targetGroups, () => ''),
		...alive(world.roles, () => ''),
		...alive(world.instanceProfiles, () => ''),
	];
};

const accept = ['--yes', '--accept'];

describe('the whole job', () => {
	const variants = [
		{region: 'us-east-1', image: 'ubuntu', sessionPath: 'endpoints'},
		{region: 'us-east-1', image: 'amazon-linux', sessionPath: 'nat'},
		{region: 'eu-west-1', image: 'amazon-linux', sessionPath: 'endpoints'},
		{region: 'eu-west-1', image: 'ubuntu', sessionPath: 'nat'},
	];
	for (const {region, image, sessionPath} of variants) {
		it(`fetches the page and leaves nothing: ${image} in ${region}, Session Manager by ${sessionPath}`, async () => {
			const {up, down, world} = await lab({region});
			const built = await up(...accept, '--region', region, '--image', image, '--session-path', sessionPath);
			expect(built.events.at(-1)).toMatchObject({type: 'run-finished', outcome: 'done'});
			const verified = eventOf(built.events, 'request-verified');
			expect(verified.status).toBe(200);
			expect(verified.server).toMatch(/^Apache/);
			expect(verified.remoteAddress).toMatch(/^21\.0\.[23]\./);
			expect(built.code).toBe(0);

			const torn = await down('--confirm', 'lab');
			expect(eventOf(torn.events, 'sweep-finished').remaining).toEqual({ours: [], foreign: []});
			expect(torn.code).toBe(0);
			expect(standing(world)).toEqual([]);
		});
	}

	it('is the same in every run of a seed, and goes right for many seeds', async () => {
		for (const seed of [2, 3, 5, 8, 13]) {
			const {up, down, world} = await lab({seed});
			const built = await up(...accept);
			expect(built.events.at(-1), `seed ${seed}`).toMatchObject({outcome: 'done'});
			const torn = await down('--confirm', 'lab');
			expect(torn.events.at(-1), `seed ${seed}`).toMatchObject({outcome: 'done'});
			expect(standing(world), `seed ${seed}`).toEqual([]);
		}
	});
});

describe('a living deployment', () => {
	it('is left as it is by a second up', async () => {
		const opened = await lab();
		await opened.up(...accept);
		const before = opened.world.calls.length;
		const again = await opened.up(...accept);
		expect(again.code).toBe(0);
		// The session of the verification is no part of the deployment.
		expect(mutationsSince(opened, before).filter(name => !name.endsWith('Session'))).toEqual([]);
		expect(again.events.filter(({type}) => type === 'call-intended')).toEqual([]);
	});

	it('fails verification when the load balancer no longer admits the client, and passes when it does', async () => {
		const {up, verify, clients, world} = await lab();
		await up(...accept);
		const group = Object.values(world.securityGroups).find(({shown}) =>
			shown.Tags?.some(
				({Key, Value}) => Key === 'privatelink-wizard:resource' && Value === 'provider.security-group-load-balancer',
			),
		);
		const ec2 = await clients.ec2();
		const {SecurityGroups = []} = await ec2.describeSecurityGroups({GroupIds: [group?.id ?? '']});
		const rules = {GroupId: group?.id, IpPermissions: SecurityGroups[0]?.IpPermissions};
		await ec2.revokeSecurityGroupIngress(rules);
		const blocked = await verify();
		expect(blocked.code).toBe(5);
		expect(eventOf(blocked.events, 'verification-failed').reason).toContain('time');
		await ec2.authorizeSecurityGroupIngress(rules);
		expect((await verify()).code).toBe(0);
	});

	it('refuses a late no', async () => {
		const {up} = await lab();
		await up(...accept);
		await expect(up('--yes', '--reject')).rejects.toMatchObject({exitCode: 2});
	});
});

describe('a deployment in another region than the command looks at', () => {
	const moved = async (): Promise<Lab> => {
		const there = await lab({region: 'eu-west-1'});
		await there.up(...accept, '--region', 'eu-west-1');
		return lab({world: structuredClone(there.world), home: there.home, region: 'us-east-1'});
	};

	it('is gone on with where its journal says, and not built a second time', async () => {
		const here = await moved();
		expect((await here.verify()).code).toBe(0);
		expect((await here.up(...accept)).code).toBe(0);
		expect(Object.values(here.world.vpcs).map(({region}) => region)).toEqual(['eu-west-1', 'eu-west-1']);
	});

	it('comes down whole', async () => {
		const here = await moved();
		const torn = await here.down('--confirm', 'lab');
		expect(torn.code).toBe(0);
		expect(standing(here.world)).toEqual([]);
	});
});

describe('several deployments', () => {
	it('come down one after the other, also when one of them cannot', async () => {
		const {up, down, clients, world} = await lab();
		await up(...accept, '--name', 'aa');
		await up(...accept, '--name', 'bb');
		const ec2 = await clients.ec2();
		const vpc = Object.values(world.vpcs).find(({shown}) => shown.Tags?.some(({Value}) => Value?.startsWith('aa.')));
		await ec2.createSecurityGroup({GroupName: 'foreign', Description: 'of somebody else', VpcId: vpc?.id});
		const torn = await down('aa', 'bb', '--confirm', 'aa', '--confirm', 'bb');
		expect(torn.code).toBe(1);
		const swept = torn.events.filter(event => event.type === 'sweep-finished');
		expect(swept).toHaveLength(2);
		expect(JSON.stringify(swept[0])).toContain('foreign');
		expect(Object.keys(world.vpcs)).toEqual([vpc?.id]);
	});

	it('a second one is not born by an up without a name', async () => {
		const {up, world} = await lab();
		await up(...accept, '--name', 'prod');
		expect((await up(...accept)).code).toBe(0);
		expect(Object.keys(world.vpcs)).toHaveLength(2);
	});
});

describe('what lost its tag', () => {
	it('is left alone and named, and goes once it has its tag again', async () => {
		const {up, down, simulator, world, clock} = await lab();
		await up(...accept);
		const ec2 = new EC2Client(clientConfig(simulator));
		const table = Object.values(world.routeTables).find(({shown}) =>
			shown.Tags?.some(({Value}) => Value === 'consumer.route-table-private'),
		);
		const Resources = [table?.id ?? ''];
		const Tags = structuredClone(table?.shown.Tags);
		const balancer = Object.values(world.loadBalancers)[0] ?? expect.fail('no load balancer');
		const {tags} = balancer.hidden;
		balancer.hidden.tags = {};
		await ec2.send(new DeleteTagsCommand({Resources}));
		await clock.sleep(10_000);
		const torn = await down('--confirm', 'lab');
		expect(torn.code).toBe(1);
		expect(Object.keys(world.loadBalancers)).toEqual([balancer.id]);
		expect(world.routeTables).toHaveProperty([...Resources]);
		expect(JSON.stringify(torn.events.filter(({type}) => type === 'task-failed'))).toContain('it is left alone');
		balancer.hidden.tags = tags;
		await ec2.send(new CreateTagsCommand({Resources, Tags}));
		await clock.sleep(10_000);
		expect((await down('--confirm', 'lab')).code).toBe(0);
		expect(standing(world)).toEqual([]);
	});
});

describe('a no', () => {
	it('ends the run with exit 4; the next up asks for a new endpoint', async () => {
		const {up} = await lab();
		const rejected = await up('--yes', '--reject');
		expect(rejected.code).toBe(4);
		const accepted = await up(...accept);
		expect(accepted.code).toBe(0);
		const [first, second] = [rejected, accepted].map(({events}) => eventOf(events, 'decision-made').endpointId);
		expect(first).not.toBe(second);
	});

	it('comes down to nothing, too', async () => {
		const {up, down, world} = await lab();
		await up('--yes', '--reject');
		const torn = await down('--confirm', 'lab');
		expect(torn.code).toBe(0);
		expect(standing(world)).toEqual([]);
	});
});

describe('a decision put off', () => {
	it('leaves the connection pending and exits 0; somebody else may accept it meanwhile', async () => {
		const {up, clients} = await lab();
		const later = await up('--yes', '--later');
		expect(later.code).toBe(0);
		expect(later.events.at(-1)).toMatchObject({outcome: 'waiting'});
		const {endpointId, serviceId} = eventOf(later.events, 'decision-needed').request;
		const ec2 = await clients.ec2();
		await ec2.acceptVpcEndpointConnections({ServiceId: serviceId, VpcEndpointIds: [endpointId]});
		const done = await up('--yes', '--later');
		expect(done.events.at(-1)).toMatchObject({outcome: 'done'});
	});
});

describe('a build that stops half-way', () => {
	it('comes down when its connection is not even shown to the provider yet', async () => {
		for (const seed of [7, 8, 9]) {
			const stop = new AbortController();
			const first = await lab({seed, signal: stop.signal});
			const watch = async () => {
				while (!Object.values(first.world.endpoints).some(({hidden}) => hidden.serviceId)) await first.clock.sleep(100);
				stop.abort(new Error('stopped'));
			};
			const [interrupted] = await Promise.all([first.up(...accept), watch()]);
			expect(interrupted.code).toBe(130);
			const again = await lab({world: structuredClone(first.world), home: first.home});
			const torn = await again.down('--confirm', 'lab');
			expect(torn.events.at(-1), `seed ${seed}`).toMatchObject({outcome: 'done'});
			expect(standing(again.world), `seed ${seed}`).toEqual([]);
		}
	});

	it('goes on from a fork of its world to the same end, with nothing made twice', async () => {
		const stop = new AbortController();
		const first = await lab({signal: stop.signal});
		void first.clock.sleep(60_000).then(() => stop.abort(new Error('stopped')));
		const interrupted = await first.up(...accept);
		expect(interrupted.code).toBe(130);
		const again = await lab({world: structuredClone(first.world), home: first.home});
		expect((await again.up(...accept)).code).toBe(0);
		expect(Object.keys(again.world.vpcs)).toHaveLength(2);
		expect(Object.keys(again.world.instances)).toHaveLength(4);
		expect((await again.down('--confirm', 'lab')).code).toBe(0);
		expect(standing(again.world)).toEqual([]);
	});
});
