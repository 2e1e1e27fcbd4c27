import {describe, expect, it} from 'vitest';
import {isOurs} from '../../source/aws/ownership.ts';
import {createResourceKinds} from '../../source/aws/resources.ts';
import type {Target} from '../../source/engine/ports.ts';
import {tagKeys} from '../../source/plan/deployment.ts';
import type {KindName} from '../../source/plan/kinds.ts';
import {type Answers, recordClients, serviceError, targetOf} from './recorded-clients.ts';

const ours = [{Key: tagKeys.deployment, Value: 'lab.k3jx7q2a'}];
const others = [{Key: tagKeys.deployment, Value: 'lab.aaaaaaaa'}];

const look = async (target: unknown, answers: Answers) => {
	const {clients, calls} = recordClients(answers);
	return {isOurs: await isOurs(clients, target as Target), calls};
};

const vpc = targetOf('vpc', {cidr: '11.0.0.0/16'}, {outputs: {vpcId: 'vpc-1'}});
const route = targetOf('route', {
	routeTableId: 'rtb-1',
	destinationCidr: '0.0.0.0/0',
	gatewayId: 'igw-1',
	via: 'internet-gateway',
});
const listener = targetOf(
	'listener',
	{loadBalancerArn: 'arn:lb', targetGroupArn: 'arn:tg', port: 80},
	{outputs: {listenerArn: 'arn:listener'}},
);
const policy = targetOf('role-policy', {roleName: 'plw', policyName: 'AmazonSSMManagedInstanceCore'});
const profile = targetOf('instance-profile', {profileName: 'plw'});

describe('a resource', () => {
	const sources = [
		['by its own tags', vpc, 'describeTags', (Tags: object[]) => ({Tags})],
		['by those of its route table', route, 'describeTags', (Tags: object[]) => ({Tags})],
		['by those of the listener', listener, 'describeTags', (Tags: object[]) => ({TagDescriptions: [{Tags}]})],
		[
			'by those of its role',
			policy,
			'getRole',
			(Tags: object[]) => ({Role: {Path: '/privatelink-wizard/', RoleName: 'plw', Tags}}),
		],
		[
			'by those of the profile',
			profile,
			'getInstanceProfile',
			(Tags: object[]) => ({InstanceProfile: {Path: '/privatelink-wizard/', Tags}}),
		],
	] as const;

	it.each(sources)('is told %s', async (_, target, call, answer) => {
		expect((await look(target, {[call]: answer(ours)})).isOurs).toBe(true);
		expect((await look(target, {[call]: answer(others)})).isOurs).toBe(false);
		expect((await look(target, {[call]: answer([])})).isOurs).toBe(false);
	});

	it('is asked for by the id of what carries the tags', async () => {
		const {calls} = await look(route, {describeTags: {Tags: ours}});
		expect(calls[0]?.input['Filters']).toEqual([{Name: 'resource-id', Values: ['rtb-1']}]);
		expect((await look(listener, {describeTags: {TagDescriptions: []}})).calls[0]?.input).toEqual({
			ResourceArns: ['arn:listener'],
		});
	});

	it('of IAM is not ours outside our path, whatever its tags say', async () => {
		const Role = {Path: '/', RoleName: 'plw', Tags: ours};
		expect((await look(policy, {getRole: {Role}})).isOurs).toBe(false);
	});

	it("that is gone is nobody's", async () => {
		expect((await look(policy, {getRole: serviceError('NoSuchEntityException', '', 404)})).isOurs).toBe(false);
		expect((await look(listener, {describeTags: serviceError('ListenerNotFoundException')})).isOurs).toBe(false);
	});
});

it('whatever can be destroyed can be asked whose it is', () => {
	const kinds = createResourceKinds(recordClients({}).clients);
	for (const name of Object.keys(kinds) as KindName[]) {
		const {destroy, isOurs: ask, operations} = kinds[name];
		expect([name, ask !== undefined, operations.isOurs !== undefined]).toEqual([
			name,
			destroy !== undefined,
			destroy !== undefined,
		]);
	}
});
