import {describe, expect, it} from 'vitest';
import {createResourceKinds} from '../../source/aws/resources.ts';
import {sessionObstacles} from '../../source/aws/session-obstacles.ts';
import type {Delay} from '../../source/engine/ports.ts';
import {type Answers, recordClients, targetOf} from './recorded-clients.ts';

type Mode = 'off' | 'block-ingress' | 'block-bidirectional';

/** A VPC with one instance in a subnet with a way out through a NAT gateway. */
const vpc = (mode: Mode, state = 'running'): Answers => ({
	describeInstances: {
		Reservations: [
			{
				Instances: [
					{
						InstanceId: 'i-1',
						VpcId: 'vpc-1',
						SubnetId: 'subnet-1',
						State: {Name: state},
						IamInstanceProfile: {Arn: 'arn'},
					},
				],
			},
		],
	},
	describeVpcs: {Vpcs: [{VpcId: 'vpc-1', BlockPublicAccessStates: {InternetGatewayBlockMode: mode}}]},
	describeVpcEndpoints: {VpcEndpoints: []},
	describeRouteTables: {
		RouteTables: [
			{
				Associations: [{SubnetId: 'subnet-1'}],
				Routes: [{DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active'}],
			},
		],
	},
	describeInstanceInformation: {InstanceInformationList: []},
});

const target = targetOf('target', {targetGroupArn: 'arn', instanceId: 'i-1', port: 80});

const delayOf = async (answers: Answers): Promise<Delay> => {
	const {clients} = recordClients(answers);
	const {delays} = createResourceKinds(clients).target;
	return (await delays?.(target)) ?? expect.fail('nobody says why');
};

const blocked = 'VPC Block Public Access (block-bidirectional) lets nothing in vpc-1 through';

describe('a target that takes long', () => {
	it('may still be installing its web server, and what it did can be read', async () => {
		const {causes, nextSteps} = await delayOf(vpc('off'));
		expect(causes).toEqual([expect.stringContaining('still be installing')]);
		expect(nextSteps).toEqual([expect.stringContaining('get-console-output --region us-east-1 --instance-id i-1')]);
	});

	it('may not run', async () => {
		expect((await delayOf(vpc('off', 'stopped'))).causes[0]).toBe('i-1 is stopped.');
		expect((await delayOf({describeInstances: {Reservations: []}})).causes[0]).toBe('i-1 is gone.');
	});

	it('is told of where the account lets nothing out of its VPCs', async () => {
		const {causes, nextSteps} = await delayOf(vpc('block-bidirectional'));
		expect(causes[0]).toContain(blocked);
		expect(nextSteps[0]).toContain('create-vpc-block-public-access-exclusion --region us-east-1 --vpc-id vpc-1');
	});

	it('is not kept by what is blocked inbound alone', async () => {
		expect((await delayOf(vpc('block-ingress'))).causes).toHaveLength(1);
	});
});

describe('an agent whose way out is blocked by the account', () => {
	it.each([
		['off', undefined],
		['block-bidirectional', blocked],
	] as const)('%s', async (mode, expected) => {
		const {clients} = recordClients(vpc(mode));
		const text = (await sessionObstacles(clients, 'i-1')).causes.join(' ');
		if (expected === undefined) expect(text).not.toContain('Block Public Access');
		else expect(text).toContain(expected);
	});
});
