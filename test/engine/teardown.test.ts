import {describe, expect, it} from 'vitest';
import type {Blocker} from '../../source/engine/ports.ts';
import {emptyRun} from '../../source/engine/projection.ts';
import type {ResourceId} from '../../source/plan/graph.ts';
import {createCloud, cutOff, down, ofType, resource, up} from './cloud.ts';

const resources = [
	resource('vpc', 'vpc'),
	resource('dns', 'vpc-attribute', [], {vpcId: {ref: 'vpc', output: 'vpcId'}}),
	resource('subnet', 'subnet', [], {vpcId: {ref: 'vpc', output: 'vpcId'}}),
	resource('address', 'address'),
	resource('nat', 'nat-gateway', [], {
		subnetId: {ref: 'subnet', output: 'subnetId'},
		allocationId: {ref: 'address', output: 'allocationId'},
	}),
];

/** In reverse: who has to be gone first. */
const needs = new Map<ResourceId, readonly ResourceId[]>([
	['vpc', ['subnet', 'dns']],
	['subnet', ['nat']],
	['address', ['nat']],
	['nat', []],
	['dns', []],
]);

const destroyed = (cloud: ReturnType<typeof createCloud>) =>
	cloud.calls.filter(({what}) => what === 'destroy').flatMap(({ids}) => ids);

describe('a teardown', () => {
	it('goes in reverse order, waits for each to be gone, and leaves nothing', async () => {
		const cloud = createCloud();
		const built = await up(cloud, {resources});
		const ran = await down(cloud, {resources, needs, history: built.state});
		expect(ran.outcome).toBe('done');
		expect(destroyed(cloud)[0]).toBe('nat');
		expect(destroyed(cloud).at(-1)).toBe('vpc');
		expect(destroyed(cloud)).not.toContain('dns');
		const gone = (id: ResourceId) => ran.state.tasks.get(id)?.endedAt ?? Number.NaN;
		expect(ran.state.tasks.get('subnet')?.startedAt).toBe(gone('nat'));
		expect(gone('nat') - gone('dns')).toBeGreaterThanOrEqual(58_000);
		// The NAT gateway's 58 s, the subnet's and the VPC's second or two, each seen at most one look late.
		expect(ran.seconds).toBeGreaterThanOrEqual(61);
		expect(ran.seconds).toBeLessThan(66);
	});

	it('journals each call before and after', async () => {
		const cloud = createCloud();
		const built = await up(cloud, {resources});
		const ran = await down(cloud, {resources, needs, history: built.state});
		expect(ofType(ran.events, 'call-intended').map(({operation}) => operation)).toContain('Delete nat-gateway');
		expect(ofType(ran.events, 'call-settled')).toHaveLength(4);
		expect(ran.state.unsettled.size).toBe(0);
	});

	it('asks for nothing that is gone already', async () => {
		const cloud = createCloud();
		const built = await up(cloud, {resources});
		await down(cloud, {resources, needs, history: built.state});
		const before = destroyed(cloud).length;
		const again = await down(cloud, {resources, needs, history: built.state});
		expect(again.outcome).toBe('done');
		expect(destroyed(cloud)).toHaveLength(before);
		expect(
			ofType(again.events, 'task-done')
				.filter(({found}) => found)
				.map(({task}) => task)
				.toSorted(),
		).toEqual(['address', 'nat', 'subnet', 'vpc']);
	});

	it('finds everything without a journal', async () => {
		const cloud = createCloud();
		await up(cloud, {resources});
		const ran = await down(cloud, {resources, needs, history: emptyRun});
		expect(ran.outcome).toBe('done');
		expect(destroyed(cloud).toSorted()).toEqual(['address', 'nat', 'subnet', 'vpc']);
	});

	it('takes for absent what would live in something that is not there', async () => {
		const cloud = createCloud();
		cloud.put('address', 'address');
		const ran = await down(cloud, {resources, needs, history: emptyRun});
		expect(ran.outcome).toBe('done');
		expect(destroyed(cloud)).toEqual(['address']);
	});

	it('finds what a build had asked for when its process died', async () => {
		const cloud = createCloud();
		const built = await up(cloud, {resources});
		const asked = built.events.findLastIndex(({type}) => type === 'call-intended');
		const ran = await down(cloud, {resources, needs, history: cutOff(emptyRun, built.events, asked + 1)});
		expect(ran.outcome).toBe('done');
		expect(destroyed(cloud).toSorted()).toEqual(['address', 'nat', 'subnet', 'vpc']);
	});

	it('waits for what is on its way out and destroys what has failed', async () => {
		const cloud = createCloud();
		cloud.put('vpc', 'vpc', {destroyedAt: cloud.clock.now()});
		cloud.put('address', 'address', {state: 'failed', detail: 'broken'});
		const ran = await down(cloud, {resources, needs, history: emptyRun});
		expect(ran.outcome).toBe('done');
		expect(destroyed(cloud)).toEqual(['address']);
	});

	it('destroys all that stand in one place: the newest first, then what comes to light behind it', async () => {
		const cloud = createCloud();
		const one = [resource('machine', 'instance')];
		const older = ['i-2', 'i-1'];
		const destroyedNames: string[] = [];
		cloud.put('machine', 'instance', {name: 'i-3'});
		const ran = await down(cloud, {
			resources: one,
			history: emptyRun,
			kinds: {
				instance: {
					destroy: async ({outputs}) => {
						const behind = older.shift();
						destroyedNames.push(outputs['instanceId'] ?? '');
						if (behind) cloud.put('machine', 'instance', {name: behind});
						else cloud.things.delete('machine');
					},
				},
			},
		});
		expect(ran.outcome).toBe('done');
		expect(destroyedNames).toEqual(['i-3', 'i-2', 'i-1']);
	});

	it('a failure that AWS goes on to list counts as gone', async () => {
		const cloud = createCloud();
		const one = [resource('machine', 'instance')];
		cloud.put('machine', 'instance', {state: 'failed', detail: 'terminated: Server.InternalError'});
		const ran = await down(cloud, {
			resources: one,
			history: emptyRun,
			kinds: {instance: {destroy: async () => {}}},
		});
		expect(ran.outcome).toBe('done');
		expect(ran.seconds).toBeLessThan(60);
	});

	it('a rejected connection is gone although it stays listed as long as its endpoint', async () => {
		const cloud = createCloud();
		const pair = [resource('endpoint', 'endpoint'), resource('connection', 'endpoint-connection', ['endpoint'])];
		cloud.put('endpoint', 'endpoint');
		cloud.put('connection', 'endpoint-connection', {state: 'ready'});
		const ran = await down(cloud, {
			resources: pair,
			needs: new Map([['endpoint', ['connection']]]),
			history: emptyRun,
			kinds: {
				'endpoint-connection': {
					destroy: async () => {
						cloud.put('connection', 'endpoint-connection', {state: 'going', detail: 'rejected'});
					},
				},
			},
		});
		expect(ran.outcome).toBe('done');
		expect(destroyed(cloud)).toEqual(['endpoint']);
	});
});

describe('what AWS does not show as ours', () => {
	const pair = [resource('address', 'address'), resource('nat', 'nat-gateway')];
	const order = new Map([['address', ['nat']]]);

	it('is left alone and named; what waits for it stays, too', async () => {
		const cloud = createCloud({nat: {foreign: true}});
		for (const {id, kind} of pair) cloud.put(id, kind);
		const ran = await down(cloud, {resources: pair, needs: order, history: emptyRun});
		expect(ran.outcome).toBe('failed');
		expect(destroyed(cloud)).toEqual([]);
		expect(ran.failed[0]).toMatchObject({task: 'nat', error: {code: 'NotOurs'}});
		expect(ran.failed[0]?.error.message).toContain('NAT gateway nat-gateway-2');
	});

	it('counts as ours when the tag shows some seconds later', async () => {
		const cloud = createCloud({nat: {tagSeconds: 10}});
		for (const {id, kind} of pair) cloud.put(id, kind);
		const ran = await down(cloud, {resources: pair, needs: order, history: emptyRun});
		expect(ran.outcome).toBe('done');
		expect(destroyed(cloud)).toEqual(['nat', 'address']);
	});

	it('is asked for again before each repetition: it may have changed hands meanwhile', async () => {
		let asked = 0;
		const cloud = createCloud({nat: {destroyErrors: ['throttled', 'throttled']}});
		cloud.put('nat', 'nat-gateway');
		const ran = await down(cloud, {
			resources: [resource('nat', 'nat-gateway')],
			history: emptyRun,
			kinds: {'nat-gateway': {isOurs: async () => ++asked < 2}},
		});
		expect(ran.failed[0]?.error.code).toBe('NotOurs');
		expect(destroyed(cloud)).toHaveLength(1);
	});

	it('is not destroyed when it vanished between two looks', async () => {
		const cloud = createCloud();
		cloud.put('nat', 'nat-gateway');
		const ran = await down(cloud, {
			resources: [resource('nat', 'nat-gateway')],
			history: emptyRun,
			kinds: {
				'nat-gateway': {
					isOurs: async () => {
						cloud.things.delete('nat');
						return false;
					},
				},
			},
		});
		expect(ran.outcome).toBe('done');
		expect(destroyed(cloud)).toEqual([]);
	});
});

describe('what holds a resource', () => {
	const vpc = [resource('vpc', 'vpc')];
	const interfaces = (going: boolean): readonly Blocker[] => [
		{description: 'network interface eni-1 of ELB net/lab', going},
	];

	const tear = async (held: (seconds: number) => readonly Blocker[]) => {
		const cloud = createCloud({vpc: {held}});
		cloud.put('vpc', 'vpc');
		const ran = await down(cloud, {resources: vpc, history: emptyRun});
		return {ran, waits: ofType(ran.events, 'task-waiting')};
	};

	it('is named within two seconds and waited for while it is going', async () => {
		const {ran, waits} = await tear(seconds => (seconds < 600 ? interfaces(true) : []));
		expect(ran.outcome).toBe('done');
		expect(waits[0]?.reason).toBe('held by network interface eni-1 of ELB net/lab');
		expect(Date.parse(waits[0]?.at ?? '') - Date.parse(ran.events[0]?.at ?? '')).toBeLessThanOrEqual(2000);
		expect(ran.seconds).toBeGreaterThanOrEqual(600);
		expect(ran.seconds).toBeLessThan(610);
	});

	it('is given up after a minute when nothing of it is going', async () => {
		const {ran} = await tear(() => interfaces(false));
		expect(ran.outcome).toBe('failed');
		expect(ran.failed[0]?.error).toMatchObject({
			code: 'Code.dependency',
			message: 'AWS says dependency (held by network interface eni-1 of ELB net/lab)',
		});
		expect(ran.seconds).toBeGreaterThanOrEqual(55);
		expect(ran.seconds).toBeLessThan(70);
	});

	it('is given up after 25 minutes even when it is going', async () => {
		const {ran} = await tear(() => interfaces(true));
		expect(ran.outcome).toBe('failed');
		expect(ran.seconds).toBeGreaterThan(24 * 60);
		expect(ran.seconds).toBeLessThan(26 * 60);
	});

	it('is waited for when AWS refuses though nothing shows: it has not noticed yet', async () => {
		const cloud = createCloud({vpc: {held: seconds => (seconds < 700 ? interfaces(false) : [])}});
		cloud.put('vpc', 'vpc');
		const ran = await down(cloud, {resources: vpc, history: emptyRun, kinds: {vpc: {blockers: async () => []}}});
		expect(ran.outcome).toBe('done');
		expect(ran.seconds).toBeGreaterThanOrEqual(700);
	});

	it('is waited for some minutes where the kind cannot tell what it is', async () => {
		const cloud = createCloud({vpc: {held: seconds => (seconds < 200 ? interfaces(false) : [])}});
		cloud.put('vpc', 'vpc');
		const patient = await down(cloud, {resources: vpc, history: emptyRun, kinds: {vpc: {blockers: undefined}}});
		expect(patient.outcome).toBe('done');
		expect(patient.seconds).toBeGreaterThanOrEqual(200);
	});
});

describe('errors of a destruction', () => {
	const one = [resource('vpc', 'vpc'), resource('subnet', 'subnet')];
	const order = new Map([['vpc', ['subnet']]]);

	const tear = async (destroyErrors: Parameters<typeof createCloud>[0] & {}) => {
		const cloud = createCloud(destroyErrors);
		for (const {id, kind} of one) cloud.put(id, kind);
		return {cloud, ran: await down(cloud, {resources: one, needs: order, history: emptyRun})};
	};

	it('"not there any more" is success', async () => {
		const cloud = createCloud({subnet: {destroyErrors: ['gone']}});
		cloud.put('subnet', 'subnet');
		const ran = await down(cloud, {
			resources: [resource('subnet', 'subnet')],
			history: emptyRun,
			kinds: {
				subnet: {
					destroy: async target => {
						cloud.things.delete(target.id);
						await cloud.kinds.subnet.destroy?.(target as never);
					},
				},
			},
		});
		expect(ran.outcome).toBe('done');
		expect(destroyed(cloud)).toHaveLength(1);
	});

	it.each(['throttled', 'not-yet', 'ambiguous'] as const)('%s is tried again', async errorClass => {
		const {cloud, ran} = await tear({subnet: {destroyErrors: [errorClass, errorClass]}});
		expect(ran.outcome).toBe('done');
		expect(destroyed(cloud)).toEqual(['subnet', 'subnet', 'subnet', 'vpc']);
		expect(ran.state.unsettled.size).toBe(0);
	});

	it('a failed one blocks what waits for it', async () => {
		const {cloud, ran} = await tear({subnet: {destroyErrors: ['fatal']}});
		expect(ran.outcome).toBe('failed');
		expect(destroyed(cloud)).toEqual(['subnet']);
		expect(ran.state.tasks.get('vpc')?.state).toBe('blocked');
	});
});
