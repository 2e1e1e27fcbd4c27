import {
	CreateEgressOnlyInternetGatewayCommand,
	CreateNetworkAclCommand,
	CreateSubnetCommand,
	CreateTagsCommand,
	CreateVpcCommand,
	DeleteEgressOnlyInternetGatewayCommand,
	DeleteNetworkAclCommand,
	DeleteSubnetCommand,
	DeleteTagsCommand,
	DeleteVpcCommand,
	DescribeNetworkAclsCommand,
	DescribeRouteTablesCommand,
	DescribeSecurityGroupsCommand,
	DescribeSubnetsCommand,
	DescribeTagsCommand,
	DescribeVpcAttributeCommand,
	DescribeVpcsCommand,
	EC2Client,
	ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2';
import {describe, expect, it} from 'vitest';
import {clientConfig} from '../helpers/simulator.ts';
import {id, makeGateway, makeGroup, makeSubnet, makeVpc, openCloud, refusal} from './ec2-world.ts';

describe('a VPC', () => {
	it('is pending, then available, with a main route table and a default group', async () => {
		const cloud = openCloud();
		const created = await cloud.ec2.send(new CreateVpcCommand({CidrBlock: '11.0.0.0/16'}));
		expect(created.Vpc).toMatchObject({State: 'pending', CidrBlock: '11.0.0.0/16', IsDefault: false, Tags: []});
		expect(created.Vpc?.VpcId).toMatch(/^vpc-0[0-9a-f]{16}$/);
		await cloud.settle();
		const VpcIds = [id(created.Vpc?.VpcId)];
		const {Vpcs} = await cloud.ec2.send(new DescribeVpcsCommand({VpcIds}));
		expect(Vpcs?.[0]?.State).toBe('available');

		const Filters = [{Name: 'vpc-id', Values: VpcIds}];
		const {RouteTables} = await cloud.ec2.send(new DescribeRouteTablesCommand({Filters}));
		expect(RouteTables).toHaveLength(1);
		expect(RouteTables?.[0]?.Associations?.[0]?.Main).toBe(true);
		expect(RouteTables?.[0]?.Routes).toEqual([
			{DestinationCidrBlock: '11.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active'},
		]);
		const {SecurityGroups} = await cloud.ec2.send(new DescribeSecurityGroupsCommand({Filters}));
		expect(SecurityGroups).toMatchObject([{GroupName: 'default', Description: 'default VPC security group'}]);
		expect(SecurityGroups?.[0]?.IpPermissions?.[0]?.UserIdGroupPairs?.[0]?.GroupId).toBe(SecurityGroups?.[0]?.GroupId);
		expect(SecurityGroups?.[0]?.IpPermissionsEgress).toMatchObject([
			{IpProtocol: '-1', IpRanges: [{CidrIp: '0.0.0.0/0'}]},
		]);
	});

	it('is unknown for a moment after its creation, to Describe and as a reference', async () => {
		const cloud = openCloud();
		const {Vpc} = await cloud.ec2.send(new CreateVpcCommand({CidrBlock: '11.0.0.0/16'}));
		const VpcId = id(Vpc?.VpcId);
		const fresh = {code: 'InvalidVpcID.NotFound', message: `The vpc ID '${VpcId}' does not exist`, status: 400};
		expect(await refusal(cloud.ec2.send(new DescribeVpcsCommand({VpcIds: [VpcId]})))).toEqual(fresh);
		expect(await refusal(cloud.ec2.send(new CreateSubnetCommand({VpcId, CidrBlock: '11.0.0.0/24'})))).toEqual(fresh);
		expect((await cloud.ec2.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
		await cloud.settle();
		expect((await cloud.ec2.send(new DescribeVpcsCommand({VpcIds: [VpcId]}))).Vpcs).toHaveLength(1);
	});

	it.each([
		['10.0.0.0/15', 'InvalidVpc.Range', "The CIDR '10.0.0.0/15' is invalid."],
		['10.0.0.0/29', 'InvalidVpc.Range', "The CIDR '10.0.0.0/29' is invalid."],
		[
			'10.0.0/16',
			'InvalidParameterValue',
			'Value (10.0.0/16) for parameter cidrBlock is invalid. This is not a valid CIDR block.',
		],
	])('of %s is refused', async (CidrBlock, code, message) => {
		expect(await refusal(openCloud().ec2.send(new CreateVpcCommand({CidrBlock})))).toEqual({
			code,
			message,
			status: 400,
		});
	});

	it('loses the host bits of its CIDR', async () => {
		const {Vpc} = await openCloud().ec2.send(new CreateVpcCommand({CidrBlock: '11.0.7.9/16'}));
		expect(Vpc?.CidrBlock).toBe('11.0.0.0/16');
	});

	it('is the fifth of its region at most; other regions count for themselves', async () => {
		const cloud = openCloud();
		for (const number of [1, 2, 3, 4, 5]) await makeVpc(cloud, `10.${number}.0.0/16`);
		expect(await refusal(makeVpc(cloud))).toMatchObject({
			code: 'VpcLimitExceeded',
			message: 'The maximum number of VPCs has been reached.',
		});
		const ireland = new EC2Client(clientConfig(cloud.simulator, 'eu-west-1'));
		const elsewhere = await ireland.send(new CreateVpcCommand({CidrBlock: '11.0.0.0/16'}));
		expect(elsewhere.Vpc?.State).toBe('pending');
	});

	it('has its DNS attributes changed one by one', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const show = async (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
			cloud.ec2.send(new DescribeVpcAttributeCommand({VpcId, Attribute}));
		expect((await show('enableDnsSupport')).EnableDnsSupport).toEqual({Value: true});
		expect((await show('enableDnsHostnames')).EnableDnsHostnames).toEqual({Value: false});
		const on = {Value: true};
		const both = new ModifyVpcAttributeCommand({VpcId, EnableDnsHostnames: on, EnableDnsSupport: on});
		expect((await refusal(cloud.ec2.send(both))).code).toBe('InvalidParameterCombination');
		await cloud.ec2.send(new ModifyVpcAttributeCommand({VpcId, EnableDnsHostnames: on}));
		expect((await show('enableDnsHostnames')).EnableDnsHostnames).toEqual({Value: true});
	});

	it('is deleted only when it is empty, with what was created with it', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const busy = {code: 'DependencyViolation', message: `The vpc '${VpcId}' has dependencies and cannot be deleted.`};
		await makeGroup(cloud, VpcId, 'web');
		expect(await refusal(cloud.ec2.send(new DeleteVpcCommand({VpcId})))).toMatchObject(busy);

		const second = openCloud();
		const other = await makeVpc(second);
		await makeGateway(second, other);
		expect((await refusal(second.ec2.send(new DeleteVpcCommand({VpcId: other})))).code).toBe('DependencyViolation');

		const third = openCloud();
		const empty = await makeVpc(third);
		await third.ec2.send(new DeleteVpcCommand({VpcId: empty}));
		expect(third.world).toMatchObject({vpcs: {}, routeTables: {}, securityGroups: {}, securityGroupRules: {}});
		expect((await refusal(third.ec2.send(new DeleteVpcCommand({VpcId: empty})))).code).toBe('InvalidVpcID.NotFound');
	});
});

describe('tags', () => {
	it('come with the creation, are found by filters with wildcards, and change', async () => {
		const cloud = openCloud();
		const Tags = [
			{Key: 'Name', Value: 'lab one'},
			{Key: 'team', Value: 'net'},
		];
		const {Vpc} = await cloud.ec2.send(
			new CreateVpcCommand({CidrBlock: '11.0.0.0/16', TagSpecifications: [{ResourceType: 'vpc', Tags}]}),
		);
		await makeVpc(cloud, '21.0.0.0/16');
		const VpcId = id(Vpc?.VpcId);
		const find = async (Name: string, ...Values: string[]) => {
			const {Vpcs} = await cloud.ec2.send(new DescribeVpcsCommand({Filters: [{Name, Values}]}));
			return Vpcs?.map(each => each.VpcId);
		};
		expect(await find('tag:Name', 'lab*')).toEqual([VpcId]);
		expect(await find('tag:Name', 'lab?one', 'none')).toEqual([VpcId]);
		expect(await find('tag-key', 'team')).toEqual([VpcId]);
		expect(await find('tag:team', 'NET')).toEqual([]);
		expect((await refusal(find('colour', 'red'))).message).toBe("The filter 'colour' is invalid");

		await cloud.ec2.send(new CreateTagsCommand({Resources: [VpcId], Tags: [{Key: 'team', Value: 'data'}]}));
		await cloud.ec2.send(new DeleteTagsCommand({Resources: [VpcId], Tags: [{Key: 'Name'}]}));
		await cloud.settle();
		const shown = await cloud.ec2.send(new DescribeTagsCommand({}));
		expect(shown.Tags).toEqual([{Key: 'team', Value: 'data', ResourceId: VpcId, ResourceType: 'vpc'}]);
	});

	it.each([
		['instance', [{Key: 'a', Value: 'b'}], "'instance' is not a valid taggable resource type for this operation."],
		['vpc', [{Key: 'aws:a', Value: 'b'}], "Tag keys starting with 'aws:' are reserved for internal use"],
		['vpc', [], 'Tag specification must have at least one tag'],
		[
			'vpc',
			[
				{Key: 'a', Value: 'b'},
				{Key: 'a', Value: 'c'},
			],
			"Duplicate tag key 'a' specified.",
		],
	] as const)('of type %s with %j are refused', async (ResourceType, Tags, message) => {
		const cloud = openCloud();
		const TagSpecifications = [{ResourceType, Tags: [...Tags]}];
		const call = cloud.ec2.send(new CreateVpcCommand({CidrBlock: '11.0.0.0/16', TagSpecifications}));
		expect(await refusal(call)).toEqual({code: 'InvalidParameterValue', message, status: 400});
		expect(cloud.world.vpcs).toEqual({});
	});

	it('go to nothing when one of the resources is unknown', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const Resources = [VpcId, 'subnet-0aaaaaaaaaaaaaaaa'];
		const call = cloud.ec2.send(new CreateTagsCommand({Resources, Tags: [{Key: 'a', Value: 'b'}]}));
		expect((await refusal(call)).code).toBe('InvalidSubnetID.NotFound');
		expect(cloud.world.vpcs[VpcId]?.shown.Tags).toEqual([]);
	});
});

describe('network ACLs', () => {
	const acls = async ({ec2}: ReturnType<typeof openCloud>, vpcId: string) => {
		const {NetworkAcls = []} = await ec2.send(
			new DescribeNetworkAclsCommand({Filters: [{Name: 'vpc-id', Values: [vpcId]}]}),
		);
		return NetworkAcls;
	};
	const subnetsOf = ({Associations = []}: {Associations?: {SubnetId?: string}[]}) =>
		Associations.map(({SubnetId}) => SubnetId);

	it('are one in a fresh VPC, which lets everything pass and serves every subnet', async () => {
		const cloud = openCloud();
		const vpcId = await makeVpc(cloud);
		const subnetId = await makeSubnet(cloud, vpcId, '11.0.1.0/24');
		const [found, ...more] = await acls(cloud, vpcId);
		expect(more).toEqual([]);
		expect(found?.IsDefault).toBe(true);
		expect(subnetsOf(found ?? {})).toEqual([subnetId]);
		expect(found?.Entries?.map(({RuleNumber, RuleAction, Egress}) => [RuleNumber, RuleAction, Egress])).toEqual([
			[100, 'allow', true],
			[100, 'allow', false],
			[32_767, 'deny', true],
			[32_767, 'deny', false],
		]);
		await cloud.ec2.send(new DeleteSubnetCommand({SubnetId: subnetId}));
		expect((await acls(cloud, vpcId)).map(subnetsOf)).toEqual([[]]);
	});

	it('hold their VPC, but for the default one, which goes with it and not before', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const [own] = await acls(cloud, VpcId);
		const refused = await refusal(cloud.ec2.send(new DeleteNetworkAclCommand({NetworkAclId: own?.NetworkAclId})));
		expect(refused.code).toBe('InvalidParameterValue');
		const {NetworkAcl} = await cloud.ec2.send(new CreateNetworkAclCommand({VpcId}));
		expect(NetworkAcl).toMatchObject({IsDefault: false, Associations: [], VpcId});
		expect((await refusal(cloud.ec2.send(new DeleteVpcCommand({VpcId})))).code).toBe('DependencyViolation');
		await cloud.settle();
		await cloud.ec2.send(new DeleteNetworkAclCommand({NetworkAclId: NetworkAcl?.NetworkAclId}));
		await cloud.ec2.send(new DeleteVpcCommand({VpcId}));
		expect(cloud.world.networkAcls).toEqual({});
	});
});

describe('an egress-only internet gateway', () => {
	it('is the only one of its VPC, and holds it', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const make = () => cloud.ec2.send(new CreateEgressOnlyInternetGatewayCommand({VpcId}));
		const {EgressOnlyInternetGateway: made} = await make();
		expect(made?.EgressOnlyInternetGatewayId).toMatch(/^eigw-0[0-9a-f]{16}$/);
		expect(made?.Attachments).toEqual([{State: 'attached', VpcId}]);
		expect((await refusal(make())).code).toBe('InvalidParameterValue');
		expect((await refusal(cloud.ec2.send(new DeleteVpcCommand({VpcId})))).code).toBe('DependencyViolation');
		await cloud.settle();
		const EgressOnlyInternetGatewayId = made?.EgressOnlyInternetGatewayId;
		await cloud.ec2.send(new DeleteEgressOnlyInternetGatewayCommand({EgressOnlyInternetGatewayId}));
		await cloud.ec2.send(new DeleteVpcCommand({VpcId}));
		expect(cloud.world.vpcs).toEqual({});
	});
});

describe('pages', () => {
	it('hold MaxResults rows and lead on by NextToken', async () => {
		const cloud = openCloud();
		const vpcId = await makeVpc(cloud);
		for (let index = 0; index < 7; index++) await makeSubnet(cloud, vpcId, `11.0.${index}.0/24`);
		const first = await cloud.ec2.send(new DescribeSubnetsCommand({MaxResults: 5}));
		const second = await cloud.ec2.send(new DescribeSubnetsCommand({MaxResults: 5, NextToken: first.NextToken}));
		expect([first.Subnets?.length, second.Subnets?.length, second.NextToken]).toEqual([5, 2, undefined]);
	});
});
