import {describe, expect, it} from 'vitest';
import {createClients} from '../../source/aws/clients.ts';
import {findArchitecture, findImage, findOfferings, findRegions, findZones} from '../../source/aws/discovery.ts';
import {classify} from '../../source/aws/errors.ts';
import {findDeployments} from '../../source/aws/found.ts';
import {callerIdentity, clientToken, partitionOf} from '../../source/aws/identity.ts';
import {createResourceKinds} from '../../source/aws/resources.ts';
import {sweep} from '../../source/aws/sweep.ts';
import {virtualClock} from '../../source/clock.ts';
import type {Observation, ResourceKind, Target} from '../../source/engine/ports.ts';
import {buildPlan} from '../../source/plan/build.ts';
import {type Deployment, fullName, tagsFor} from '../../source/plan/deployment.ts';
import {type Outputs, type Resource, type ResourceId, resolveInputs} from '../../source/plan/graph.ts';
import type {Settings} from '../../source/plan/settings.ts';
import {deployment as sample} from '../helpers/deployment.ts';
import {apiSimulator} from '../helpers/simulator.ts';

const region = 'us-east-1';

const connect = () => {
	const clock = virtualClock();
	const simulator = apiSimulator({clock});
	simulator.start();
	const clients = createClients({region, requestHandler: simulator.requestHandler, hold: clock.hold});
	return {clock, simulator, clients};
};

type Connected = ReturnType<typeof connect>;

const bornOn = async ({clients}: Connected, changes: Partial<Settings>): Promise<Deployment> => {
	const subnets = (first: string) => ({
		public1: `${first}.0.0.0/24`,
		public2: `${first}.0.1.0/24`,
		private1: `${first}.0.2.0/24`,
		private2: `${first}.0.3.0/24`,
	});
	const settings: Settings = {
		...sample.settings,
		providerSubnets: subnets('11'),
		consumerSubnets: subnets('21'),
		...changes,
	};
	const caller = await callerIdentity(clients);
	const zones = await findZones(clients);
	const offering = await findOfferings(clients, settings.instanceType);
	const [first, second] = zones.filter(({id}) => offering.includes(id));
	if (!first || !second) throw new TypeError('The simulator has too few zones');
	const imageId = await findImage(clients, settings.image, await findArchitecture(clients, settings.instanceType));
	return {
		...sample,
		settings,
		place: {
			...partitionOf(region),
			account: caller.account,
			region,
			zones: [first, second],
			imageId,
			callerArn: caller.arn,
		},
	};
};

/** One resource after the other, as slowly as can be: what the calls of the kinds need, and nothing of the engine. */
const startRunner = ({clock, clients}: Connected, deployment: Deployment) => {
	const kinds = createResourceKinds(clients);
	const outputs = new Map<ResourceId, Outputs>();
	const callsOf = ({kind}: Resource) => kinds[kind] as unknown as ResourceKind;
	const targetOf = (resource: Resource): Target => ({
		id: resource.id,
		kind: resource.kind,
		inputs: resolveInputs(resource, outputs),
		deployment,
		generation: 1,
		tags: tagsFor(deployment, resource, 1),
		clientToken: clientToken(deployment.id, resource.id, 1),
		outputs: outputs.get(resource.id) ?? {},
	});
	const look = async (resource: Resource): Promise<Observation> => {
		const target = targetOf(resource);
		return (await callsOf(resource).observe([target])).get(resource.id) ?? {state: 'absent'};
	};
	const patiently = async (what: string, attempt: () => Promise<boolean>) => {
		const deadline = clock.now() + 30 * 60_000;
		while (!(await attempt())) {
			if (clock.now() > deadline) throw new Error(`Waited too long: ${what}`);
			await clock.sleep(2000);
		}
	};
	const send = (operation: string | undefined, call: () => Promise<unknown>, over: readonly string[]) =>
		patiently(operation ?? '', async () => {
			try {
				await call();
				return true;
			} catch (error) {
				const {class: found, code, message} = classify(error, operation ?? '');
				if (over.includes(found)) return true;
				if (['not-yet', 'throttled', 'dependency', 'ambiguous'].includes(found)) return false;
				throw new Error(`${operation}: ${code}: ${message}`);
			}
		});
	// Without machines no health check passes and no agent reports.
	const isEnough = (resource: Resource, seen: Observation): boolean =>
		seen.state === 'ready' || (resource.kind === 'target' && seen.state === 'pending');

	return {
		look,
		build: async (resource: Resource) => {
			const {create, operations} = callsOf(resource);
			if (!create) return;
			if (resource.kind === 'endpoint-connection') {
				await patiently('the connection', async () => {
					const seen = await look(resource);
					return seen.state === 'pending' && seen.detail === 'pendingAcceptance';
				});
			}
			await send(operations.create, () => create(targetOf(resource)), ['exists']);
			await patiently(resource.id, async () => {
				const seen = await look(resource);
				if (seen.state === 'failed') throw new Error(`${resource.id}: ${seen.detail}`);
				if (seen.state !== 'absent') outputs.set(resource.id, seen.outputs);
				return isEnough(resource, seen);
			});
		},
		tearDown: async (resource: Resource) => {
			const {destroy, operations} = callsOf(resource);
			if (!destroy) return;
			await send(operations.destroy, () => destroy(targetOf(resource)), ['gone']);
			await patiently(resource.id, async () => {
				const {state} = await look(resource);
				return state === 'absent' || (resource.kind === 'endpoint-connection' && state !== 'ready');
			});
		},
		vpcIds: () => [...outputs.values()].flatMap(({vpcId}) => vpcId ?? []),
	};
};

describe('on the simulator', () => {
	it('finds regions, zones, types and images', async () => {
		const {clients, simulator} = connect();
		expect(await findRegions(clients)).toContain(region);
		const zones = await findZones(clients);
		const offering = await findOfferings(clients, 't3.micro');
		expect(zones.length).toBeGreaterThan(offering.length);
		expect(await findArchitecture(clients, 't4g.micro')).toBe('arm64');
		expect(await findImage(clients, 'amazon-linux', 'arm64')).toMatch(/^ami-/);
		await simulator.close();
	});

	it.each([
		['the defaults', {}],
		['a session path by NAT on Amazon Linux', {sessionPath: 'nat', image: 'amazon-linux'}],
	] as const)('every kind is made, seen, found by tag, taken away and swept with %s', async (_, changes) => {
		const connected = connect();
		const {clients, simulator} = connected;
		const deployment = await bornOn(connected, changes);
		const runner = startRunner(connected, deployment);
		const plan = buildPlan(deployment);

		for (const resource of plan) await runner.build(resource);
		const [found] = await findDeployments(clients);
		expect(found).toMatchObject({fullName: fullName(deployment), createdAt: deployment.createdAt});
		expect(found?.counts).toMatchObject({vpc: 2, subnet: 8, instance: 4, volume: 4, role: 1, 'load-balancer': 1});
		expect([...(found?.vpcIds ?? [])].toSorted()).toEqual([...new Set(runner.vpcIds())].toSorted());
		const full = await sweep(clients, {deployment: fullName(deployment), vpcIds: runner.vpcIds()});
		expect(full.remaining.ours.length).toBeGreaterThan(20);
		expect(full.remaining.foreign).toEqual([]);

		for (const resource of plan.toReversed()) await runner.tearDown(resource);
		const end = await sweep(clients, {deployment: fullName(deployment), vpcIds: runner.vpcIds()});
		expect(end.remaining).toEqual({ours: [], foreign: []});
		expect(await findDeployments(clients)).toEqual([]);
		expect(new Set(simulator.world.calls.map(({error}) => error))).not.toContain('InvalidAction');
		await simulator.close();
	});

	it('an unknown instance type is refused in words that help', async () => {
		const {clients, simulator} = connect();
		const error = await findArchitecture(clients, 't9.colossal').catch((caught: unknown) => caught);
		expect(classify(error, 'DescribeInstanceTypes')).toMatchObject({class: 'fatal', code: 'InvalidInstanceType'});
		await simulator.close();
	});
});
