import {describe, expect, it} from 'vitest';
import {seededRandom} from '../source/simulator/random.ts';
import {beginScenario, parseScenario} from '../source/simulator/scenario.ts';
import {forkWorld, type World} from '../source/simulator/world.ts';
import {eventOf} from './helpers/bin.ts';
import {buildOnce} from './helpers/built.ts';
import {type Lab, openLab, type Ran} from './helpers/lab.ts';
import {lab} from './helpers/passing-lab.ts';

const accept = ['--yes', '--accept'];

const built = buildOnce();

/** The built deployment, changed by another hand; then with the journal, and from a machine that has none. */
const changed = async function* (change: (world: World) => void, from?: Lab): AsyncGenerator<Lab> {
	const {world, home} = from ? {world: structuredClone(from.world), home: from.home} : await built();
	change(world);
	yield await lab({world: structuredClone(world), home});
	yield await lab({world});
};

type Tags = {Key?: string | undefined; Value?: string | undefined}[];

const withTag = <Row extends {readonly shown: {Tags?: Tags | undefined}}>(
	table: Readonly<Record<string, Row>>,
	resource: string,
): Row =>
	Object.values(table).find(({shown}) =>
		shown.Tags?.some(({Key, Value}) => Key === 'privatelink-wizard:resource' && Value === resource),
	) ?? expect.fail(`no ${resource}`);

const failures = ({events}: Ran) =>
	events.flatMap(event => (event.type === 'task-failed' ? [{task: event.task, ...event.error}] : []));

const generationOf = ({shown}: {readonly shown: {Tags?: Tags | undefined}}) =>
	shown.Tags?.find(({Key}) => Key === 'privatelink-wizard:generation')?.Value;

describe('what somebody has changed', () => {
	it('is named with the difference where nobody but a person can say what is right; all else goes on', async () => {
		const variants = changed(world => {
			const machine = withTag(world.instances, 'provider.instance-public');
			machine.shown.InstanceType = 't3.large';
			const service = withTag(world.endpointServices, 'provider.endpoint-service');
			service.shown.AcceptanceRequired = false;
		});
		for await (const each of variants) {
			const ran = await each.up(...accept);
			expect(ran.code).toBe(1);
			expect(failures(ran).toSorted((a, b) => b.task.localeCompare(a.task))).toMatchObject([
				{
					task: 'provider.instance-public',
					code: 'Different',
					message: expect.stringMatching(/^i-\w+ is not as .*: its type is t3\.large, not t3\.micro$/),
					nextSteps: [expect.stringMatching(/^Change it back/), expect.stringMatching(/tear the deployment down/)],
				},
				{
					task: 'provider.endpoint-service',
					message: expect.stringMatching(/^vpce-svc-\w+ is not as .*has to be accepted is false, not true$/),
				},
			]);
			expect((await each.down('--confirm', 'lab')).code).toBe(0);
		}
	});

	it('is repaired where a call can do so: routes, rules, listeners, attributes, permissions, targets', async () => {
		const variants = changed(world => {
			for (const {shown} of Object.values(world.routeTables)) {
				shown.Routes = shown.Routes?.filter(({DestinationCidrBlock}) => DestinationCidrBlock !== '0.0.0.0/0');
			}
			for (const group of Object.values(world.securityGroups)) {
				if (group.shown.Tags?.length) group.shown.IpPermissions = [];
			}
			for (const {id, shown} of Object.values(world.securityGroupRules)) {
				if (!shown.IsEgress) delete world.securityGroupRules[id];
			}
			for (const id of Object.keys(world.listeners)) delete world.listeners[id];
			for (const {hidden} of Object.values(world.targetGroups)) hidden.targets = {};
			for (const {hidden} of Object.values(world.endpointServices)) hidden.principals = [];
			for (const {hidden} of Object.values(world.loadBalancers)) {
				hidden.attributes['load_balancing.cross_zone.enabled'] = 'false';
			}
			for (const {hidden} of Object.values(world.vpcs)) hidden.dnsHostnames = false;
			for (const {hidden} of Object.values(world.roles)) hidden.policies = [];
		});
		for await (const each of variants) {
			const ran = await each.up(...accept);
			expect(failures(ran)).toEqual([]);
			expect(ran.code).toBe(0);
			expect(eventOf(ran.events, 'request-verified').status).toBe(200);
			expect((await each.down('--confirm', 'lab')).code).toBe(0);
		}
	});
});

describe('what failed for good', () => {
	const natFails = beginScenario(
		parseScenario(
			'{"failures": {"nat-gateway": {"code": "InternalError", "message": "could not be attached", "times": 1}}}',
			'test',
		),
		0,
	);

	it('a NAT gateway is replaced under a new generation by the next up', async () => {
		const first = await lab();
		first.world.scenario = structuredClone(natFails);
		const failed = await first.up(...accept);
		expect(failed.code).toBe(1);
		expect(failures(failed)).toMatchObject([{task: 'provider.nat-gateway', message: /attached/}]);
		for await (const each of changed(() => {}, first)) {
			const ran = await each.up(...accept);
			expect(ran.code).toBe(0);
			const standing = Object.values(each.world.natGateways).filter(({shown}) => shown.State === 'available');
			expect(standing.map(generationOf)).toEqual(['2']);
			expect(Object.keys(each.world.addresses)).toHaveLength(1);
			expect((await each.down('--confirm', 'lab')).code).toBe(0);
		}
	});

	it('a replacement that is interrupted anywhere is gone on with', async () => {
		const first = await lab();
		first.world.scenario = structuredClone(natFails);
		await first.up(...accept);
		const failed = structuredClone(first.world);
		for (const seconds of [1, 40]) {
			const stop = new AbortController();
			const half = await lab({world: structuredClone(failed), home: first.home, signal: stop.signal});
			void half.clock.sleep(seconds * 1000).then(() => stop.abort(new Error('stopped')));
			await half.up(...accept);
			const elsewhere = await lab({world: structuredClone(half.world)});
			expect((await elsewhere.up(...accept)).code, `${seconds} s`).toBe(0);
			const standing = Object.values(elsewhere.world.natGateways).filter(({shown}) => shown.State === 'available');
			expect(standing, `${seconds} s`).toHaveLength(1);
			expect((await elsewhere.down('--confirm', 'lab')).code, `${seconds} s`).toBe(0);
		}
	});

	it('an instance that died at birth, one that somebody terminated and one that was stopped are replaced', async () => {
		const variants = changed(world => {
			const end = (resource: string, state: string, code: string) => {
				const {shown, id} = withTag(world.instances, resource);
				shown.State = {Name: state as 'terminated', Code: state === 'stopped' ? 80 : 48};
				shown.StateReason = {Code: code, Message: code};
				if (state !== 'terminated') return;
				// AWS lists it on for an hour, and has let go of all that it had.
				for (const network of Object.values(world.networkInterfaces)) {
					if (network.shown.Attachment?.InstanceId === id) delete world.networkInterfaces[network.id];
				}
				for (const volume of Object.values(world.volumes)) {
					if (volume.shown.Attachments?.some(({InstanceId}) => InstanceId === id)) delete world.volumes[volume.id];
				}
				delete world.machines[id];
			};
			end('provider.instance-private', 'terminated', 'Server.InternalError');
			end('consumer.instance-private', 'terminated', 'Client.UserInitiatedShutdown');
		});
		for await (const each of variants) {
			const ran = await each.up(...accept);
			expect(failures(ran)).toEqual([]);
			expect(ran.code).toBe(0);
			const running = Object.values(each.world.instances).filter(({shown}) => shown.State?.Name === 'running');
			expect(running).toHaveLength(4);
			expect((await each.down('--confirm', 'lab')).code).toBe(0);
		}
	});

	it.each(['rejected', 'failed', 'expired'] as const)('an endpoint that is %s is replaced', async state => {
		const variants = changed(world => {
			const endpoint = withTag(world.endpoints, 'consumer.endpoint');
			endpoint.shown.State = state as never;
			endpoint.hidden.connection = state === 'expired' ? 'rejected' : state;
		});
		for await (const each of variants) {
			const ran = await each.up(...accept);
			expect(failures(ran)).toEqual([]);
			expect(ran.code).toBe(0);
			const standing = Object.values(each.world.endpoints).filter(
				({shown, hidden}) => hidden.serviceId && shown.State?.toLowerCase() === 'available',
			);
			expect(standing.map(generationOf)).toEqual(['2']);
			expect((await each.down('--confirm', 'lab')).code).toBe(0);
		}
	});

	it('is replaced without any token being used again, though the journal that knew them is lost twice', async () => {
		let {world} = await built();
		for (let round = 0; round < 2; round++) {
			const each = await lab({world: structuredClone(world)});
			const ec2 = await each.clients.ec2();
			const endpoint = Object.values(each.world.endpoints).find(
				({shown, hidden}) => hidden.serviceId && shown.State?.toLowerCase() === 'available',
			);
			await ec2.deleteVpcEndpoints({VpcEndpointIds: [endpoint?.id ?? '']});
			await each.clock.sleep(600_000);
			const ran = await each.up(...accept);
			expect(failures(ran), `round ${round}`).toEqual([]);
			expect(ran.code, `round ${round}`).toBe(0);
			({world} = each);
		}
		const last = await lab({world: structuredClone(world)});
		expect((await last.down('--confirm', 'lab')).code).toBe(0);
	});
});

describe('an account of which AWS throttles a third of the calls', () => {
	it('is gone on in, and comes down to nothing', async () => {
		const {world, home} = await built();
		const random = seededRandom(1, 0);
		const throttled = await lab({
			world,
			home,
			faults: ({operation}) =>
				operation !== 'GetCallerIdentity' && random() < 1 / 3 ? {type: 'throttled'} : undefined,
		});
		expect((await throttled.up(...accept)).code).toBe(0);
		expect((await throttled.down('--confirm', 'lab')).code).toBe(0);
		expect(Object.keys(throttled.world.vpcs)).toEqual([]);
	});
});

describe('a simulated world that lost its process', () => {
	it('goes on from whatever was saved last since there are machines, a minute later, to the same end', async () => {
		const saved: World[] = [];
		const first = await lab({
			save: world => {
				if (Object.keys(world.machines).length > 0) saved.push(forkWorld(world));
			},
		});
		expect((await first.up(...accept)).code).toBe(0);
		await first.close();
		expect(saved.length).toBeGreaterThan(20);
		for (const [number, world] of saved.entries()) {
			world.time += 60_000;
			const each = await openLab({world});
			const ran = await each.up(...accept);
			expect(failures(ran), `save ${number}, after ${world.calls.at(-1)?.operation}`).toEqual([]);
			expect(ran.code, `save ${number}`).toBe(0);
			await each.close();
		}
	}, 120_000);
});
