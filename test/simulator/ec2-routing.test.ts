import {
	AssociateRouteTableCommand,
	AttachInternetGatewayCommand,
	CreateInternetGatewayCommand,
	CreateNatGatewayCommand,
	CreateRouteCommand,
	CreateRouteTableCommand,
	DeleteInternetGatewayCommand,
	DeleteNatGatewayCommand,
	DeleteRouteCommand,
	DeleteRouteTableCommand,
	DescribeAddressesCommand,
	DescribeInternetGatewaysCommand,
	DescribeNatGatewaysCommand,
	DescribeNetworkInterfacesCommand,
	DescribeRouteTablesCommand,
	DetachInternetGatewayCommand,
	DisassociateRouteTableCommand,
	ReleaseAddressCommand,
	ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import {describe, expect, it} from 'vitest';
import {
	type Cloud,
	id,
	makeAddress,
	makeGateway,
	makePublic,
	makeSubnet,
	makeVpc,
	openCloud,
	refusal,
} from './ec2-world.ts';

const everywhere = '0.0.0.0/0';

const makeTable = async ({ec2, settle}: Cloud, VpcId: string): Promise<string> => {
	const {RouteTable} = await ec2.send(new CreateRouteTableCommand({VpcId}));
	await settle();
	return id(RouteTable?.RouteTableId);
};

const routesOf = async ({ec2}: Cloud, tableId: string) => {
	const {RouteTables} = await ec2.send(new DescribeRouteTablesCommand({RouteTableIds: [tableId]}));
	return RouteTables?.[0]?.Routes?.filter(route => route.GatewayId !== 'local');
};

describe('an internet gateway', () => {
	it('is attached to one VPC, which has one, and then `available`', async () => {
		const cloud = openCloud();
		const vpcId = await makeVpc(cloud);
		const InternetGatewayId = await makeGateway(cloud, vpcId);
		const {InternetGateways} = await cloud.ec2.send(
			new DescribeInternetGatewaysCommand({Filters: [{Name: 'attachment.vpc-id', Values: [vpcId]}]}),
		);
		expect(InternetGateways?.[0]?.Attachments).toEqual([{State: 'available', VpcId: vpcId}]);

		const other = await makeVpc(cloud, '21.0.0.0/16');
		const again = new AttachInternetGatewayCommand({InternetGatewayId, VpcId: other});
		expect(await refusal(cloud.ec2.send(again))).toMatchObject({
			code: 'Resource.AlreadyAssociated',
			message: `resource ${InternetGatewayId} is already attached to network ${vpcId}`,
		});
		const {InternetGateway} = await cloud.ec2.send(new CreateInternetGatewayCommand({}));
		await cloud.settle();
		const second = new AttachInternetGatewayCommand({
			InternetGatewayId: InternetGateway?.InternetGatewayId,
			VpcId: vpcId,
		});
		expect((await refusal(cloud.ec2.send(second))).message).toBe(
			`Network ${vpcId} already has an internet gateway attached`,
		);
	});

	it('is deleted after it was detached, and leaves blackholes', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const InternetGatewayId = await makeGateway(cloud, VpcId);
		const tableId = await makeTable(cloud, VpcId);
		await cloud.ec2.send(
			new CreateRouteCommand({
				RouteTableId: tableId,
				DestinationCidrBlock: everywhere,
				GatewayId: InternetGatewayId,
			}),
		);
		const remove = new DeleteInternetGatewayCommand({InternetGatewayId});
		expect(await refusal(cloud.ec2.send(remove))).toMatchObject({
			code: 'DependencyViolation',
			message: `The internetGateway '${InternetGatewayId}' has dependencies and cannot be deleted.`,
		});
		await cloud.ec2.send(new DetachInternetGatewayCommand({InternetGatewayId, VpcId}));
		expect(await routesOf(cloud, tableId)).toMatchObject([{GatewayId: InternetGatewayId, State: 'blackhole'}]);
		expect(await refusal(cloud.ec2.send(new DetachInternetGatewayCommand({InternetGatewayId, VpcId})))).toMatchObject({
			code: 'Gateway.NotAttached',
			message: `resource ${InternetGatewayId} is not attached to network ${VpcId}`,
		});
		await cloud.ec2.send(new DeleteInternetGatewayCommand({InternetGatewayId}));
		expect(cloud.world.internetGateways).toEqual({});
	});
});

describe('a route table', () => {
	it('is made once for a token', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const first = await cloud.ec2.send(new CreateRouteTableCommand({VpcId, ClientToken: 'one'}));
		const again = await cloud.ec2.send(new CreateRouteTableCommand({VpcId, ClientToken: 'one'}));
		expect(again.RouteTable?.RouteTableId).toBe(first.RouteTable?.RouteTableId);
		const other = await makeVpc(cloud, '21.0.0.0/16');
		expect((await refusal(cloud.ec2.send(new CreateRouteTableCommand({VpcId: other, ClientToken: 'one'})))).code).toBe(
			'IdempotentParameterMismatch',
		);
	});

	it('serves subnets of its VPC, each of which has one', async () => {
		const cloud = openCloud();
		const vpcId = await makeVpc(cloud);
		const SubnetId = await makeSubnet(cloud, vpcId, '11.0.0.0/24');
		const RouteTableId = await makeTable(cloud, vpcId);
		const {AssociationId} = await cloud.ec2.send(new AssociateRouteTableCommand({RouteTableId, SubnetId}));
		const associated = await cloud.ec2.send(
			new DescribeRouteTablesCommand({Filters: [{Name: 'association.subnet-id', Values: [SubnetId]}]}),
		);
		expect(associated.RouteTables?.[0]?.Associations).toEqual([
			{
				Main: false,
				RouteTableAssociationId: AssociationId,
				RouteTableId,
				SubnetId,
				AssociationState: {State: 'associated'},
			},
		]);
		const twice = new AssociateRouteTableCommand({RouteTableId: await makeTable(cloud, vpcId), SubnetId});
		expect((await refusal(cloud.ec2.send(twice))).code).toBe('Resource.AlreadyAssociated');
		const foreign = await makeTable(cloud, await makeVpc(cloud, '21.0.0.0/16'));
		expect(
			(await refusal(cloud.ec2.send(new AssociateRouteTableCommand({RouteTableId: foreign, SubnetId})))).message,
		).toBe(`route table ${foreign} and subnet ${SubnetId} belong to different networks`);

		expect((await refusal(cloud.ec2.send(new DeleteRouteTableCommand({RouteTableId})))).code).toBe(
			'DependencyViolation',
		);
		await cloud.ec2.send(new DisassociateRouteTableCommand({AssociationId}));
		expect((await refusal(cloud.ec2.send(new DisassociateRouteTableCommand({AssociationId})))).code).toBe(
			'InvalidAssociationID.NotFound',
		);
		await cloud.ec2.send(new DeleteRouteTableCommand({RouteTableId}));
	});

	it('is not deleted, nor disassociated, where it is the main one', async () => {
		const cloud = openCloud();
		await makeVpc(cloud);
		const [main] = Object.values(cloud.world.routeTables);
		const RouteTableId = id(main?.id);
		expect((await refusal(cloud.ec2.send(new DeleteRouteTableCommand({RouteTableId})))).code).toBe(
			'DependencyViolation',
		);
		const AssociationId = main?.shown.Associations?.[0]?.RouteTableAssociationId;
		expect((await refusal(cloud.ec2.send(new DisassociateRouteTableCommand({AssociationId})))).code).toBe(
			'InvalidParameterValue',
		);
	});

	it('has each destination once; a route is replaced and deleted', async () => {
		const cloud = openCloud();
		const vpcId = await makeVpc(cloud);
		const GatewayId = await makeGateway(cloud, vpcId);
		const RouteTableId = await makeTable(cloud, vpcId);
		const route = {RouteTableId, DestinationCidrBlock: everywhere};
		expect((await refusal(cloud.ec2.send(new ReplaceRouteCommand({...route, GatewayId})))).message).toBe(
			"There is no route defined for '0.0.0.0/0' in the route table. Use CreateRoute instead.",
		);
		await cloud.ec2.send(new CreateRouteCommand({...route, GatewayId}));
		expect(await refusal(cloud.ec2.send(new CreateRouteCommand({...route, GatewayId})))).toMatchObject({
			code: 'RouteAlreadyExists',
			message: 'The route identified by 0.0.0.0/0 already exists.',
		});
		await cloud.ec2.send(new ReplaceRouteCommand({...route, GatewayId}));
		expect(await routesOf(cloud, RouteTableId)).toEqual([
			{DestinationCidrBlock: everywhere, GatewayId, Origin: 'CreateRoute', State: 'active'},
		]);
		await cloud.ec2.send(new DeleteRouteCommand(route));
		expect((await refusal(cloud.ec2.send(new DeleteRouteCommand(route)))).code).toBe('InvalidRoute.NotFound');
	});

	it('routes to gateways of its own VPC only, and to none that does not exist', async () => {
		const cloud = openCloud();
		const GatewayId = await makeGateway(cloud, await makeVpc(cloud));
		const RouteTableId = await makeTable(cloud, await makeVpc(cloud, '21.0.0.0/16'));
		const route = {RouteTableId, DestinationCidrBlock: everywhere};
		expect((await refusal(cloud.ec2.send(new CreateRouteCommand({...route, GatewayId})))).message).toBe(
			`route table ${RouteTableId} and network gateway ${GatewayId} belong to different networks`,
		);
		const unknown = {...route, NatGatewayId: 'nat-0aaaaaaaaaaaaaaaa'};
		expect((await refusal(cloud.ec2.send(new CreateRouteCommand(unknown)))).code).toBe('InvalidNatGatewayID.NotFound');
	});
});

const makeNetwork = async (cloud: Cloud) => {
	const vpcId = await makeVpc(cloud);
	const gatewayId = await makeGateway(cloud, vpcId);
	const subnetId = await makeSubnet(cloud, vpcId, '11.0.0.0/24');
	await makePublic(cloud, vpcId, subnetId, gatewayId);
	return {vpcId, gatewayId, subnetId};
};

describe('a NAT gateway', () => {
	it('lives from pending to deleted, with an interface and a mapped address meanwhile', async () => {
		const cloud = openCloud();
		const {vpcId, gatewayId, subnetId} = await makeNetwork(cloud);
		const AllocationId = await makeAddress(cloud);
		const {NatGateway} = await cloud.ec2.send(new CreateNatGatewayCommand({SubnetId: subnetId, AllocationId}));
		const NatGatewayId = id(NatGateway?.NatGatewayId);
		expect(NatGateway).toMatchObject({State: 'pending', VpcId: vpcId, ConnectivityType: 'public'});
		const show = async () =>
			(await cloud.ec2.send(new DescribeNatGatewaysCommand({NatGatewayIds: [NatGatewayId]}))).NatGateways?.[0];
		await cloud.wait(60);
		expect((await show())?.State).toBe('pending');
		await cloud.wait(90);
		expect(await show()).toMatchObject({
			State: 'available',
			NatGatewayAddresses: [{AllocationId, Status: 'succeeded', IsPrimary: true}],
		});

		const {NetworkInterfaces} = await cloud.ec2.send(
			new DescribeNetworkInterfacesCommand({Filters: [{Name: 'interface-type', Values: ['nat_gateway']}]}),
		);
		expect(NetworkInterfaces).toMatchObject([
			{
				Description: `Interface for NAT Gateway ${NatGatewayId}`,
				RequesterManaged: true,
				Status: 'in-use',
				Attachment: {InstanceOwnerId: 'amazon-aws'},
				Association: {AllocationId},
			},
		]);
		const {Addresses} = await cloud.ec2.send(new DescribeAddressesCommand({}));
		expect(Addresses?.[0]?.NetworkInterfaceId).toBe(NetworkInterfaces?.[0]?.NetworkInterfaceId);
		const mapped = cloud.ec2.send(new DetachInternetGatewayCommand({InternetGatewayId: gatewayId, VpcId: vpcId}));
		expect(await refusal(mapped)).toMatchObject({
			code: 'DependencyViolation',
			message: `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
		});
		expect(await refusal(cloud.ec2.send(new ReleaseAddressCommand({AllocationId})))).toMatchObject({
			code: 'InvalidIPAddress.InUse',
			message: `Address ${Addresses?.[0]?.PublicIp} is in use.`,
		});

		await cloud.ec2.send(new DeleteNatGatewayCommand({NatGatewayId}));
		expect((await show())?.State).toBe('deleting');
		await cloud.wait(120);
		expect((await show())?.State).toBe('deleted');
		await cloud.ec2.send(new ReleaseAddressCommand({AllocationId}));
		await cloud.ec2.send(new DetachInternetGatewayCommand({InternetGatewayId: gatewayId, VpcId: vpcId}));
		expect(cloud.world.networkInterfaces).toEqual({});
		await cloud.wait(3600);
		expect(await refusal(show())).toMatchObject({
			code: 'NatGatewayNotFound',
			message: `The Nat Gateway ${NatGatewayId} was not found`,
		});
	});

	it('makes blackholes of the routes to it when it is deleted', async () => {
		const cloud = openCloud();
		const {vpcId, subnetId} = await makeNetwork(cloud);
		const AllocationId = await makeAddress(cloud);
		const {NatGateway} = await cloud.ec2.send(new CreateNatGatewayCommand({SubnetId: subnetId, AllocationId}));
		const NatGatewayId = id(NatGateway?.NatGatewayId);
		await cloud.wait(150);
		const RouteTableId = await makeTable(cloud, vpcId);
		await cloud.ec2.send(new CreateRouteCommand({RouteTableId, DestinationCidrBlock: everywhere, NatGatewayId}));
		expect(await routesOf(cloud, RouteTableId)).toMatchObject([{NatGatewayId, State: 'active'}]);
		await cloud.ec2.send(new DeleteNatGatewayCommand({NatGatewayId}));
		await cloud.wait(120);
		expect(await routesOf(cloud, RouteTableId)).toMatchObject([{NatGatewayId, State: 'blackhole'}]);
	});

	it('fails without an internet gateway, and goes by itself later', async () => {
		const cloud = openCloud();
		const vpcId = await makeVpc(cloud);
		const SubnetId = await makeSubnet(cloud, vpcId, '11.0.0.0/24');
		const AllocationId = await makeAddress(cloud);
		await cloud.ec2.send(new CreateNatGatewayCommand({SubnetId, AllocationId}));
		await cloud.wait(60);
		const Filter = [{Name: 'vpc-id', Values: [vpcId]}];
		const {NatGateways} = await cloud.ec2.send(new DescribeNatGatewaysCommand({Filter}));
		expect(NatGateways).toMatchObject([
			{
				State: 'failed',
				FailureCode: 'Gateway.NotAttached',
				FailureMessage: `Network ${vpcId} has no Internet gateway attached`,
			},
		]);
		await cloud.ec2.send(new ReleaseAddressCommand({AllocationId}));
		await cloud.wait(3600);
		expect((await cloud.ec2.send(new DescribeNatGatewaysCommand({Filter}))).NatGateways?.[0]?.State).toBe('deleted');
		await cloud.wait(3600);
		expect(cloud.world.natGateways).toEqual({});
	});

	it('fails with an address that something else has', async () => {
		const cloud = openCloud();
		const {subnetId} = await makeNetwork(cloud);
		const AllocationId = await makeAddress(cloud);
		await cloud.ec2.send(new CreateNatGatewayCommand({SubnetId: subnetId, AllocationId}));
		await cloud.ec2.send(new CreateNatGatewayCommand({SubnetId: subnetId, AllocationId}));
		await cloud.wait(150);
		const {NatGateways} = await cloud.ec2.send(new DescribeNatGatewaysCommand({}));
		expect(NatGateways?.map(({State, FailureCode}) => [State, FailureCode])).toEqual([
			['available', undefined],
			['failed', 'Resource.AlreadyAssociated'],
		]);
	});

	it('is made once for a token', async () => {
		const cloud = openCloud();
		const {subnetId} = await makeNetwork(cloud);
		const AllocationId = await makeAddress(cloud);
		const request = {SubnetId: subnetId, AllocationId, ClientToken: 'token'};
		const first = await cloud.ec2.send(new CreateNatGatewayCommand(request));
		const again = await cloud.ec2.send(new CreateNatGatewayCommand(request));
		expect(again.NatGateway?.NatGatewayId).toBe(first.NatGateway?.NatGatewayId);
		const other = {...request, AllocationId: await makeAddress(cloud)};
		expect((await refusal(cloud.ec2.send(new CreateNatGatewayCommand(other)))).code).toBe(
			'IdempotentParameterMismatch',
		);
	});
});

describe('Elastic IP addresses', () => {
	it('are five at most, all different, and unknown once released', async () => {
		const cloud = openCloud();
		const ids = [];
		for (let count = 0; count < 5; count++) ids.push(await makeAddress(cloud));
		expect((await refusal(makeAddress(cloud))).code).toBe('AddressLimitExceeded');
		const {Addresses} = await cloud.ec2.send(new DescribeAddressesCommand({}));
		expect(new Set(Addresses?.map(({PublicIp}) => PublicIp)).size).toBe(5);
		await cloud.ec2.send(new ReleaseAddressCommand({AllocationId: ids[0]}));
		expect(await refusal(cloud.ec2.send(new ReleaseAddressCommand({AllocationId: ids[0]})))).toMatchObject({
			code: 'InvalidAllocationID.NotFound',
			message: `The allocation ID '${ids[0]}' does not exist`,
		});
	});
});
