import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildPlan} from '../../source/plan/build.ts';
import {needsOf} from '../../source/plan/graph.ts';
import {kinds} from '../../source/plan/kinds.ts';
import {teardownNeeds} from '../../source/plan/teardown.ts';
import {deploymentWith} from '../helpers/deployment.ts';
import {anyDeployment, settingsOf} from './arbitraries.ts';
import {reachableFrom} from './reachable.ts';

const planOf = (sessionPath: string) => buildPlan(deploymentWith(settingsOf({sessionPath})));

/** Everything that has to be gone before `id` goes, directly or through others. */
const goneBefore = (sessionPath: string, id: string): ReadonlySet<string> => {
	const needs = teardownNeeds(planOf(sessionPath));
	return reachableFrom(id, other => needs.get(other) ?? []);
};

describe('the teardown of any plan', () => {
	it('covers every resource, names only resources, and has no cycle', () => {
		fc.assert(
			fc.property(anyDeployment, deployment => {
				const ids = buildPlan(deployment).map(({id}) => id);
				const needs = teardownNeeds(buildPlan(deployment));
				expect([...needs.keys()]).toEqual(ids);
				for (const id of ids) {
					expect((needs.get(id) ?? []).filter(other => !ids.includes(other))).toEqual([]);
					expect(reachableFrom(id, other => needs.get(other) ?? []).has(id)).toBe(false);
				}
			}),
		);
	});

	it('turns every build edge round that no kind excepts', () => {
		fc.assert(
			fc.property(anyDeployment, deployment => {
				const plan = buildPlan(deployment);
				const kindOf = new Map(plan.map(({id, kind}) => [id, kind]));
				const needs = teardownNeeds(plan);
				for (const resource of plan) {
					for (const needed of needsOf(resource)) {
						const kind = kindOf.get(needed);
						const excepted = kind && kinds[kind].destroyDespite?.includes(resource.kind);
						expect(needs.get(needed)?.includes(resource.id)).toBe(!excepted);
					}
				}
			}),
		);
	});

	it('never deletes a VPC before what lies in it', () => {
		fc.assert(
			fc.property(anyDeployment, deployment => {
				const plan = buildPlan(deployment);
				const needs = teardownNeeds(plan);
				for (const side of ['provider', 'consumer']) {
					const gone = reachableFrom(`${side}.vpc`, id => needs.get(id) ?? []);
					const inside = [
						'subnet',
						'security-group',
						'route-table',
						'internet-gateway-attachment',
						'instance',
						'endpoint',
					];
					const left = plan.filter(one => one.side === side && inside.includes(one.kind) && !gone.has(one.id));
					expect(left).toEqual([]);
				}
			}),
		);
	});
});

describe('what AWS insists on', () => {
	it.each([
		['endpoints', 'provider.endpoint-service', ['provider.endpoint-connection']],
		['endpoints', 'provider.load-balancer', ['provider.endpoint-service']],
		['endpoints', 'provider.target-group', ['provider.listener']],
		['endpoints', 'provider.address', ['provider.nat-gateway']],
		[
			'endpoints',
			'provider.internet-gateway-attachment',
			['provider.nat-gateway', 'provider.instance-public', 'provider.address'],
		],
		['nat', 'consumer.internet-gateway-attachment', ['consumer.nat-gateway', 'consumer.instance-public']],
		['endpoints', 'provider.internet-gateway', ['provider.internet-gateway-attachment']],
		['endpoints', 'provider.subnet-private-2', ['provider.load-balancer']],
		['endpoints', 'provider.subnet-public-1', ['provider.nat-gateway', 'provider.instance-public']],
		[
			'endpoints',
			'consumer.subnet-private-1',
			['consumer.endpoint', 'consumer.endpoint-ssm', 'consumer.instance-private'],
		],
		[
			'endpoints',
			'provider.security-group-load-balancer',
			['provider.load-balancer', 'provider.security-group-rules-instance'],
		],
		[
			'endpoints',
			'consumer.security-group-instance',
			['consumer.instance-private', 'consumer.security-group-rules-endpoint'],
		],
		['endpoints', 'provider.route-table-private', ['provider.route-table-association-private-2']],
		[
			'endpoints',
			'shared.instance-profile-role',
			[
				'provider.instance-private',
				'provider.instance-public',
				'consumer.instance-private',
				'consumer.instance-public',
			],
		],
		['endpoints', 'shared.instance-profile', ['shared.instance-profile-role']],
		['endpoints', 'shared.role', ['shared.role-policy', 'shared.instance-profile-role']],
	])('sessionPath %s: %s goes after %j', (sessionPath, id, expected) => {
		const gone = goneBefore(sessionPath, id);
		expect(expected.filter(other => !gone.has(other))).toEqual([]);
	});

	it.each([
		['endpoints', 'provider.endpoint-service', ['consumer.endpoint']],
		['endpoints', 'provider.nat-gateway', ['provider.instance-private', 'provider.route-nat']],
		['endpoints', 'consumer.endpoint-ssm', ['consumer.instance-private']],
		['endpoints', 'provider.load-balancer', ['consumer.endpoint', 'provider.instance-private']],
		['nat', 'consumer.nat-gateway', ['consumer.instance-private']],
	])('sessionPath %s: %s does not wait for %j', (sessionPath, id, free) => {
		const gone = goneBefore(sessionPath, id);
		expect(free.filter(other => gone.has(other))).toEqual([]);
	});

	it('lets the slow ones go at once', () => {
		const plan = planOf('endpoints');
		const needs = teardownNeeds(plan);
		const slow = plan.filter(({kind}) => kinds[kind].seconds.destroy >= 30);
		expect(slow.map(({kind}) => kind).toSorted()).toEqual(
			['endpoint', 'endpoint', 'endpoint', 'instance', 'instance', 'instance', 'instance', 'nat-gateway'].toSorted(),
		);
		for (const {id} of slow) {
			const before = [...reachableFrom(id, other => needs.get(other) ?? [])];
			expect(before.filter(other => slow.some(one => one.id === other))).toEqual([]);
		}
	});
});
