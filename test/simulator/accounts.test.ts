import {
	AcceptVpcEndpointConnectionsCommand,
	AllocateAddressCommand,
	AuthorizeSecurityGroupIngressCommand,
	CreateSubnetCommand,
	CreateTagsCommand,
	CreateVpcCommand,
	CreateVpcEndpointCommand,
	CreateVpcEndpointServiceConfigurationCommand,
	DeleteVpcEndpointServiceConfigurationsCommand,
	DeleteVpcEndpointsCommand,
	DescribeAddressesCommand,
	DescribeInstancesCommand,
	DescribeNetworkInterfacesCommand,
	DescribeSecurityGroupsCommand,
	DescribeSubnetsCommand,
	DescribeTagsCommand,
	DescribeVpcEndpointConnectionsCommand,
	DescribeVpcEndpointServiceConfigurationsCommand,
	DescribeVpcEndpointServicesCommand,
	DescribeVpcEndpointsCommand,
	DescribeVpcsCommand,
	EC2Client,
	ModifyVpcEndpointServicePermissionsCommand,
} from '@aws-sdk/client-ec2';
import {
	CreateLoadBalancerCommand,
	DescribeLoadBalancersCommand,
	ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {IAMClient, ListInstanceProfilesCommand, ListRolesCommand} from '@aws-sdk/client-iam';
import {describe, expect, it} from 'vitest';
import {accessKeys} from '../../source/simulator/accounts.ts';
import {clientConfig} from '../helpers/simulator.ts';
import {
	type Cloud,
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

const [providerKey, consumerKey] = accessKeys;

/** Two accounts in one world, each seen by its own key. */
const openAccounts = (): {readonly provider: Cloud; readonly consumer: Cloud} => {
	const cloud = openCloud();
	const as = (credentials: (typeof accessKeys)[number]): Cloud => {
		const config = {...clientConfig(cloud.simulator), credentials};
		return {...cloud, ec2: new EC2Client(config), elb: new ElasticLoadBalancingV2Client(config)};
	};
	return {provider: as(providerKey), consumer: as(consumerKey)};
};

type Shared = {
	readonly provider: Cloud;
	readonly consumer: Cloud;
	readonly serviceId: string;
	readonly request: CreateVpcEndpointCommand;
};

/** A service of the one account, and what the other sends to make an endpoint to it. */
const openShared = async (): Promise<Shared> => {
	const {provider, consumer} = openAccounts();
	const vpcId = await makeVpc(provider);
	const subnets = [
		await makeSubnet(provider, vpcId, '11.0.2.0/24'),
		await makeSubnet(provider, vpcId, '11.0.3.0/24', 'use1-az1'),
	];
	const {balancerArn} = await makeBalancer(provider, vpcId, subnets, [await makeGroup(provider, vpcId, 'balancer')]);
	const {ServiceConfiguration} = await provider.ec2.send(
		new CreateVpcEndpointServiceConfigurationCommand({
			NetworkLoadBalancerArns: [balancerArn],
			AcceptanceRequired: true,
		}),
	);
	await provider.wait(300);
	const VpcId = await makeVpc(consumer, '21.0.0.0/16');
	const request = new CreateVpcEndpointCommand({
		VpcEndpointType: 'Interface',
		VpcId,
		ServiceName: id(ServiceConfiguration?.ServiceName),
		SubnetIds: [await makeSubnet(consumer, VpcId, '21.0.2.0/24')],
		SecurityGroupIds: [await makeGroup(consumer, VpcId, 'endpoint')],
	});
	return {provider, consumer, serviceId: id(ServiceConfiguration?.ServiceId), request};
};

const modify = (
	{provider, serviceId}: Shared,
	input: {AddAllowedPrincipals?: string[]; RemoveAllowedPrincipals?: string[]},
) => provider.ec2.send(new ModifyVpcEndpointServicePermissionsCommand({ServiceId: serviceId, ...input}));

const root = `arn:aws:iam::${consumerKey.account}:root`;

const connections = async ({ec2}: Cloud) =>
	(await ec2.send(new DescribeVpcEndpointConnectionsCommand({}))).VpcEndpointConnections ?? [];

const stateOf = async ({ec2}: Cloud, endpointId: string) => {
	const {VpcEndpoints} = await ec2.send(new DescribeVpcEndpointsCommand({VpcEndpointIds: [endpointId]}));
	return String(VpcEndpoints?.[0]?.State);
};

const connect = async (shared: Shared): Promise<string> => {
	const {VpcEndpoint} = await shared.consumer.ec2.send(shared.request);
	await shared.consumer.wait(90);
	return id(VpcEndpoint?.VpcEndpointId);
};

const accept = async ({provider, serviceId}: Shared, endpointId: string) => {
	const input = {ServiceId: serviceId, VpcEndpointIds: [endpointId]};
	expect((await provider.ec2.send(new AcceptVpcEndpointConnectionsCommand(input))).Unsuccessful).toEqual([]);
	await provider.wait(300);
};

describe('PrivateLink between two accounts', () => {
	it.each([
		['the account', root],
		['the user', `arn:aws:iam::${consumerKey.account}:${consumerKey.principal}`],
		['everybody', '*'],
	])('begins when the provider permits %s: before that the service does not exist', async (_who, principal) => {
		const shared = await openShared();
		const {consumer, request} = shared;
		const ServiceName = id(request.input.ServiceName);
		const refused = {code: 'InvalidServiceName', message: `The Vpc Endpoint Service '${ServiceName}' does not exist`};
		const look = () => consumer.ec2.send(new DescribeVpcEndpointServicesCommand({ServiceNames: [ServiceName]}));
		expect(await refusal(consumer.ec2.send(request))).toMatchObject(refused);
		expect(await refusal(look())).toMatchObject(refused);
		await modify(shared, {AddAllowedPrincipals: [`arn:aws:iam::${providerKey.account}:root`]});
		expect(await refusal(consumer.ec2.send(request))).toMatchObject(refused);
		await modify(shared, {AddAllowedPrincipals: [principal]});
		expect((await look()).ServiceDetails).toMatchObject([
			{Owner: providerKey.account, AcceptanceRequired: true, Tags: []},
		]);
		expect((await consumer.ec2.send(request)).VpcEndpoint?.OwnerId).toBe(consumerKey.account);
	});

	it('waits at the provider with the owner of the endpoint, and works once it is accepted', async () => {
		const shared = await openShared();
		const {provider, consumer, serviceId} = shared;
		await modify(shared, {AddAllowedPrincipals: [root]});
		const endpointId = await connect(shared);
		expect(await connections(provider)).toMatchObject([
			{
				ServiceId: serviceId,
				VpcEndpointId: endpointId,
				VpcEndpointOwner: consumerKey.account,
				VpcEndpointState: 'pendingAcceptance',
			},
		]);
		// It is the provider's to decide, and the consumer's to keep.
		expect(await connections(consumer)).toEqual([]);
		const own = {ServiceId: serviceId, VpcEndpointIds: [endpointId]};
		expect((await refusal(consumer.ec2.send(new AcceptVpcEndpointConnectionsCommand(own)))).code).toBe(
			'InvalidVpcEndpointServiceId.NotFound',
		);
		const {Unsuccessful} = await provider.ec2.send(new DeleteVpcEndpointsCommand({VpcEndpointIds: [endpointId]}));
		expect(Unsuccessful?.[0]?.Error?.Code).toBe('InvalidVpcEndpointId.NotFound');
		expect((await refusal(stateOf(provider, endpointId))).code).toBe('InvalidVpcEndpointId.NotFound');

		await accept(shared, endpointId);
		expect(await stateOf(consumer, endpointId)).toBe('available');
		expect(await connections(provider)).toMatchObject([{VpcEndpointState: 'available'}]);
	});

	it('outlives the permission: no new endpoint is made, no old one is cut', async () => {
		const shared = await openShared();
		const {provider, consumer, request, serviceId} = shared;
		await modify(shared, {AddAllowedPrincipals: [root]});
		const endpointId = await connect(shared);
		await accept(shared, endpointId);
		await modify(shared, {RemoveAllowedPrincipals: [root]});
		await provider.wait(3600);
		expect(await stateOf(consumer, endpointId)).toBe('available');
		expect((await refusal(consumer.ec2.send(request))).code).toBe('InvalidServiceName');
		const remove = new DeleteVpcEndpointServiceConfigurationsCommand({ServiceIds: [serviceId]});
		expect((await provider.ec2.send(remove)).Unsuccessful?.[0]?.Error?.Code).toBe('ExistingVpcEndpointConnections');
		await consumer.ec2.send(new DeleteVpcEndpointsCommand({VpcEndpointIds: [endpointId]}));
		await consumer.wait(300);
		expect(await connections(provider)).toEqual([]);
		expect((await provider.ec2.send(remove)).Unsuccessful).toEqual([]);
	});
});

describe('an account', () => {
	it('sees nothing of what another one has', async () => {
		const {provider, consumer} = openAccounts();
		const vpcId = await makeVpc(provider);
		const subnetId = await makeSubnet(provider, vpcId, '11.0.2.0/24');
		const groupId = await makeGroup(provider, vpcId, 'balancer');
		const instanceId = await makeInstance(provider, subnetId);
		await makeBalancer(provider, vpcId, [subnetId], [groupId]);
		await provider.ec2.send(new AllocateAddressCommand({}));
		await provider.ec2.send(new CreateTagsCommand({Resources: [vpcId], Tags: [{Key: 'a', Value: 'b'}]}));
		await provider.settle();
		const {ec2, elb} = consumer;
		const iam = new IAMClient({...clientConfig(consumer.simulator), credentials: consumerKey});
		expect([
			(await ec2.send(new DescribeVpcsCommand({}))).Vpcs,
			(await ec2.send(new DescribeSubnetsCommand({}))).Subnets,
			(await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups,
			(await ec2.send(new DescribeInstancesCommand({}))).Reservations,
			(await ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces,
			(await ec2.send(new DescribeAddressesCommand({}))).Addresses,
			(await ec2.send(new DescribeTagsCommand({}))).Tags,
			(await ec2.send(new DescribeVpcEndpointServiceConfigurationsCommand({}))).ServiceConfigurations,
			(await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers,
			(await iam.send(new ListRolesCommand({}))).Roles,
			(await iam.send(new ListInstanceProfilesCommand({}))).InstanceProfiles,
		]).toEqual(Array.from({length: 11}, () => []));
		const codes = [
			ec2.send(new DescribeVpcsCommand({VpcIds: [vpcId]})),
			ec2.send(new DescribeSubnetsCommand({SubnetIds: [subnetId]})),
			ec2.send(new DescribeSecurityGroupsCommand({GroupIds: [groupId]})),
			ec2.send(new DescribeInstancesCommand({InstanceIds: [instanceId]})),
			ec2.send(new CreateSubnetCommand({VpcId: vpcId, CidrBlock: '11.0.9.0/24'})),
			ec2.send(launch(subnetId)),
			ec2.send(new CreateTagsCommand({Resources: [groupId], Tags: [{Key: 'a', Value: 'b'}]})),
			elb.send(new CreateLoadBalancerCommand({Name: 'x', Type: 'network', Scheme: 'internal', Subnets: [subnetId]})),
		].map(async call => (await refusal(call)).code);
		expect(await Promise.all(codes)).toEqual([
			'InvalidVpcID.NotFound',
			'InvalidSubnetID.NotFound',
			'InvalidGroup.NotFound',
			'InvalidInstanceID.NotFound',
			'InvalidVpcID.NotFound',
			'InvalidSubnetID.NotFound',
			'InvalidGroup.NotFound',
			'SubnetNotFound',
		]);
	});

	it('cannot refer to the groups of another, nor put its own on another’s interfaces', async () => {
		const {provider, consumer} = openAccounts();
		const foreign = await makeGroup(provider, await makeVpc(provider), 'foreign');
		const vpcId = await makeVpc(consumer, '21.0.0.0/16');
		const subnetId = await makeSubnet(consumer, vpcId, '21.0.2.0/24');
		const GroupId = await makeGroup(consumer, vpcId, 'own');
		const IpPermissions = [{IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{GroupId: foreign}]}];
		const rule = new AuthorizeSecurityGroupIngressCommand({GroupId, IpPermissions});
		expect((await refusal(consumer.ec2.send(rule))).code).toBe('InvalidGroup.NotFound');
		const run = launch(subnetId, {SecurityGroupIds: [foreign]});
		expect((await refusal(consumer.ec2.send(run))).code).toBe('InvalidGroup.NotFound');
	});

	it('has names, quotas and tokens of its own', async () => {
		const {provider, consumer} = openAccounts();
		const created = [];
		for (const {ec2} of [provider, consumer]) {
			for (let count = 0; count < 5; count++) {
				created.push((await ec2.send(new CreateVpcCommand({CidrBlock: '11.0.0.0/16'}))).Vpc?.OwnerId);
			}
			expect((await refusal(ec2.send(new CreateVpcCommand({CidrBlock: '11.0.0.0/16'})))).code).toBe('VpcLimitExceeded');
		}
		expect(new Set(created)).toEqual(new Set([providerKey.account, consumerKey.account]));
	});
});
