import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildPlan} from '../../source/plan/build.ts';
import {fullName} from '../../source/plan/deployment.ts';
import {needsOf, type Ref, type Resource} from '../../source/plan/graph.ts';
import {type KindName, kinds} from '../../source/plan/kinds.ts';
import {deploymentWith} from '../helpers/deployment.ts';
import {anyDeployment, settingsOf} from './arbitraries.ts';
import {reachableFrom} from './reachable.ts';

const refsIn = (value: unknown): readonly Ref[] => {
	if (typeof value !== 'object' || value === null) return [];
	if ('ref' in value && 'output' in value) return [value as Ref];
	return Object.values(value).flatMap(refsIn);
};

const ofKind = <Name extends KindName>(resources: readonly Resource[], kind: Name): readonly Resource<Name>[] =>
	resources.filter(resource => resource.kind === kind) as readonly Resource[] as readonly Resource<Name>[];

const planOf = (answers = {}) => buildPlan(deploymentWith(settingsOf(answers)));

const find = (resources: readonly Resource[], id: string): Resource => {
	const found = resources.find(resource => resource.id === id);
	if (!found) throw new Error(`no ${id}`);
	return found;
};

const inputsOf = (resources: readonly Resource[], id: string) => find(resources, id).inputs as Record<string, unknown>;

/** Every resource that `id` waits for, directly or through others. */
const awaited = (resources: readonly Resource[], id: string): ReadonlySet<string> =>
	reachableFrom(id, other => needsOf(find(resources, other)));

describe('the plan for any settings', () => {
	it('lists every resource after all it needs', () => {
		fc.assert(
			fc.property(anyDeployment, deployment => {
				const seen = new Set<string>();
				for (const resource of buildPlan(deployment)) {
					expect(needsOf(resource).filter(id => !seen.has(id))).toEqual([]);
					seen.add(resource.id);
				}
			}),
		);
	});

	it('refers to outputs that their kinds have', () => {
		fc.assert(
			fc.property(anyDeployment, deployment => {
				const plan = buildPlan(deployment);
				for (const {ref, output} of plan.flatMap(({inputs}) => refsIn(inputs))) {
					expect(kinds[find(plan, ref).kind].outputs).toContain(output);
				}
			}),
		);
	});

	it('has ids of its own and labels that are unique on their side', () => {
		fc.assert(
			fc.property(anyDeployment, deployment => {
				const plan = buildPlan(deployment);
				expect(new Set(plan.map(({id}) => id)).size).toBe(plan.length);
				expect(new Set(plan.map(({side, label}) => `${side} ${label}`)).size).toBe(plan.length);
				expect(plan.filter(({id, side}) => !id.startsWith(`${side}.`))).toEqual([]);
			}),
		);
	});

	it('lets nothing in from everywhere, and only ports 80 and 443 at all', () => {
		fc.assert(
			fc.property(anyDeployment, deployment => {
				const plan = buildPlan(deployment);
				const sets = ofKind(plan, 'security-group-rules');
				for (const {side, inputs} of sets) {
					for (const {port, cidr, groupId} of inputs.rules) {
						expect([80, 443]).toContain(port);
						expect([cidr, groupId].filter(source => source !== undefined)).toHaveLength(1);
						const {providerCidr, consumerCidr} = deployment.settings;
						if (cidr !== undefined) expect([providerCidr, consumerCidr]).toContain(cidr);
						expect(refsIn(groupId).filter(({ref}) => find(plan, ref).side !== side)).toEqual([]);
					}
				}
				expect(JSON.stringify(sets)).not.toMatch(/0\.0\.0\.0\/0|::\/0/);
			}),
		);
	});

	it('knows no key pair and no port 22', () => {
		fc.assert(
			fc.property(anyDeployment, deployment => {
				expect(JSON.stringify(buildPlan(deployment).map(({inputs}) => inputs))).not.toMatch(/"port":22\b|keyName/i);
			}),
		);
	});

	it('keeps both sides in the same two zones, one subnet of a kind in each', () => {
		fc.assert(
			fc.property(anyDeployment, deployment => {
				const subnets = ofKind(buildPlan(deployment), 'subnet');
				expect(subnets).toHaveLength(8);
				for (const {id, inputs} of subnets) {
					expect(inputs.availabilityZoneId).toBe(deployment.place.zones[id.endsWith('1') ? 0 : 1].id);
				}
			}),
		);
	});

	it('is the same for the same deployment', () => {
		fc.assert(
			fc.property(anyDeployment, deployment => {
				expect(buildPlan(structuredClone(deployment))).toEqual(buildPlan(deployment));
			}),
		);
	});
});

describe('the default plan', () => {
	it('has these resources in this order', () => {
		expect(planOf().map(({id, kind}) => (id.endsWith(`.${kind}`) ? id : `${id} (${kind})`))).toMatchSnapshot();
	});

	it('uses every kind there is', () => {
		expect(new Set(planOf().map(({kind}) => kind))).toEqual(new Set(Object.keys(kinds)));
	});

	it('lets the load balancer be reached by the consumer, the instance by the load balancer', () => {
		const plan = planOf();
		expect(inputsOf(plan, 'provider.security-group-rules-load-balancer')).toMatchObject({
			rules: [{port: 80, cidr: '21.0.0.0/16'}],
		});
		expect(inputsOf(plan, 'provider.security-group-rules-instance')).toMatchObject({
			rules: [{port: 80, groupId: {ref: 'provider.security-group-load-balancer', output: 'groupId'}}],
		});
		expect(inputsOf(plan, 'consumer.security-group-rules-endpoint')).toMatchObject({
			rules: [{port: 80, groupId: {ref: 'consumer.security-group-instance', output: 'groupId'}}],
		});
		expect(inputsOf(plan, 'consumer.security-group-rules-session-endpoints')).toMatchObject({
			rules: [{port: 443, cidr: '21.0.0.0/16'}],
		});
		expect(plan.some(({id}) => id === 'consumer.security-group-rules-instance')).toBe(false);
	});

	it('runs a web server on one instance only, by the script of the image', () => {
		for (const image of ['ubuntu', 'amazon-linux']) {
			const deployment = deploymentWith(settingsOf({image}));
			const withScript = ofKind(buildPlan(deployment), 'instance').filter(({inputs}) => inputs.userData);
			expect(withScript.map(({id}) => id)).toEqual(['provider.instance-private']);
			expect(withScript[0]?.inputs.userData).toEqual({
				template: `${image}.sh`,
				values: {DEPLOYMENT: fullName(deployment)},
			});
		}
	});

	it('gives public addresses to the public instances alone', () => {
		const open = ofKind(planOf(), 'instance').filter(({inputs}) => inputs.publicAddress);
		expect(open.map(({id}) => id)).toEqual(['provider.instance-public', 'consumer.instance-public']);
	});

	it('puts the endpoint to the service into both private subnets', () => {
		const {subnetIds, privateDns, needsAcceptance} = inputsOf(planOf(), 'consumer.endpoint');
		expect(refsIn(subnetIds).map(({ref}) => ref)).toEqual(['consumer.subnet-private-1', 'consumer.subnet-private-2']);
		expect({privateDns, needsAcceptance}).toEqual({privateDns: false, needsAcceptance: true});
	});

	it('fits the names that AWS limits to 32 characters', () => {
		const plan = planOf({name: 'a23456789012345'});
		for (const kind of ['load-balancer', 'target-group'] as const) {
			expect(ofKind(plan, kind)[0]?.inputs.name).toMatch(/^[a-z0-9-]{1,32}$/);
		}
	});
});

describe('session endpoints', () => {
	it.each([
		['aws', 'amazonaws.com', 'us-east-1', 'com.amazonaws.us-east-1.ssm'],
		['aws-cn', 'amazonaws.com.cn', 'cn-north-1', 'com.amazonaws.cn-north-1.ssm'],
		['aws-eusc', 'amazonaws.eu', 'eusc-de-east-1', 'eu.amazonaws.eusc-de-east-1.ssm'],
	])('are named after the partition %s (%s) and the region', (partition, dnsSuffix, region, expected) => {
		const plan = buildPlan(deploymentWith(settingsOf({}), {partition, dnsSuffix, region}));
		expect(inputsOf(plan, 'consumer.endpoint-ssm')['serviceName']).toBe(expected);
		expect(inputsOf(plan, 'consumer.endpoint-ssmmessages')['serviceName']).toBe(`${expected}messages`);
	});

	it("stand in the private instance's zone, and not at all beside a NAT gateway", () => {
		const subnet = inputsOf(planOf(), 'consumer.instance-private')['subnetId'];
		expect(inputsOf(planOf(), 'consumer.endpoint-ssm')['subnetIds']).toEqual([subnet]);
		const ids = planOf({sessionPath: 'nat'}).map(({id}) => id);
		expect(ids.filter(id => /ssm|session/.test(id))).toEqual([]);
		expect(ids).toContain('consumer.nat-gateway');
		expect(planOf().map(({id}) => id)).not.toContain('consumer.nat-gateway');
	});
});

describe('the order of launch', () => {
	it.each([
		['endpoints', 'provider.dns-hostnames', ['provider.dns-support']],
		['endpoints', 'provider.nat-gateway', ['provider.internet-gateway-attachment', 'provider.route-internet']],
		[
			'endpoints',
			'provider.instance-private',
			[
				'provider.route-nat',
				'provider.route-table-association-private-1',
				'shared.instance-profile-role',
				'shared.role-policy',
			],
		],
		[
			'endpoints',
			'provider.instance-public',
			['provider.route-internet', 'provider.route-table-association-public-1', 'shared.role-policy'],
		],
		['endpoints', 'provider.target', ['provider.instance-private', 'provider.listener']],
		['endpoints', 'provider.endpoint-service', ['provider.load-balancer']],
		[
			'endpoints',
			'consumer.endpoint',
			['provider.endpoint-service-permission', 'consumer.security-group-rules-endpoint'],
		],
		['endpoints', 'provider.endpoint-connection', ['consumer.endpoint']],
		[
			'endpoints',
			'consumer.endpoint-ssm',
			['consumer.dns-support', 'consumer.dns-hostnames', 'consumer.security-group-rules-session-endpoints'],
		],
		[
			'endpoints',
			'consumer.instance-private',
			['consumer.endpoint-ssm', 'consumer.endpoint-ssmmessages', 'shared.instance-profile-role', 'shared.role-policy'],
		],
		['nat', 'consumer.instance-private', ['consumer.route-nat', 'shared.instance-profile-role', 'shared.role-policy']],
		['endpoints', 'consumer.managed-instance', ['consumer.instance-private']],
	])('sessionPath %s: %s waits for %j', (sessionPath, id, expected) => {
		const waits = awaited(planOf({sessionPath}), id);
		expect(expected.filter(other => !waits.has(other))).toEqual([]);
	});

	it('makes the long-lasting ones wait for nothing they do not need', () => {
		const plan = planOf();
		const long = ['provider.load-balancer', 'provider.nat-gateway', 'consumer.endpoint-ssm'];
		for (const id of long) {
			const waits = [...awaited(plan, id)];
			expect(waits.filter(other => kinds[find(plan, other).kind].seconds.create > 5)).toEqual([]);
		}
	});
});
