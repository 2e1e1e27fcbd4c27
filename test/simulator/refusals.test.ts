import {
	AllocateAddressCommand,
	AssociateRouteTableCommand,
	AuthorizeSecurityGroupIngressCommand,
	CreateInternetGatewayCommand,
	CreateNatGatewayCommand,
	CreateRouteTableCommand,
	CreateSecurityGroupCommand,
	CreateSubnetCommand,
	CreateTagsCommand,
	CreateVpcCommand,
	CreateVpcEndpointCommand,
	CreateVpcEndpointServiceConfigurationCommand,
	DeleteNetworkInterfaceCommand,
	DeleteRouteTableCommand,
	DeleteSecurityGroupCommand,
	DeleteSubnetCommand,
	DeleteTagsCommand,
	DeleteVpcCommand,
	DeleteVpcEndpointsCommand,
	DescribeAvailabilityZonesCommand,
	DescribeImagesCommand,
	DescribeInstancesCommand,
	DescribeInstanceTypeOfferingsCommand,
	DescribeInstanceTypesCommand,
	DescribeNetworkInterfacesCommand,
	DescribeRegionsCommand,
	DescribeRouteTablesCommand,
	DescribeSubnetsCommand,
	DescribeTagsCommand,
	DescribeVpcEndpointConnectionsCommand,
	DescribeVpcsCommand,
	DetachNetworkInterfaceCommand,
	TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
	CreateLoadBalancerCommand,
	CreateTargetGroupCommand,
	type CreateTargetGroupCommandInput,
	DeleteListenerCommand,
	DeleteLoadBalancerCommand,
	DeleteTargetGroupCommand,
	DescribeLoadBalancersCommand,
	DescribeTargetHealthCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {describe, expect, it} from 'vitest';
import {
	id,
	launch,
	makeBalancer,
	makeGroup,
	makeInstance,
	makeSubnet,
	makeVpc,
	openCloud,
	refusal,
} from './ec2-world.ts';

const digits = '0aaaaaaaaaaaaaaaa';

describe('an id', () => {
	it('that is malformed refuses a batch as a whole; one that is unknown is told in a success', async () => {
		const {ec2} = openCloud();
		const remove = (...VpcEndpointIds: string[]) => ec2.send(new DeleteVpcEndpointsCommand({VpcEndpointIds}));
		expect((await refusal(remove(`vpce-${digits}`, 'x'))).code).toBe('InvalidVpcEndpointId.Malformed');
		expect((await remove(`vpce-${digits}`)).Unsuccessful).toHaveLength(1);
	});

	it('of a load balancer is malformed, or unknown, to an endpoint service', async () => {
		const {ec2} = openCloud();
		const make = (arn: string) =>
			refusal(ec2.send(new CreateVpcEndpointServiceConfigurationCommand({NetworkLoadBalancerArns: [arn]})));
		expect((await make('lab')).code).toBe('InvalidNetworkLoadBalancerArn.Malformed');
		const arn = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/lab/0123456789abcdef';
		expect((await make(arn)).code).toBe('InvalidNetworkLoadBalancerArn.NotFound');
	});
});

describe('the ARN of Elastic Load Balancing', () => {
	const arn = (ending: string) => `arn:aws:elasticloadbalancing:us-east-1:111122223333:${ending}`;
	const balancer = arn('loadbalancer/net/lab/0123456789abcdef');
	const group = arn('targetgroup/lab/0123456789abcdef');

	it.each([
		['load balancer', 'x', new DeleteLoadBalancerCommand({LoadBalancerArn: 'x'})],
		['load balancer', group, new DeleteLoadBalancerCommand({LoadBalancerArn: group})],
		['load balancer', group, new DescribeLoadBalancersCommand({LoadBalancerArns: [balancer, group]})],
		['target group', 'x', new DeleteTargetGroupCommand({TargetGroupArn: 'x'})],
		['target group', balancer, new DescribeTargetHealthCommand({TargetGroupArn: balancer})],
		['listener', balancer, new DeleteListenerCommand({ListenerArn: balancer})],
	])('is refused where it is not that of a %s: %s', async (what, wrong, command) => {
		const {elb} = openCloud();
		expect(await refusal(elb.send(command as DeleteLoadBalancerCommand))).toMatchObject({
			code: 'ValidationError',
			message: `'${wrong}' is not a valid ${what} ARN`,
		});
	});

	it('of what is gone is deleted with success', async () => {
		const {elb} = openCloud();
		await elb.send(new DeleteLoadBalancerCommand({LoadBalancerArn: balancer}));
		await elb.send(new DeleteTargetGroupCommand({TargetGroupArn: group}));
	});
});

describe('ids and MaxResults', () => {
	it('exclude each other where EC2 pages by its older rules', async () => {
		const {ec2} = openCloud();
		const MaxResults = 5;
		const combined = [
			ec2.send(new DescribeInstancesCommand({InstanceIds: [`i-${digits}`], MaxResults})),
			ec2.send(new DescribeVpcsCommand({VpcIds: [`vpc-${digits}`], MaxResults})),
			ec2.send(new DescribeSubnetsCommand({SubnetIds: [`subnet-${digits}`], MaxResults})),
			ec2.send(new DescribeNetworkInterfacesCommand({NetworkInterfaceIds: [`eni-${digits}`], MaxResults})),
			ec2.send(new DescribeImagesCommand({ImageIds: [`ami-${digits}`], MaxResults})),
		];
		const refusals = await Promise.all(combined.map(refusal));
		expect(new Set(refusals.map(({code}) => code))).toEqual(new Set(['InvalidParameterCombination']));
		expect(refusals[0]?.message).toBe('The parameter instancesSet cannot be used with the parameter maxResults');
	});
});

describe('a page', () => {
	it.each([
		['route tables', new DescribeRouteTablesCommand({MaxResults: 101})],
		['instance types', new DescribeInstanceTypesCommand({MaxResults: 101})],
	])('of %s has a hundred rows at most', async (_, command) => {
		expect(await refusal(openCloud().ec2.send(command as DescribeRouteTablesCommand))).toMatchObject({
			code: 'InvalidParameterValue',
			message: expect.stringContaining('less than 100'),
		});
	});
});

describe('DryRun', () => {
	it('has no effect, whether the request would have succeeded or not', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const SubnetId = await makeSubnet(cloud, VpcId, '11.0.0.0/24');
		const before = structuredClone({...cloud.world, calls: [], time: 0, sequence: 0, buckets: {}});
		const DryRun = true;
		for (const call of [
			cloud.ec2.send(new CreateVpcCommand({CidrBlock: '12.0.0.0/16', DryRun})),
			cloud.ec2.send(launch(SubnetId, {DryRun, ClientToken: 'token'})),
			// Dependencies are not looked at.
			cloud.ec2.send(new DeleteVpcCommand({VpcId, DryRun})),
			cloud.ec2.send(new DeleteSubnetCommand({SubnetId, DryRun})),
			cloud.ec2.send(new DescribeVpcsCommand({DryRun})),
		]) {
			expect(await refusal(call)).toEqual({
				code: 'DryRunOperation',
				message: 'Request would have succeeded, but DryRun flag is set.',
				status: 412,
			});
		}
		expect(structuredClone({...cloud.world, calls: [], time: 0, sequence: 0, buckets: {}})).toEqual(before);
	});

	it('refuses first what is wrong with the request in itself', async () => {
		const cloud = openCloud();
		const DryRun = true;
		const codes = await Promise.all(
			[
				cloud.ec2.send(new CreateVpcCommand({DryRun})),
				cloud.ec2.send(new CreateVpcCommand({CidrBlock: 'x', DryRun})),
				cloud.ec2.send(new DeleteVpcCommand({VpcId: 'x', DryRun})),
				cloud.ec2.send(new DeleteVpcCommand({VpcId: `vpc-${digits}`, DryRun})),
				cloud.ec2.send(launch(`subnet-${digits}`, {ImageId: 'x', DryRun})),
			].map(async call => (await refusal(call)).code),
		);
		expect(codes).toEqual([
			'MissingParameter',
			'InvalidParameterValue',
			'InvalidVpcID.Malformed',
			'InvalidVpcID.NotFound',
			'InvalidAMIID.Malformed',
		]);
	});
});

describe('tags', () => {
	it('that are added or taken away show only after a while, in the order of the calls', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const shown = async () => (await cloud.ec2.send(new DescribeVpcsCommand({VpcIds: [VpcId]}))).Vpcs?.[0]?.Tags;
		const tag = (Value: string) =>
			cloud.ec2.send(new CreateTagsCommand({Resources: [VpcId], Tags: [{Key: 'a', Value}]}));
		for (let round = 0; round < 20; round++) {
			await tag('1');
			await tag('2');
			await tag(`last ${round}`);
			expect(await shown()).toEqual(round === 0 ? [] : [{Key: 'a', Value: `last ${round - 1}`}]);
			const Filters = [{Name: 'tag:a', Values: [`last ${round}`]}];
			expect((await cloud.ec2.send(new DescribeVpcsCommand({Filters}))).Vpcs).toEqual([]);
			expect((await cloud.ec2.send(new DescribeTagsCommand({Filters: [{Name: 'value', Values: ['2']}]}))).Tags).toEqual(
				[],
			);
			await cloud.settle();
			expect(await shown()).toEqual([{Key: 'a', Value: `last ${round}`}]);
			expect((await cloud.ec2.send(new DescribeVpcsCommand({Filters}))).Vpcs).toHaveLength(1);
		}
		await cloud.ec2.send(new DeleteTagsCommand({Resources: [VpcId]}));
		expect(await shown()).toHaveLength(1);
		await cloud.settle();
		expect(await shown()).toEqual([]);
	});

	it.each([
		[[{Key: 'aws:x', Value: ''}], /reserved for internal use/],
		[[{Key: 'AWS:x', Value: ''}], /reserved for internal use/],
		[[{Key: 'k'.repeat(129), Value: ''}], /maximum length of 128/],
		[[{Key: 'k', Value: 'v'.repeat(257)}], /maximum length of 256/],
		[
			[
				{Key: 'k', Value: '1'},
				{Key: 'k', Value: '2'},
			],
			/Duplicate tag key/,
		],
	])('like %j are refused', async (Tags, words) => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const refused = await refusal(cloud.ec2.send(new CreateTagsCommand({Resources: [VpcId], Tags})));
		expect(refused).toMatchObject({code: 'InvalidParameterValue', message: expect.stringMatching(words)});
	});

	it('are at most fifty', async () => {
		const {ec2} = openCloud();
		const Tags = Array.from({length: 51}, (_, index) => ({Key: `k${index}`, Value: ''}));
		const call = ec2.send(
			new CreateVpcCommand({CidrBlock: '11.0.0.0/16', TagSpecifications: [{ResourceType: 'vpc', Tags}]}),
		);
		expect((await refusal(call)).code).toBe('TagLimitExceeded');
	});

	it('of another type of resource, of none, or without tags are refused', async () => {
		const {ec2} = openCloud();
		const Tags = [{Key: 'a', Value: 'b'}];
		const make = (specification: object) =>
			refusal(ec2.send(new CreateVpcCommand({CidrBlock: '11.0.0.0/16', TagSpecifications: [specification]})));
		expect(await make({ResourceType: 'subnet', Tags})).toMatchObject({
			code: 'InvalidParameterValue',
			message: "'subnet' is not a valid taggable resource type for this operation.",
		});
		expect((await make({Tags})).message).toBe('Tag specification resource type must have a value');
		expect((await make({ResourceType: 'vpc'})).message).toBe('Tag specification must have at least one tag');
	});
});

describe('the network interface', () => {
	it('of a load balancer outlives it and cannot be taken away by hand', async () => {
		const cloud = openCloud();
		const {ec2, elb} = cloud;
		const vpcId = await makeVpc(cloud);
		const subnetId = await makeSubnet(cloud, vpcId, '11.0.2.0/24');
		const group = await makeGroup(cloud, vpcId, 'balancer');
		const {balancerArn} = await makeBalancer(cloud, vpcId, [subnetId], [group]);
		await elb.send(new DeleteLoadBalancerCommand({LoadBalancerArn: balancerArn}));
		const Filters = [{Name: 'vpc-id', Values: [vpcId]}];
		const cards = async () => (await ec2.send(new DescribeNetworkInterfacesCommand({Filters}))).NetworkInterfaces ?? [];
		const [card] = await cards();
		expect(card).toMatchObject({
			Description: `ELB ${balancerArn.split(':loadbalancer/')[1]}`,
			InterfaceType: 'network_load_balancer',
			RequesterManaged: true,
			Attachment: {InstanceOwnerId: 'amazon-aws'},
		});
		const AttachmentId = id(card?.Attachment?.AttachmentId);
		expect(await refusal(ec2.send(new DetachNetworkInterfaceCommand({AttachmentId})))).toMatchObject({
			code: 'OperationNotPermitted',
			message: "You are not allowed to manage 'ela-attach' attachments.",
		});
		const NetworkInterfaceId = id(card?.NetworkInterfaceId);
		expect(await refusal(ec2.send(new DeleteNetworkInterfaceCommand({NetworkInterfaceId})))).toMatchObject({
			code: 'InvalidParameterValue',
			message: `Network interface '${NetworkInterfaceId}' is currently in use.`,
		});
		expect((await refusal(ec2.send(new DeleteSubnetCommand({SubnetId: subnetId})))).code).toBe('DependencyViolation');
		expect((await refusal(ec2.send(new DeleteSecurityGroupCommand({GroupId: group})))).code).toBe(
			'DependencyViolation',
		);
		await cloud.wait(300);
		expect(await cards()).toEqual([]);
		await ec2.send(new DeleteSubnetCommand({SubnetId: subnetId}));
	});

	it('that an instance leaves behind can be deleted, one in use cannot be detached', async () => {
		const cloud = openCloud();
		const {ec2} = cloud;
		const subnetId = await makeSubnet(cloud, await makeVpc(cloud), '11.0.2.0/24');
		const instanceId = await makeInstance(cloud, subnetId, {
			SubnetId: undefined,
			NetworkInterfaces: [{DeviceIndex: 0, SubnetId: subnetId, DeleteOnTermination: false}],
		});
		const [card] = Object.values(cloud.world.networkInterfaces);
		const AttachmentId = id(card?.shown.Attachment?.AttachmentId);
		expect((await refusal(ec2.send(new DetachNetworkInterfaceCommand({AttachmentId})))).code).toBe(
			'OperationNotPermitted',
		);
		await ec2.send(new TerminateInstancesCommand({InstanceIds: [instanceId]}));
		await cloud.wait(120);
		await ec2.send(new DeleteNetworkInterfaceCommand({NetworkInterfaceId: id(card?.id)}));
		await ec2.send(new DeleteSubnetCommand({SubnetId: subnetId}));
	});
});

describe('a create', () => {
	it('without a token makes two when it is sent twice', async () => {
		const {ec2, world} = openCloud();
		for (let round = 0; round < 2; round++) {
			await ec2.send(new CreateVpcCommand({CidrBlock: '11.0.0.0/16'}));
			await ec2.send(new CreateInternetGatewayCommand({}));
			await ec2.send(new AllocateAddressCommand({Domain: 'vpc'}));
		}
		for (const table of [world.vpcs, world.internetGateways, world.addresses])
			expect(Object.keys(table)).toHaveLength(2);
	});

	it('echoes its token, and refuses one that is too long', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const make = (ClientToken: string) => cloud.ec2.send(new CreateRouteTableCommand({VpcId, ClientToken}));
		const first = await make('token');
		expect(first.ClientToken).toBe('token');
		expect((await make('token')).RouteTable?.RouteTableId).toBe(first.RouteTable?.RouteTableId);
		expect((await refusal(make('t'.repeat(65)))).code).toBe('InvalidParameterValue');
	});

	it('with the token of a NAT gateway that failed gives the failed one, as long as it is listed', async () => {
		const cloud = openCloud();
		const SubnetId = await makeSubnet(cloud, await makeVpc(cloud), '11.0.0.0/24');
		const {AllocationId} = await cloud.ec2.send(new AllocateAddressCommand({}));
		await cloud.settle();
		const make = () => cloud.ec2.send(new CreateNatGatewayCommand({SubnetId, AllocationId, ClientToken: 'token'}));
		const first = (await make()).NatGateway?.NatGatewayId;
		await cloud.wait(120);
		expect((await make()).NatGateway).toMatchObject({
			NatGatewayId: first,
			State: 'failed',
			FailureCode: 'Gateway.NotAttached',
		});
		await cloud.wait(2 * 3600 + 300);
		expect(cloud.world.natGateways).toEqual({});
		expect((await make()).NatGateway?.NatGatewayId).not.toBe(first);
	});

	it('of a subnet is refused with the zone’s name and its id together', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const input = {VpcId, CidrBlock: '11.0.0.0/24', AvailabilityZone: 'us-east-1a', AvailabilityZoneId: 'use1-az6'};
		expect((await refusal(cloud.ec2.send(new CreateSubnetCommand(input)))).code).toBe('InvalidParameterCombination');
	});

	it('clears the host bits of a CIDR', async () => {
		const cloud = openCloud();
		const {Vpc} = await cloud.ec2.send(new CreateVpcCommand({CidrBlock: '100.68.0.18/18'}));
		expect(Vpc?.CidrBlock).toBe('100.68.0.0/18');
	});
});

describe('what is in use', () => {
	it('is not deleted: a group that another refers to, a table that is associated', async () => {
		const cloud = openCloud();
		const {ec2} = cloud;
		const VpcId = await makeVpc(cloud);
		const SubnetId = await makeSubnet(cloud, VpcId, '11.0.0.0/24');
		const [one, other] = [await makeGroup(cloud, VpcId, 'one'), await makeGroup(cloud, VpcId, 'other')];
		const permission = {IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{GroupId: one}]};
		await ec2.send(new AuthorizeSecurityGroupIngressCommand({GroupId: other, IpPermissions: [permission]}));
		const {RouteTable} = await ec2.send(new CreateRouteTableCommand({VpcId}));
		await cloud.settle();
		const RouteTableId = id(RouteTable?.RouteTableId);
		await ec2.send(new AssociateRouteTableCommand({RouteTableId, SubnetId}));
		for (const call of [
			ec2.send(new DeleteSecurityGroupCommand({GroupId: one})),
			ec2.send(new DeleteRouteTableCommand({RouteTableId})),
			ec2.send(new DeleteVpcCommand({VpcId})),
		]) {
			expect((await refusal(call)).code).toBe('DependencyViolation');
		}
	});

	it('is described in a set of characters, a rule and a group alike', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const GroupId = await makeGroup(cloud, VpcId, 'one');
		const IpPermissions = [
			{IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{CidrIp: '0.0.0.0/0', Description: 'the lab’s'}]},
		];
		const rule = new AuthorizeSecurityGroupIngressCommand({GroupId, IpPermissions});
		expect((await refusal(cloud.ec2.send(rule))).message).toMatch(/^Invalid rule description/);
		const group = new CreateSecurityGroupCommand({VpcId, GroupName: 'two', Description: 'the lab’s'});
		expect((await refusal(cloud.ec2.send(group))).message).toMatch(/^Invalid security group description/);
	});
});

describe('a launch', () => {
	const root = '/dev/sda1';

	it.each([
		[
			'InstanceCreditSpecification.NotSupported',
			'The m5.large instance type does not support T2 Unlimited.',
			{InstanceType: 'm5.large' as const, CreditSpecification: {CpuCredits: 'standard'}},
		],
		[
			'InvalidParameterCombination',
			'The parameter iops is not supported for gp2 volumes.',
			{BlockDeviceMappings: [{DeviceName: root, Ebs: {VolumeType: 'gp2' as const, Iops: 3000}}]},
		],
		[
			'InvalidBlockDeviceMapping',
			'expect size >= 8GB',
			{BlockDeviceMappings: [{DeviceName: root, Ebs: {VolumeSize: 4}}]},
		],
		[
			'MissingParameter',
			'The request must contain the parameter size or snapshotId',
			{BlockDeviceMappings: [{DeviceName: '/dev/xvda', Ebs: {Encrypted: true}}]},
		],
	])('is refused with %s', async (code, message, more) => {
		const cloud = openCloud();
		const subnetId = await makeSubnet(cloud, await makeVpc(cloud), '11.0.0.0/24');
		expect(await refusal(cloud.ec2.send(launch(subnetId, more)))).toMatchObject({
			code,
			message: expect.stringContaining(message),
		});
		expect(cloud.world.instances).toEqual({});
	});

	it('takes from the image what the mapping of its own device leaves out', async () => {
		const cloud = openCloud();
		const subnetId = await makeSubnet(cloud, await makeVpc(cloud), '11.0.0.0/24');
		const Ebs = {Encrypted: true, VolumeType: 'gp3'} as const;
		await cloud.ec2.send(launch(subnetId, {BlockDeviceMappings: [{DeviceName: root, Ebs}]}));
		expect(Object.values(cloud.world.volumes)).toMatchObject([{shown: {Size: 8, Encrypted: true}}]);
	});
});

describe('an endpoint', () => {
	it.each([
		['Route table IDs are only', 'Interface' as const, 'ssm', {RouteTableIds: [`rtb-${digits}`]}],
		['Subnet IDs are only', 'Gateway' as const, 's3', {SubnetIds: [`subnet-${digits}`]}],
		['Security group IDs are only', 'Gateway' as const, 's3', {SecurityGroupIds: [`sg-${digits}`]}],
		['Private DNS is only', 'Gateway' as const, 's3', {PrivateDnsEnabled: true}],
	])('does not take what the other type has: %s', async (message, VpcEndpointType, service, more) => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const ServiceName = `com.amazonaws.us-east-1.${service}`;
		const call = new CreateVpcEndpointCommand({VpcId, ServiceName, VpcEndpointType, ...more});
		expect(await refusal(cloud.ec2.send(call))).toMatchObject({
			code: 'InvalidParameter',
			message: expect.stringContaining(message),
		});
	});
});

describe('load balancing', () => {
	it('has ports from 1 to 65535', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		for (const Port of [0, 65_536]) {
			const call = new CreateTargetGroupCommand({Name: 'lab', Protocol: 'TCP', Port, VpcId});
			expect(await refusal(cloud.elb.send(call))).toMatchObject({
				code: 'ValidationError',
				message: expect.stringContaining(`Value '${Port}' at 'port'`),
			});
		}
	});

	it.each([
		['protocol', {Protocol: 'tcp'}],
		['healthCheckProtocol', {HealthCheckProtocol: 'ICMP'}],
		['targetType', {TargetType: 'machine'}],
	])('knows only some words for the %s, in their case', async (name, more) => {
		const input = {Name: 'lab', Protocol: 'TCP', Port: 80, ...more} as CreateTargetGroupCommandInput;
		expect(await refusal(openCloud().elb.send(new CreateTargetGroupCommand(input)))).toMatchObject({
			code: 'ValidationError',
			message: expect.stringMatching(`at '${name}' failed to satisfy constraint: Member must satisfy enum value set`),
		});
	});

	it('says what a target group lacks', async () => {
		const lacking = async (input: object) =>
			(await refusal(openCloud().elb.send(new CreateTargetGroupCommand({Name: 'lab', ...input})))).message;
		expect(await lacking({})).toBe('A protocol must be specified');
		expect(await lacking({Protocol: 'TCP'})).toBe('A port must be specified');
		expect(await lacking({Protocol: 'TCP', Port: 80})).toBe('A VPC ID must be specified');
	});

	it('wants subnets in one way, with IPv6 addresses where it shall have some', async () => {
		const cloud = openCloud();
		const SubnetId = await makeSubnet(cloud, await makeVpc(cloud), '11.0.0.0/24');
		const make = (more: object) =>
			refusal(
				cloud.elb.send(
					new CreateLoadBalancerCommand({
						Name: 'lab',
						Type: 'network',
						Scheme: 'internal',
						Subnets: [SubnetId],
						...more,
					}),
				),
			);
		expect(await make({SubnetMappings: [{SubnetId}]})).toMatchObject({code: 'ValidationError'});
		expect(await make({IpAddressType: 'dualstack'})).toMatchObject({code: 'ValidationError'});
	});

	it.each(['me & you', 'a,b', 'it’s'])('has no tag like %s', async Value => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const Tags = [{Key: 'Name', Value}];
		const call = new CreateTargetGroupCommand({Name: 'lab', Protocol: 'TCP', Port: 80, VpcId, Tags});
		expect((await refusal(cloud.elb.send(call))).code).toBe('ValidationError');
	});
});

describe('a filter by tags', () => {
	const Filters = [{Name: 'tag:Name', Values: ['lab']}];

	it.each([
		new DescribeAvailabilityZonesCommand({Filters}),
		new DescribeRegionsCommand({Filters}),
		new DescribeInstanceTypesCommand({Filters}),
		new DescribeInstanceTypeOfferingsCommand({Filters}),
		new DescribeVpcEndpointConnectionsCommand({Filters}),
	])('is invalid where the API has none: $constructor.name', async command => {
		expect(await refusal(openCloud().ec2.send(command as DescribeRegionsCommand))).toMatchObject({
			code: 'InvalidParameterValue',
			message: "The filter 'tag:Name' is invalid",
		});
	});
});

describe('an account on the free plan', () => {
	it('may run the types that are eligible only', async () => {
		const cloud = openCloud();
		const subnetId = await makeSubnet(cloud, await makeVpc(cloud), '11.0.0.0/24');
		const run = (InstanceType: 't3.nano' | 't3.micro') =>
			cloud.ec2.send(launch(subnetId, {InstanceType, DryRun: true}));
		expect((await refusal(run('t3.nano'))).code).toBe('DryRunOperation');
		cloud.world.scenario = {...cloud.world.scenario, plan: {freePlan: true}};
		expect(await refusal(run('t3.nano'))).toMatchObject({
			code: 'InvalidParameterCombination',
			message: expect.stringContaining('not eligible for Free Tier'),
		});
		expect((await refusal(run('t3.micro'))).code).toBe('DryRunOperation');
	});
});
