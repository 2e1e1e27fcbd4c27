import {
	CreateVpcCommand,
	CreateVpcEndpointCommand,
	EC2ServiceException,
	type TagSpecification,
} from '@aws-sdk/client-ec2';
import {
	CreateListenerCommand,
	CreateLoadBalancerCommand,
	CreateTargetGroupCommand,
	RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
	AddRoleToInstanceProfileCommand,
	CreateInstanceProfileCommand,
	CreateRoleCommand,
	IAMClient,
} from '@aws-sdk/client-iam';
import {DecodeAuthorizationMessageCommand, STSClient} from '@aws-sdk/client-sts';
import {describe, expect, it} from 'vitest';
import {clientConfig} from '../helpers/simulator.ts';
import {type Cloud, launch, makeSubnet, makeVpc, openCloud} from './ec2-world.ts';

const Tags = [{Key: 'a', Value: 'b'}];
const TagSpecifications: TagSpecification[] = [{ResourceType: 'vpc', Tags}];
const AssumeRolePolicyDocument = JSON.stringify({
	Version: '2012-10-17',
	Statement: [{Effect: 'Allow', Principal: {Service: 'ec2.amazonaws.com'}, Action: 'sts:AssumeRole'}],
});

/** A world in which everything is allowed but `denied`. */
const without = (cloud: Cloud, denied: string): void => {
	cloud.world.scenario = {...cloud.world.scenario, plan: {denied: [denied]}};
};

/** The action and resource that a refusal names, decoded where EC2 encoded them; undefined for a call that is refused for something else. */
const deniedBy = async ({simulator}: Cloud, call: Promise<unknown>): Promise<string | undefined> => {
	const error = await call.catch((thrown: unknown) => thrown as Error);
	if (!(error instanceof Error)) return undefined;
	const [, action, resource] = /not authorized to perform: (\S+) on resource: (\S+)/.exec(error.message) ?? [];
	if (action) return `${action} ${resource}`;
	const EncodedMessage = /Encoded authorization failure message: (\S+)/.exec(error.message)?.[1];
	if (!(error instanceof EC2ServiceException) || EncodedMessage === undefined) return undefined;
	const sts = new STSClient(clientConfig(simulator));
	const {DecodedMessage = '{}'} = await sts.send(new DecodeAuthorizationMessageCommand({EncodedMessage}));
	const {context} = JSON.parse(DecodedMessage);
	return `${context.action} ${context.resource}`;
};

const iamOf = ({simulator}: Cloud): IAMClient => new IAMClient(clientConfig(simulator));

/** A profile with a role, both called `lab`. */
const makeProfile = async (cloud: Cloud): Promise<void> => {
	const iam = iamOf(cloud);
	await iam.send(new CreateRoleCommand({RoleName: 'lab', AssumeRolePolicyDocument}));
	await iam.send(new CreateInstanceProfileCommand({InstanceProfileName: 'lab'}));
	await iam.send(new AddRoleToInstanceProfileCommand({InstanceProfileName: 'lab', RoleName: 'lab'}));
	await cloud.wait(300);
};

const role = 'arn:aws:iam::111122223333:role/lab';

describe('a call needs the permission', () => {
	it('ec2:CreateTags for what it tags', async () => {
		const cloud = openCloud();
		without(cloud, 'ec2:CreateTags');
		const make = (input: object) => cloud.ec2.send(new CreateVpcCommand({CidrBlock: '11.0.0.0/16', ...input}));
		expect(await deniedBy(cloud, make({TagSpecifications}))).toBe(
			'ec2:CreateTags arn:aws:ec2:us-east-1:111122223333:vpc/*',
		);
		expect(await deniedBy(cloud, make({}))).toBeUndefined();
	});

	it('iam:PassRole to launch with a role, also on a dry run, and to put a role into a profile', async () => {
		const cloud = openCloud();
		await makeProfile(cloud);
		const subnetId = await makeSubnet(cloud, await makeVpc(cloud), '11.0.0.0/24');
		without(cloud, 'iam:PassRole');
		const run = (more: object) => cloud.ec2.send(launch(subnetId, more));
		const IamInstanceProfile = {Name: 'lab'};
		expect(await deniedBy(cloud, run({IamInstanceProfile}))).toBe(`iam:PassRole ${role}`);
		expect(await deniedBy(cloud, run({IamInstanceProfile, DryRun: true}))).toBe(`iam:PassRole ${role}`);
		expect(await deniedBy(cloud, run({}))).toBeUndefined();
		const add = new AddRoleToInstanceProfileCommand({InstanceProfileName: 'lab', RoleName: 'lab'});
		expect(await deniedBy(cloud, iamOf(cloud).send(add))).toBe(`iam:PassRole ${role}`);
	});

	it('route53:AssociateVPCWithHostedZone for private DNS', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		without(cloud, 'route53:*');
		const make = (PrivateDnsEnabled: boolean) =>
			cloud.ec2.send(
				new CreateVpcEndpointCommand({
					VpcId,
					VpcEndpointType: 'Interface',
					ServiceName: 'com.amazonaws.us-east-1.ssm',
					PrivateDnsEnabled,
				}),
			);
		expect(await deniedBy(cloud, make(true))).toBe('route53:AssociateVPCWithHostedZone *');
		expect(await deniedBy(cloud, make(false))).toBeUndefined();
	});

	it.each([
		['iam:TagRole', new CreateRoleCommand({RoleName: 'lab', AssumeRolePolicyDocument, Tags})],
		['iam:TagInstanceProfile', new CreateInstanceProfileCommand({InstanceProfileName: 'lab', Tags})],
	])('%s for tags of IAM', async (action, command) => {
		const cloud = openCloud();
		without(cloud, action);
		expect(await deniedBy(cloud, iamOf(cloud).send(command as CreateRoleCommand))).toBe(`${action} *`);
	});

	const balancer = {Name: 'lab', Subnets: ['subnet-0aaaaaaaaaaaaaaaa']};
	const group = {Name: 'lab', VpcId: 'vpc-0aaaaaaaaaaaaaaaa'};
	const serviceLinkedRole =
		'iam:CreateServiceLinkedRole arn:aws:iam::111122223333:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing';

	it.each([
		[
			'elasticloadbalancing:AddTags',
			'elasticloadbalancing:AddTags *',
			new CreateLoadBalancerCommand({...balancer, Tags}),
		],
		['elasticloadbalancing:AddTags', 'elasticloadbalancing:AddTags *', new CreateTargetGroupCommand({...group, Tags})],
		[
			'elasticloadbalancing:AddTags',
			'elasticloadbalancing:AddTags *',
			new CreateListenerCommand({LoadBalancerArn: 'x', DefaultActions: [], Tags}),
		],
		['iam:CreateServiceLinkedRole', serviceLinkedRole, new CreateLoadBalancerCommand(balancer)],
		['iam:CreateServiceLinkedRole', serviceLinkedRole, new CreateTargetGroupCommand(group)],
		['ec2:DescribeAccountAttributes', 'ec2:DescribeAccountAttributes *', new CreateLoadBalancerCommand(balancer)],
		['ec2:DescribeVpcs', 'ec2:DescribeVpcs *', new CreateTargetGroupCommand(group)],
		[
			'ec2:DescribeInstances',
			'ec2:DescribeInstances *',
			new RegisterTargetsCommand({TargetGroupArn: 'x', Targets: []}),
		],
	])('%s for what Elastic Load Balancing does (%s)', async (denied, expected, command) => {
		const cloud = openCloud();
		without(cloud, denied);
		expect(await deniedBy(cloud, cloud.elb.send(command as CreateLoadBalancerCommand))).toBe(expected);
	});

	it('iam:CreateServiceLinkedRole no more once the account has a target group', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const make = (Name: string) =>
			cloud.elb.send(new CreateTargetGroupCommand({Name, Protocol: 'TCP', Port: 80, VpcId}));
		await make('first');
		without(cloud, 'iam:CreateServiceLinkedRole');
		expect(await deniedBy(cloud, make('second'))).toBeUndefined();
	});
});
