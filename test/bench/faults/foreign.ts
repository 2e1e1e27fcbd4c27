import type {AwsClients} from '../../../source/aws/clients.ts';
import {iamPath} from '../../../source/aws/iam-entity.ts';
import {fullName, tagKeys} from '../../../source/plan/deployment.ts';
import type {World} from '../../../source/simulator/world.ts';
import {type Graph, graphOf, inventory} from './graph.ts';
import {openStage, type Snapshot, type Stage} from './stage.ts';

type Tags = {Key: string; Value: string}[];

/** The tags of a deployment of somebody else that calls its resources as ours does. */
const tagsOf = (resource: string): Tags =>
	Object.entries({
		[tagKeys.deployment]: fullName({name: 'other', id: 'abcdefgh'}),
		[tagKeys.resource]: resource,
		[tagKeys.generation]: '1',
	}).map(([Key, Value]) => ({Key, Value}));

const specification = <const Type extends string>(ResourceType: Type, Tags: Tags) =>
	Tags.length === 0 ? {} : {TagSpecifications: [{ResourceType, Tags}]};

/** By then AWS shows what was made, and has it ready; ms. */
const settling = 10 * 60_000;

const trust = JSON.stringify({
	Version: '2012-10-17',
	Statement: [{Effect: 'Allow', Principal: {Service: 'ec2.amazonaws.com'}, Action: 'sts:AssumeRole'}],
});

/** A network as anybody has one. @returns the ids of its VPC, subnet and group */
const plantNetwork = async ({lab}: Stage, CidrBlock: string, tags: (resource: string) => Tags) => {
	const ec2 = await lab.clients.ec2();
	const {Vpc} = await ec2.createVpc({CidrBlock, ...specification('vpc', tags('provider.vpc'))});
	await lab.clock.sleep(settling);
	const VpcId = Vpc?.VpcId ?? '';
	const {Subnet} = await ec2.createSubnet({
		VpcId,
		CidrBlock: CidrBlock.replace('0.0/16', '2.0/24'),
		...specification('subnet', tags('provider.subnet-private-1')),
	});
	const {GroupId = ''} = await ec2.createSecurityGroup({
		VpcId,
		GroupName: 'somebody',
		Description: 'of somebody else',
		...specification('security-group', tags('provider.security-group-instance')),
	});
	await lab.clock.sleep(settling);
	return {VpcId, SubnetId: Subnet?.SubnetId ?? '', GroupId};
};

/** One of each kind that our deployment has, in somebody else's network. */
const plantDeployment = async (
	{lab: {clients, clock}}: Stage,
	{VpcId, SubnetId, GroupId}: Awaited<ReturnType<typeof plantNetwork>>,
): Promise<void> => {
	const [ec2, elbv2, iam, ssm] = await Promise.all([clients.ec2(), clients.elbv2(), clients.iam(), clients.ssm()]);
	const {InternetGateway} = await ec2.createInternetGateway(
		specification('internet-gateway', tagsOf('provider.internet-gateway')),
	);
	const {RouteTable} = await ec2.createRouteTable({
		VpcId,
		...specification('route-table', tagsOf('provider.route-table-private')),
	});
	const {AllocationId} = await ec2.allocateAddress({
		Domain: 'vpc',
		...specification('elastic-ip', tagsOf('provider.address')),
	});
	const names = {RoleName: 'plw-other-abcdefgh', InstanceProfileName: 'plw-other-abcdefgh'};
	await iam.createRole({
		Path: iamPath,
		RoleName: names.RoleName,
		AssumeRolePolicyDocument: trust,
		Tags: tagsOf('shared.role'),
	});
	await iam.createInstanceProfile({Path: iamPath, ...names, Tags: tagsOf('shared.instance-profile')});
	await iam.addRoleToInstanceProfile(names);
	await clock.sleep(settling);
	await ec2.attachInternetGateway({InternetGatewayId: InternetGateway?.InternetGatewayId, VpcId});
	await ec2.associateRouteTable({RouteTableId: RouteTable?.RouteTableId, SubnetId});
	await ec2.createNatGateway({
		SubnetId,
		AllocationId,
		...specification('natgateway', tagsOf('provider.nat-gateway')),
	});
	await ec2.runInstances({
		ImageId: await imageFor(ssm),
		InstanceType: 't3.micro',
		MinCount: 1,
		MaxCount: 1,
		SubnetId,
		SecurityGroupIds: [GroupId],
		...specification('instance', tagsOf('provider.instance-private')),
	});
	const {TargetGroups} = await elbv2.createTargetGroup({
		Name: 'plw-other-abcdefgh',
		Protocol: 'TCP',
		Port: 80,
		VpcId,
		TargetType: 'instance',
		Tags: tagsOf('provider.target-group'),
	});
	const {LoadBalancers} = await elbv2.createLoadBalancer({
		Name: 'plw-other-abcdefgh',
		Type: 'network',
		Scheme: 'internal',
		Subnets: [SubnetId],
		SecurityGroups: [GroupId],
		Tags: tagsOf('provider.load-balancer'),
	});
	const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn ?? '';
	await clock.sleep(settling);
	await elbv2.createListener({
		LoadBalancerArn,
		Protocol: 'TCP',
		Port: 80,
		DefaultActions: [{Type: 'forward', TargetGroupArn: TargetGroups?.[0]?.TargetGroupArn}],
	});
	const {ServiceConfiguration} = await ec2.createVpcEndpointServiceConfiguration({
		AcceptanceRequired: true,
		NetworkLoadBalancerArns: [LoadBalancerArn],
		...specification('vpc-endpoint-service', tagsOf('provider.endpoint-service')),
	});
	await clock.sleep(settling);
	await ec2.modifyVpcEndpointServicePermissions({
		ServiceId: ServiceConfiguration?.ServiceId,
		AddAllowedPrincipals: ['*'],
	});
	await clock.sleep(settling);
	// It waits for its own provider's decision, whatever becomes of ours.
	await ec2.createVpcEndpoint({
		VpcEndpointType: 'Interface',
		VpcId,
		ServiceName: ServiceConfiguration?.ServiceName,
		SubnetIds: [SubnetId],
		SecurityGroupIds: [GroupId],
		...specification('vpc-endpoint', tagsOf('consumer.endpoint')),
	});
	await clock.sleep(settling);
};

const imageFor = async (ssm: Awaited<ReturnType<AwsClients['ssm']>>): Promise<string> => {
	const Name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
	return (await ssm.getParameter({Name})).Parameter?.Value ?? '';
};

/** Of other people in one account: a network that nobody tagged, and a deployment of this program with all its kinds. */
export const plant = async (
	world: World,
): Promise<{readonly snapshot: Snapshot; readonly graph: Graph; readonly ids: readonly string[]}> => {
	const stage = await openStage(world);
	const ec2 = await stage.lab.clients.ec2();
	await plantNetwork(stage, '172.16.0.0/16', () => []);
	await ec2.allocateAddress({Domain: 'vpc'});
	await plantDeployment(stage, await plantNetwork(stage, '11.0.0.0/16', tagsOf));
	const planted = {snapshot: stage.snapshot(), graph: graphOf(world), ids: inventory(world)};
	stage.close();
	return planted;
};
