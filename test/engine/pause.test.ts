import {describe, expect, it} from 'vitest';
import type {Cloud} from './cloud.ts';
import {createCloud, down, FakeError, ofType, resource, up} from './cloud.ts';

const seconds = 1000;

/** Every call is refused from one moment of the run until somebody signs in. */
const expiring = (cloud: Cloud, {from, until}: {readonly from: number; readonly until: number}) => {
	const start = cloud.clock.now();
	const isExpired = () => {
		const now = cloud.clock.now() - start;
		return now >= from * seconds && now < until * seconds;
	};
	let refused = 0;
	const refuse = () => {
		if (!isExpired()) return;
		refused++;
		throw new FakeError('credentials');
	};
	const kinds = Object.fromEntries(
		Object.entries(cloud.kinds).map(([name, calls]) => [
			name,
			{
				...calls,
				observe: async (targets: never) => {
					refuse();
					return await calls.observe(targets);
				},
				...(calls.create
					? {
							create: async (target: never) => {
								refuse();
								return (await calls.create?.(target)) ?? {};
							},
						}
					: {}),
				...(calls.destroy
					? {
							destroy: async (target: never) => {
								refuse();
								await calls.destroy?.(target);
							},
						}
					: {}),
			},
		]),
	);
	const renewed = async (signal: AbortSignal) => {
		do await cloud.clock.sleep(5 * seconds, signal);
		while (isExpired());
	};
	return {kinds, renewed, refused: () => refused};
};

const resources = [
	resource('vpc', 'vpc'),
	resource('nat', 'nat-gateway', ['vpc']),
	resource('balancer', 'load-balancer', ['vpc']),
	resource('subnet', 'subnet', ['nat']),
	resource('address', 'address', ['balancer']),
];

describe('credentials that run out', () => {
	it.each([0, 1, 30, 100, 120, 158])('halt a build at %i s, which goes on after a sign-in', async from => {
		const cloud = createCloud();
		const {kinds, renewed} = expiring(cloud, {from, until: from + 4000});
		const ran = await up(cloud, {resources, kinds, renewed});
		expect(ran.outcome).toBe('done');
		expect(ofType(ran.events, 'run-paused')).toMatchObject([{error: {code: 'Code.credentials'}}]);
		expect(ofType(ran.events, 'run-resumed')).toHaveLength(1);
		expect(ran.state.paused).toBeUndefined();
		expect(cloud.things.size).toBe(5);
		expect(cloud.creates().length).toBe(5);
	});

	it('let nothing be asked while nobody has signed in', async () => {
		const cloud = createCloud();
		const {kinds, renewed, refused} = expiring(cloud, {from: 60, until: 9000});
		await up(cloud, {resources, kinds, renewed});
		// One look of each kind that was waited for may have been under way.
		expect(refused()).toBeLessThanOrEqual(2);
	});

	it('are no time that anything is waited for: an hour and a half uses up no patience', async () => {
		const cloud = createCloud({balancer: {readySeconds: 8000}});
		const {kinds, renewed} = expiring(cloud, {from: 10, until: 7900});
		expect((await up(cloud, {resources, kinds, renewed})).outcome).toBe('done');
	});

	it('halt a teardown in the same way', async () => {
		const cloud = createCloud();
		const built = await up(cloud, {resources});
		const {kinds, renewed} = expiring(cloud, {from: 20, until: 600});
		const needs = new Map([['vpc', ['nat', 'balancer']]]);
		const ran = await down(cloud, {resources, needs, kinds, renewed, history: built.state});
		expect(ran.outcome).toBe('done');
		expect(ofType(ran.events, 'run-paused')).toHaveLength(1);
	});

	it('end the run where nobody can sign in; the next one goes on', async () => {
		const cloud = createCloud();
		const {kinds} = expiring(cloud, {from: 60, until: 9000});
		const ran = await up(cloud, {resources, kinds});
		expect(ran.outcome).toBe('failed');
		expect(ran.failed[0]?.error.code).toBe('Code.credentials');
		expect((await up(cloud, {resources, history: ran.state})).outcome).toBe('done');
		expect(cloud.creates()).toHaveLength(5);
	});

	it('that a sign-in does not cure end the run', async () => {
		const cloud = createCloud();
		const {kinds} = expiring(cloud, {from: 60, until: 9_000_000});
		const ran = await up(cloud, {resources, kinds, renewed: async signal => cloud.clock.sleep(5 * seconds, signal)});
		expect(ran.outcome).toBe('failed');
		expect(ofType(ran.events, 'run-paused')).toHaveLength(1);
	});

	it('leave a run that is stopped meanwhile as any other', async () => {
		const cloud = createCloud();
		const {kinds, renewed} = expiring(cloud, {from: 60, until: 9000});
		const stop = new AbortController();
		void cloud.clock.sleep(100 * seconds).then(() => stop.abort(new Error('stopped')));
		const ran = await up(cloud, {resources, kinds, renewed, signal: stop.signal});
		expect(ran.outcome).toBe('interrupted');
		expect(ran.failed).toEqual([]);
	});
});
