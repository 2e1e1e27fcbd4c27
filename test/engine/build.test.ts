import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {expectedDuration} from '../../source/engine/longest-path.ts';
import {emptyRun, type RunState} from '../../source/engine/projection.ts';
import {summarize} from '../../source/engine/run.ts';
import {needsOf, type Resource} from '../../source/plan/graph.ts';
import {born, createCloud, cutOff, down, ofType, resource, type Script, up} from './cloud.ts';

const ends = (ran: {readonly state: RunState}) =>
	Object.fromEntries([...ran.state.tasks].map(([id, {state}]) => [id, state]));

describe('order and time', () => {
	const long = [
		resource('vpc', 'vpc'),
		resource('gateway', 'internet-gateway', ['vpc']),
		resource('nat', 'nat-gateway', ['gateway']),
		resource('route', 'route', ['nat']),
		resource('subnet', 'subnet', ['vpc']),
		resource('balancer', 'load-balancer', ['subnet']),
	];

	it('takes as long as the longest path, not as the sum', async () => {
		const ran = await up(createCloud(), {resources: long});
		const tasks = summarize(long, new Map(long.map(each => [each.id, needsOf(each)])), 'create');
		expect(ran.outcome).toBe('done');
		expect(ran.seconds).toBeGreaterThanOrEqual(expectedDuration(tasks));
		// Each step of the chain may be seen up to one look late.
		expect(ran.seconds).toBeLessThan(expectedDuration(tasks) + 3);
	});

	it('hands outputs on to those that refer to them', async () => {
		const resources = [
			resource('vpc', 'vpc'),
			resource('subnet', 'subnet', [], {vpcId: {ref: 'vpc', output: 'vpcId'}}),
		];
		const cloud = createCloud();
		let seen: unknown;
		const {create} = cloud.kinds.subnet;
		const ran = await up(cloud, {
			resources,
			kinds: {
				subnet: {
					create: async target => {
						seen = target.inputs;
						return (await create?.(target as never)) ?? {};
					},
				},
			},
		});
		expect(seen).toEqual({vpcId: ran.outputs.get('vpc')?.['vpcId']});
	});

	it('starts each task once all it needs is done, in any graph', async () => {
		const graph = fc
			.array(fc.record({seconds: fc.integer({min: 0, max: 40}), needs: fc.array(fc.nat(), {maxLength: 3})}), {
				minLength: 1,
				maxLength: 12,
			})
			.map(nodes =>
				nodes.map(({seconds, needs}, index) => ({
					seconds,
					resource: resource(`r${index}`, 'subnet', index === 0 ? [] : [...new Set(needs.map(n => `r${n % index}`))]),
				})),
			);
		await fc.assert(
			fc.asyncProperty(graph, async nodes => {
				const scripts = Object.fromEntries(nodes.map(({seconds, resource: {id}}) => [id, {readySeconds: seconds}]));
				const resources = nodes.map(node => node.resource);
				const ran = await up(createCloud(scripts), {resources});
				expect(ran.outcome).toBe('done');
				for (const {id, after} of resources) {
					const started = ran.state.tasks.get(id)?.startedAt;
					const needed = after.map(need => ran.state.tasks.get(need)?.endedAt ?? Number.NaN);
					const first = Math.min(...[...ran.state.tasks.values()].map(task => task.startedAt ?? 0));
					expect(started).toBe(Math.max(first, ...needed));
				}
			}),
			{numRuns: 40},
		);
	});

	it('starts the longest remaining path first where calls are rationed', async () => {
		const resources = [
			resource('short', 'subnet'),
			resource('long', 'subnet'),
			resource('tail', 'nat-gateway', ['long']),
			resource('middle', 'subnet'),
			resource('end', 'instance', ['middle']),
		];
		const cloud = createCloud();
		await up(cloud, {resources, buckets: () => ({key: 'all', capacity: 1, refillPerSecond: 1})});
		const order = cloud.creates().flatMap(({ids}) => ids);
		expect(order.slice(0, 3)).toEqual(['long', 'middle', 'short']);
	});

	it('refuses a graph that goes in a circle', async () => {
		const resources = [resource('a', 'vpc', ['b']), resource('b', 'vpc', ['a'])];
		await expect(up(createCloud(), {resources})).rejects.toThrow('need each other');
	});
});

describe('looking', () => {
	it('asks once for all of a kind', async () => {
		const resources = ['a', 'b', 'c', 'd'].map(id => resource(id, 'instance'));
		const cloud = createCloud();
		await up(cloud, {resources});
		const looks = cloud.calls.filter(({what}) => what === 'observe');
		expect(looks.every(({ids}) => ids.length === 4)).toBe(true);
		expect(new Set(looks.map(({at}) => at)).size).toBe(looks.length);
	});

	it('does not look at what the journal proves was never asked for', async () => {
		const cloud = createCloud();
		await up(cloud, {resources: [resource('vpc', 'vpc')]});
		expect(cloud.calls[0]?.what).toBe('create');
	});

	it('looks first when there is no journal that reaches back to the birth', async () => {
		const cloud = createCloud();
		cloud.put('vpc', 'vpc');
		const ran = await up(cloud, {resources: [resource('vpc', 'vpc')], history: emptyRun});
		expect(cloud.creates()).toEqual([]);
		expect(ofType(ran.events, 'task-done')[0]).toMatchObject({found: true, outputs: {vpcId: 'vpc-1'}});
	});

	it('waits for what AWS does not show yet', async () => {
		const cloud = createCloud({vpc: {hiddenSeconds: 200}});
		const ran = await up(cloud, {resources: [resource('vpc', 'vpc')]});
		expect(ran.outcome).toBe('done');
		expect(cloud.creates()).toHaveLength(1);
	});

	it('gives up on what stays invisible', async () => {
		const ran = await up(createCloud({vpc: {hiddenSeconds: 100_000}}), {resources: [resource('vpc', 'vpc')]});
		expect(ran.failed[0]?.error.code).toBe('NotVisible');
		expect(ran.seconds).toBeLessThan(310);
	});

	it('gives up on what is pending for ever', async () => {
		const ran = await up(createCloud({nat: {readySeconds: 1e6}}), {resources: [resource('nat', 'nat-gateway')]});
		expect(ran.failed[0]?.error.code).toBe('Timeout');
		expect(ran.seconds).toBeLessThan(1300);
	});
});

describe('a failure of the whole run', () => {
	const resources = [
		resource('vpc', 'vpc'),
		resource('slow', 'load-balancer'),
		resource('role', 'role', ['vpc']),
		resource('late', 'security-group', ['slow']),
	];
	const script = {slow: {readySeconds: 600}, vpc: {readySeconds: 10}, role: {createErrors: ['credentials']}} as const;

	it('ends it at once: what waits stops, nothing more starts, and one task has failed', async () => {
		const cloud = createCloud(script);
		const ran = await up(cloud, {resources});
		expect(ran.outcome).toBe('failed');
		expect(ran.failed).toHaveLength(1);
		expect(ran.stoppedBy).toMatchObject({task: 'role', error: {code: 'Code.credentials'}});
		expect(ran.seconds).toBeLessThan(30);
		expect(cloud.creates().some(({ids}) => ids.includes('late'))).toBe(false);
	});

	it('loses nothing: the next run goes on and makes nothing twice', async () => {
		const cloud = createCloud(script);
		const first = await up(cloud, {resources});
		const second = await up(cloud, {resources, history: first.state});
		expect(second.outcome).toBe('done');
		expect(second.stoppedBy).toBeUndefined();
		expect(cloud.creates().filter(({ids}) => ids.includes('slow'))).toHaveLength(1);
		expect(cloud.creates().filter(({ids}) => ids.includes('vpc'))).toHaveLength(1);
	});
});

describe('going on', () => {
	const resources = [
		resource('vpc', 'vpc'),
		resource('nat', 'nat-gateway', ['vpc']),
		resource('online', 'managed-instance', ['nat']),
		resource('dns', 'vpc-attribute', ['vpc']),
	];
	const scripts: Record<string, Script> = {online: {}};
	const cloudWithAgent = () => {
		const cloud = createCloud(scripts);
		cloud.put('online', 'managed-instance');
		return cloud;
	};

	it('a second run makes nothing', async () => {
		const cloud = cloudWithAgent();
		const first = await up(cloud, {resources});
		const before = cloud.creates().length;
		const second = await up(cloud, {resources, history: first.state});
		expect(second.outcome).toBe('done');
		expect(before).toBe(3);
		expect(cloud.creates()).toHaveLength(before);
		expect(ofType(second.events, 'task-done').every(({found}) => found)).toBe(true);
		expect(second.seconds).toBe(0);
	});

	it('makes nothing twice, wherever the process died', async () => {
		const whole = await up(cloudWithAgent(), {resources});
		for (let count = 1; count < whole.events.length; count++) {
			const cloud = cloudWithAgent();
			const crash = new AbortController();
			let seen = 0;
			const interrupted = await up(cloud, {
				resources,
				signal: crash.signal,
				onEvent: () => {
					if (++seen === count) crash.abort(new Error('died'));
				},
			});
			const history = cutOff(born, interrupted.events, count);
			const second = await up(cloud, {resources, history});
			expect(second.outcome).toBe('done');
			const names = ['vpc', 'nat', 'dns'].map(id => cloud.creates().filter(({ids}) => ids.includes(id)));
			for (const creates of names) expect(new Set(creates.map(({token}) => token)).size).toBe(1);
			expect([...cloud.things.values()].every(({generation}) => generation === 1)).toBe(true);
		}
	});

	it('looks no longer than ever where the journal was written by a clock that was ahead', async () => {
		const cloud = createCloud();
		const only = [resource('vpc', 'vpc')];
		const {state} = await up(cloud, {resources: only});
		const calledAt = cloud.clock.now() + 24 * 60 * 60_000;
		const known = new Map([...state.known].map(([id, one]) => [id, {...one, calledAt}]));
		cloud.things.clear();
		const second = await up(cloud, {resources: only, history: {...state, known}});
		expect(second.outcome).toBe('done');
		expect(second.seconds).toBeLessThan(60);
	});

	it('adopts what a lost reply made, though AWS hides it for a while', async () => {
		const cloud = createCloud({vpc: {hiddenSeconds: 20, callSeconds: 1}});
		const one = [resource('vpc', 'vpc')];
		const first = await up(cloud, {resources: one});
		const intended = first.events.findIndex(({type}) => type === 'call-intended');
		const history = cutOff(born, first.events, intended + 1);
		expect(history.unsettled.get('vpc')?.clientToken).toBe('vpc/1');
		const again = createCloud({vpc: {hiddenSeconds: 20}}, virtualClock(Date.parse('2026-01-05T09:00:03Z')));
		again.put('vpc', 'vpc', {madeAt: again.clock.now() - 2000});
		const second = await up(again, {resources: one, history});
		expect(second.outcome).toBe('done');
		expect(again.creates()).toEqual([]);
	});

	it('waits for what is on its way out, then makes it anew under a new token', async () => {
		const cloud = createCloud();
		const first = await up(cloud, {resources: [resource('nat', 'nat-gateway')]});
		const thing = cloud.things.get('nat');
		if (thing) thing.destroyedAt = cloud.clock.now();
		const second = await up(cloud, {resources: [resource('nat', 'nat-gateway')], history: first.state});
		expect(second.outcome).toBe('done');
		expect(cloud.creates().map(({token}) => token)).toEqual(['nat/1', 'nat/2']);
		expect(second.state.known.get('nat')).toMatchObject({generation: 2, made: true});
	});

	it('makes anew what somebody deleted, under a new token', async () => {
		const cloud = createCloud();
		const one = [resource('nat', 'nat-gateway')];
		const first = await up(cloud, {resources: one});
		cloud.things.delete('nat');
		await up(cloud, {resources: one, history: first.state});
		expect(cloud.creates().map(({token}) => token)).toEqual(['nat/1', 'nat/2']);
	});

	it('replaces what had failed in an earlier run, and not in the same one', async () => {
		const cloud = createCloud({nat: {failure: 'Gateway.NotAttached'}});
		const one = [resource('nat', 'nat-gateway')];
		const first = await up(cloud, {resources: one});
		expect(first.failed).toMatchObject([
			{task: 'nat', error: {code: 'Failed', message: 'AWS shows the NAT gateway as failed: Gateway.NotAttached'}},
		]);
		expect(cloud.creates()).toHaveLength(1);
		const second = await up(cloud, {resources: one, history: first.state});
		expect(second.outcome).toBe('done');
		expect(cloud.creates().map(({token}) => token)).toEqual(['nat/1', 'nat/2']);
		expect(cloud.calls.filter(({what}) => what === 'destroy')).toHaveLength(1);
		const third = await up(cloud, {resources: one, history: second.state});
		expect(ofType(third.events, 'task-done')[0]).toMatchObject({generation: 2, found: true});
	});

	it('neither takes nor replaces what is not as it was to be built', async () => {
		const cloud = createCloud();
		cloud.put('vpc', 'vpc', {state: 'different', detail: 'its CIDR is 12.0.0.0/16, not 11.0.0.0/16'});
		const resources = [resource('vpc', 'vpc'), resource('subnet', 'subnet', ['vpc']), resource('address', 'address')];
		const ran = await up(cloud, {resources, history: emptyRun});
		expect(ran.outcome).toBe('failed');
		expect(ran.failed).toMatchObject([
			{
				task: 'vpc',
				error: {code: 'Different', message: expect.stringMatching(/^vpc-1 is not as .* 12\.0\.0\.0\/16, not/)},
			},
		]);
		expect(ends(ran)).toEqual({vpc: 'failed', subnet: 'blocked', address: 'done'});
		expect(cloud.creates().map(({ids}) => ids)).toEqual([['address']]);
		expect((await down(cloud, {resources, history: ran.state})).outcome).toBe('done');
	});

	it('builds again what a broken-off teardown had removed', async () => {
		const cloud = cloudWithAgent();
		const first = await up(cloud, {resources});
		const stop = new AbortController();
		const needs = new Map([
			['vpc', ['nat']],
			['nat', []],
			['online', []],
			['dns', []],
		]);
		const half = await down(cloud, {
			resources,
			needs,
			history: first.state,
			signal: stop.signal,
			onEvent: event => {
				if (event.type === 'task-done' && event.task === 'nat') stop.abort(new Error('enough'));
			},
		});
		expect(half.outcome).toBe('interrupted');
		const again = await up(cloud, {resources, history: half.state});
		expect(again.outcome).toBe('done');
		expect(cloud.things.get('nat')).toMatchObject({token: 'nat/2'});
		expect(cloud.things.get('vpc')).toMatchObject({token: 'vpc/1'});
	});
});

describe('failure', () => {
	const resources: readonly Resource[] = [
		resource('vpc', 'vpc'),
		resource('subnet', 'subnet', ['vpc']),
		resource('nat', 'nat-gateway', ['subnet']),
		resource('other', 'load-balancer'),
	];

	it('blocks what needs the failed task and nothing else', async () => {
		const ran = await up(createCloud({vpc: {createErrors: ['fatal']}}), {resources});
		expect(ran.outcome).toBe('failed');
		expect(ends(ran)).toEqual({vpc: 'failed', subnet: 'blocked', nat: 'blocked', other: 'done'});
		expect(ran.failed).toEqual([{task: 'vpc', error: {code: 'Code.fatal', message: 'AWS says fatal', nextSteps: []}}]);
	});

	it('a bug ends the run after the others have settled', async () => {
		const cloud = createCloud({other: {callSeconds: 5}});
		const settled: string[] = [];
		const ran = up(cloud, {
			resources,
			onEvent: event => {
				if (event.type === 'call-settled') settled.push(event.task);
			},
			kinds: {vpc: {create: async () => Promise.reject(new TypeError('a bug'))}},
		});
		await expect(ran).rejects.toThrow('a bug');
		expect(settled).toEqual(['other']);
	});
});

describe('abort', () => {
	it('settles and journals what is in flight and starts nothing more', async () => {
		const resources = [resource('vpc', 'vpc'), resource('subnet', 'subnet', ['vpc'])];
		const cloud = createCloud({vpc: {callSeconds: 10}});
		const stop = new AbortController();
		const ran = await up(cloud, {
			resources,
			signal: stop.signal,
			onEvent: event => {
				if (event.type === 'call-intended') stop.abort(new Error('Ctrl-C'));
			},
		});
		expect(ran.outcome).toBe('interrupted');
		expect(ran.seconds).toBe(10);
		expect(ofType(ran.events, 'call-settled')).toMatchObject([{task: 'vpc', resourceId: 'vpc-1'}]);
		expect(ran.failed).toEqual([]);
		expect(ends(ran)).toEqual({vpc: 'running', subnet: 'waiting-to-start'});
	});

	it('ends waits at once', async () => {
		const stop = new AbortController();
		const cloud = createCloud();
		void cloud.clock.sleep(50_000).then(() => stop.abort(new Error('Ctrl-C')));
		const ran = await up(cloud, {resources: [resource('nat', 'nat-gateway')], signal: stop.signal});
		expect(ran).toMatchObject({outcome: 'interrupted', seconds: 50});
	});
});
