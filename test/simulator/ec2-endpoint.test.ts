import {
	AcceptVpcEndpointConnectionsCommand,
	CreateVpcEndpointCommand,
	type CreateVpcEndpointCommandInput,
	CreateVpcEndpointServiceConfigurationCommand,
	DeleteSubnetCommand,
	DeleteVpcEndpointServiceConfigurationsCommand,
	DeleteVpcEndpointsCommand,
	DescribeNetworkInterfacesCommand,
	DescribeVpcEndpointConnectionsCommand,
	DescribeVpcEndpointServiceConfigurationsCommand,
	DescribeVpcEndpointServicePermissionsCommand,
	DescribeVpcEndpointServicesCommand,
	DescribeVpcEndpointsCommand,
	ModifyVpcAttributeCommand,
	ModifyVpcEndpointServicePermissionsCommand,
	RejectVpcEndpointConnectionsCommand,
} from '@aws-sdk/client-ec2';
import {CreateLoadBalancerCommand, DeleteLoadBalancerCommand} from '@aws-sdk/client-elastic-load-balancing-v2';
import {describe, expect, it} from 'vitest';
import {ownCaller} from '../../source/simulator/accounts.ts';
import {sendRaw} from '../helpers/simulator.ts';
import {type Cloud, id, makeBalancer, makeGroup, makeSubnet, makeVpc, openCloud, refusal} from './ec2-world.ts';

type Lab = {
	readonly cloud: Cloud;
	readonly balancerArn: string;
	readonly serviceId: string;
	readonly serviceName: string;
	readonly consumer: {readonly vpcId: string; readonly subnetIds: string[]; readonly groupId: string};
};

const makeService = async ({ec2, settle}: Cloud, balancerArn: string, AcceptanceRequired = true) => {
	const {ServiceConfiguration} = await ec2.send(
		new CreateVpcEndpointServiceConfigurationCommand({NetworkLoadBalancerArns: [balancerArn], AcceptanceRequired}),
	);
	await settle();
	const serviceId = id(ServiceConfiguration?.ServiceId);
	return {serviceId, serviceName: id(ServiceConfiguration?.ServiceName)};
};

const permit = ({ec2}: Cloud, ServiceId: string) =>
	ec2.send(
		new ModifyVpcEndpointServicePermissionsCommand({
			ServiceId,
			AddAllowedPrincipals: [`arn:aws:iam::${ownCaller.account}:root`],
		}),
	);

/** A provider with a service that takes endpoints, and a consumer VPC. */
const openLab = async (acceptance = true): Promise<Lab> => {
	const cloud = openCloud();
	const provider = await makeVpc(cloud);
	const providerSubnets = [
		await makeSubnet(cloud, provider, '11.0.2.0/24', 'use1-az6'),
		await makeSubnet(cloud, provider, '11.0.3.0/24', 'use1-az1'),
	];
	const group = await makeGroup(cloud, provider, 'load-balancer');
	const {balancerArn} = await makeBalancer(cloud, provider, providerSubnets, [group]);
	const service = await makeService(cloud, balancerArn, acceptance);
	await permit(cloud, service.serviceId);
	await cloud.wait(120);
	const vpcId = await makeVpc(cloud, '21.0.0.0/16');
	const subnetIds = [
		await makeSubnet(cloud, vpcId, '21.0.2.0/24', 'use1-az6'),
		await makeSubnet(cloud, vpcId, '21.0.3.0/24', 'use1-az1'),
	];
	const groupId = await makeGroup(cloud, vpcId, 'endpoint');
	return {cloud, balancerArn, ...service, consumer: {vpcId, subnetIds, groupId}};
};

const request = (lab: Lab, more: Partial<CreateVpcEndpointCommandInput> = {}): CreateVpcEndpointCommand =>
	new CreateVpcEndpointCommand({
		VpcEndpointType: 'Interface',
		VpcId: lab.consumer.vpcId,
		ServiceName: lab.serviceName,
		SubnetIds: lab.consumer.subnetIds,
		SecurityGroupIds: [lab.consumer.groupId],
		PrivateDnsEnabled: false,
		...more,
	});

const makeEndpoint = async (lab: Lab): Promise<string> => {
	const {VpcEndpoint} = await lab.cloud.ec2.send(request(lab));
	await lab.cloud.wait(60);
	return id(VpcEndpoint?.VpcEndpointId);
};

/** As the consumer sees it. */
const stateOf = async ({cloud}: Lab, endpointId: string): Promise<string | undefined> => {
	const {VpcEndpoints} = await cloud.ec2.send(new DescribeVpcEndpointsCommand({VpcEndpointIds: [endpointId]}));
	return VpcEndpoints?.[0]?.State;
};

/** As the provider sees them. */
const connections = async ({cloud, serviceId}: Lab) => {
	const Filters = [{Name: 'service-id', Values: [serviceId]}];
	const {VpcEndpointConnections} = await cloud.ec2.send(new DescribeVpcEndpointConnectionsCommand({Filters}));
	return VpcEndpointConnections?.map(each => [each.VpcEndpointId, each.VpcEndpointState as string]);
};

const decide = (lab: Lab, command: 'accept' | 'reject', ...VpcEndpointIds: string[]) => {
	const input = {ServiceId: lab.serviceId, VpcEndpointIds};
	return command === 'accept'
		? lab.cloud.ec2.send(new AcceptVpcEndpointConnectionsCommand(input))
		: lab.cloud.ec2.send(new RejectVpcEndpointConnectionsCommand(input));
};

describe('an endpoint service', () => {
	it('stands on an active load balancer of its own', async () => {
		const cloud = openCloud();
		const vpcId = await makeVpc(cloud);
		const subnetId = await makeSubnet(cloud, vpcId, '11.0.2.0/24');
		const {LoadBalancers} = await cloud.elb.send(
			new CreateLoadBalancerCommand({Name: 'lab', Type: 'network', Scheme: 'internal', Subnets: [subnetId]}),
		);
		const arn = id(LoadBalancers?.[0]?.LoadBalancerArn);
		const create = () =>
			cloud.ec2.send(
				new CreateVpcEndpointServiceConfigurationCommand({NetworkLoadBalancerArns: [arn], AcceptanceRequired: true}),
			);
		await cloud.settle();
		expect((await refusal(create())).code).toBe('InvalidParameter');
		await cloud.wait(300);
		const {ServiceConfiguration} = await create();
		const ServiceId = id(ServiceConfiguration?.ServiceId);
		expect(ServiceConfiguration).toMatchObject({
			ServiceName: `com.amazonaws.vpce.us-east-1.${ServiceId}`,
			ServiceState: 'Available',
			AcceptanceRequired: true,
			AvailabilityZoneIds: ['use1-az6'],
			NetworkLoadBalancerArns: [arn],
		});
		expect(await refusal(create())).toMatchObject({
			code: 'InvalidParameter',
			message: 'LBs are already associated with another VPC Endpoint Service Configuration',
		});
		await cloud.settle();
		expect(await refusal(cloud.elb.send(new DeleteLoadBalancerCommand({LoadBalancerArn: arn})))).toMatchObject({
			code: 'ResourceInUse',
			message: `Load balancer '${arn}' cannot be deleted because it is currently associated with another service`,
		});
		const Filters = [{Name: 'service-state', Values: ['Available']}];
		const found = await cloud.ec2.send(new DescribeVpcEndpointServiceConfigurationsCommand({Filters}));
		expect(found.ServiceConfigurations).toHaveLength(1);
		const removed = await cloud.ec2.send(
			new DeleteVpcEndpointServiceConfigurationsCommand({ServiceIds: [ServiceId, 'vpce-svc-0aaaaaaaaaaaaaaaa']}),
		);
		expect(removed.Unsuccessful).toMatchObject([
			{ResourceId: 'vpce-svc-0aaaaaaaaaaaaaaaa', Error: {Code: 'InvalidVpcEndpointService.NotFound'}},
		]);
		await cloud.wait(30);
		await cloud.elb.send(new DeleteLoadBalancerCommand({LoadBalancerArn: arn}));
	});

	it('is made once for a token', async () => {
		const {cloud, balancerArn} = await openLab();
		await cloud.ec2.send(
			new DeleteVpcEndpointServiceConfigurationsCommand({ServiceIds: Object.keys(cloud.world.endpointServices)}),
		);
		await cloud.wait(30);
		const create = (AcceptanceRequired: boolean) =>
			cloud.ec2.send(
				new CreateVpcEndpointServiceConfigurationCommand({
					NetworkLoadBalancerArns: [balancerArn],
					AcceptanceRequired,
					ClientToken: 'token',
				}),
			);
		const first = await create(true);
		expect((await create(true)).ServiceConfiguration?.ServiceId).toBe(first.ServiceConfiguration?.ServiceId);
		expect((await refusal(create(false))).code).toBe('IdempotentParameterMismatch');
	});

	it('answers 503 for a while, though its state says Available', async () => {
		const lab = await openLab();
		const {cloud, balancerArn, serviceId} = lab;
		await cloud.ec2.send(new DeleteVpcEndpointServiceConfigurationsCommand({ServiceIds: [serviceId]}));
		await cloud.wait(30);
		const fresh = await makeService(cloud, balancerArn);
		await permit(cloud, fresh.serviceId);
		const call = () => cloud.ec2.send(request({...lab, ...fresh}, {ClientToken: 'same'}));
		expect(await refusal(call())).toMatchObject({code: 'Unavailable', status: 503});
		await cloud.wait(150);
		expect((await call()).VpcEndpoint?.ServiceName).toBe(fresh.serviceName);
	});

	it('does not exist for those whom it does not permit', async () => {
		const lab = await openLab();
		const {cloud, serviceId, serviceName} = lab;
		const {AllowedPrincipals} = await cloud.ec2.send(
			new DescribeVpcEndpointServicePermissionsCommand({ServiceId: serviceId}),
		);
		expect(AllowedPrincipals).toMatchObject([
			{Principal: `arn:aws:iam::${ownCaller.account}:root`, PrincipalType: 'Account', ServiceId: serviceId},
		]);
		const modify = (input: {AddAllowedPrincipals?: string[]; RemoveAllowedPrincipals?: string[]}) =>
			cloud.ec2.send(new ModifyVpcEndpointServicePermissionsCommand({ServiceId: serviceId, ...input}));
		await modify({RemoveAllowedPrincipals: [`arn:aws:iam::${ownCaller.account}:root`]});
		expect(await refusal(cloud.ec2.send(request(lab)))).toMatchObject({
			code: 'InvalidServiceName',
			message: `The Vpc Endpoint Service '${serviceName}' does not exist`,
		});
		expect((await refusal(modify({AddAllowedPrincipals: ['arn:aws:iam::1:role/a/b']}))).code).toBe('InvalidPrincipal');
		await modify({AddAllowedPrincipals: ['*']});
		const {ServiceDetails} = await cloud.ec2.send(
			new DescribeVpcEndpointServicesCommand({ServiceNames: [serviceName]}),
		);
		expect(ServiceDetails).toMatchObject([{AvailabilityZoneIds: ['use1-az6', 'use1-az1'], AcceptanceRequired: true}]);
	});
});

describe('an endpoint to a service that wants to be asked', () => {
	it('waits for acceptance and becomes available, each side in its own time', async () => {
		const lab = await openLab();
		const {cloud, consumer, serviceId} = lab;
		const {VpcEndpoint} = await cloud.ec2.send(request(lab));
		const endpointId = id(VpcEndpoint?.VpcEndpointId);
		expect(VpcEndpoint).toMatchObject({State: 'pending', VpcEndpointType: 'Interface', SubnetIds: consumer.subnetIds});
		await cloud.settle();
		expect(await connections(lab)).toEqual([]);
		await cloud.wait(60);
		expect(await stateOf(lab, endpointId)).toBe('pendingAcceptance');
		expect(await connections(lab)).toEqual([[endpointId, 'pendingAcceptance']]);

		const {VpcEndpoints} = await cloud.ec2.send(
			new DescribeVpcEndpointsCommand({Filters: [{Name: 'vpc-endpoint-state', Values: ['pendingAcceptance']}]}),
		);
		const names = VpcEndpoints?.[0]?.DnsEntries?.map(({DnsName}) => DnsName ?? '');
		const [regional = '', first, second] = names ?? [];
		expect(regional).toMatch(
			new RegExp(`^${endpointId}-[a-z0-9]{8}\\.${serviceId}\\.us-east-1\\.vpce\\.amazonaws\\.com$`),
		);
		const [label, ...rest] = regional.split('.');
		expect([first, second]).toEqual(['us-east-1a', 'us-east-1b'].map(zone => [`${label}-${zone}`, ...rest].join('.')));

		expect((await decide(lab, 'accept', endpointId)).Unsuccessful).toEqual([]);
		expect(await stateOf(lab, endpointId)).toBe('pending');
		await cloud.wait(180);
		expect(await stateOf(lab, endpointId)).toBe('available');
		expect(await connections(lab)).toEqual([[endpointId, 'available']]);
	});

	it('has its states in camelCase on the wire, its service in PascalCase', async () => {
		const lab = await openLab();
		await makeEndpoint(lab);
		const {simulator} = lab.cloud;
		const send = (action: string) =>
			sendRaw(simulator, {service: 'ec2', body: `Action=${action}&Version=2016-11-15`}).text;
		expect(send('DescribeVpcEndpoints')).toContain('<state>pendingAcceptance</state>');
		expect(send('DescribeVpcEndpointConnections')).toContain('<vpcEndpointState>pendingAcceptance</vpcEndpointState>');
		expect(send('DescribeVpcEndpointServiceConfigurations')).toContain('<serviceState>Available</serviceState>');
	});

	it('is decided on one by one: what fails is told in a success', async () => {
		const lab = await openLab();
		const endpointId = await makeEndpoint(lab);
		const unknown = 'vpce-0aaaaaaaaaaaaaaaa';
		expect((await decide(lab, 'accept', unknown, endpointId)).Unsuccessful).toMatchObject([
			{ResourceId: unknown, Error: {Code: 'InvalidVpcEndpointId.NotFound'}},
		]);
		expect((await decide(lab, 'accept', endpointId)).Unsuccessful).toMatchObject([
			{ResourceId: endpointId, Error: {Code: 'InvalidState'}},
		]);
	});

	it('is rejected for good, whether it was accepted before or not', async () => {
		const lab = await openLab();
		const endpointId = await makeEndpoint(lab);
		await decide(lab, 'accept', endpointId);
		await decide(lab, 'reject', endpointId);
		await lab.cloud.wait(300);
		expect(await stateOf(lab, endpointId)).toBe('rejected');
		expect(await connections(lab)).toEqual([[endpointId, 'rejected']]);
		for (const command of ['accept', 'reject'] as const) {
			expect((await decide(lab, command, endpointId)).Unsuccessful?.[0]?.Error?.Code).toBe('InvalidState');
		}
	});

	it('holds its service until it is rejected or gone', async () => {
		const lab = await openLab();
		const {cloud, serviceId} = lab;
		const endpointId = await makeEndpoint(lab);
		const remove = () => cloud.ec2.send(new DeleteVpcEndpointServiceConfigurationsCommand({ServiceIds: [serviceId]}));
		expect((await remove()).Unsuccessful).toEqual([
			{
				ResourceId: serviceId,
				Error: {
					Code: 'ExistingVpcEndpointConnections',
					Message: `Service ${serviceId} has existing active VPC Endpoint connections!`,
				},
			},
		]);
		await decide(lab, 'reject', endpointId);
		expect((await remove()).Unsuccessful).toEqual([]);
		await cloud.wait(30);
		expect(cloud.world.endpointServices).toEqual({});
		expect(await connections(lab)).toEqual([]);
	});

	it('keeps its interfaces until it is deleted, and is listed for a moment more', async () => {
		const lab = await openLab();
		const {cloud, consumer} = lab;
		const endpointId = await makeEndpoint(lab);
		const {NetworkInterfaces} = await cloud.ec2.send(
			new DescribeNetworkInterfacesCommand({Filters: [{Name: 'vpc-id', Values: [consumer.vpcId]}]}),
		);
		expect(NetworkInterfaces?.map(card => [card.SubnetId, card.InterfaceType, card.Description])).toEqual(
			consumer.subnetIds.map(subnetId => [subnetId, 'vpc_endpoint', `VPC Endpoint Interface ${endpointId}`]),
		);
		const unknown = 'vpce-0aaaaaaaaaaaaaaaa';
		const removed = await cloud.ec2.send(new DeleteVpcEndpointsCommand({VpcEndpointIds: [endpointId, unknown]}));
		expect(removed.Unsuccessful).toMatchObject([{ResourceId: unknown, Error: {Code: 'InvalidVpcEndpointId.NotFound'}}]);
		expect(await stateOf(lab, endpointId)).toBe('deleting');
		expect(await connections(lab)).toEqual([[endpointId, 'deleting']]);
		const removeSubnet = () => cloud.ec2.send(new DeleteSubnetCommand({SubnetId: consumer.subnetIds[0]}));
		expect((await refusal(removeSubnet())).code).toBe('DependencyViolation');
		await cloud.wait(400);
		await removeSubnet();
		expect((await refusal(stateOf(lab, endpointId))).code).toBe('InvalidVpcEndpointId.NotFound');
		expect(cloud.world.endpoints).toEqual({});
	});

	it('is made once for a token', async () => {
		const lab = await openLab();
		const send = (more: Partial<CreateVpcEndpointCommandInput> = {}) =>
			lab.cloud.ec2.send(request(lab, {ClientToken: 'token', ...more}));
		const first = await send();
		expect((await send()).VpcEndpoint?.VpcEndpointId).toBe(first.VpcEndpoint?.VpcEndpointId);
		expect((await refusal(send({PrivateDnsEnabled: true}))).code).toBe('IdempotentParameterMismatch');
	});

	it('is refused with two subnets of a zone, in a zone without the service, or with private DNS', async () => {
		const lab = await openLab();
		const {cloud, consumer, serviceName} = lab;
		const twin = await makeSubnet(cloud, consumer.vpcId, '21.0.4.0/24', 'use1-az6');
		const far = await makeSubnet(cloud, consumer.vpcId, '21.0.5.0/24', 'use1-az2');
		const [near = ''] = consumer.subnetIds;
		const refused = (more: Partial<CreateVpcEndpointCommandInput>) => refusal(cloud.ec2.send(request(lab, more)));
		expect(await refused({SubnetIds: [near, twin]})).toMatchObject({
			code: 'DuplicateSubnetsInSameZone',
			message: `Found another VPC endpoint subnet in the availability zone of ${near}`,
		});
		expect(await refused({SubnetIds: [near, far]})).toMatchObject({
			code: 'InvalidParameter',
			message: `The VPC endpoint service ${serviceName} does not support the availability zone of the subnet: ${far}.`,
		});
		expect(await refused({PrivateDnsEnabled: true})).toMatchObject({
			code: 'InvalidParameter',
			message: `Private DNS can't be enabled because the service ${serviceName} does not provide a private DNS name.`,
		});
		expect(await refused({VpcEndpointType: undefined})).toMatchObject({
			code: 'InvalidParameter',
			message: 'Endpoint type (Gateway) does not match available service types ([Interface]).',
		});
	});
});

describe('other endpoints', () => {
	it('need no acceptance where the service wants none', async () => {
		const lab = await openLab(false);
		const endpointId = await makeEndpoint(lab);
		await lab.cloud.wait(120);
		expect(await stateOf(lab, endpointId)).toBe('available');
		expect(await connections(lab)).toEqual([[endpointId, 'available']]);
	});

	it('to Session Manager take the service’s own name, in VPCs whose DNS allows it', async () => {
		const lab = await openLab();
		const {cloud, consumer} = lab;
		const ssm = {ServiceName: 'com.amazonaws.us-east-1.ssm', PrivateDnsEnabled: true};
		expect(await refusal(cloud.ec2.send(request(lab, ssm)))).toMatchObject({
			code: 'InvalidParameter',
			message: `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${consumer.vpcId}`,
		});
		await cloud.ec2.send(new ModifyVpcAttributeCommand({VpcId: consumer.vpcId, EnableDnsHostnames: {Value: true}}));
		const {VpcEndpoint} = await cloud.ec2.send(request(lab, ssm));
		expect(VpcEndpoint?.DnsEntries?.at(-1)?.DnsName).toBe('ssm.us-east-1.amazonaws.com');
		expect((await refusal(cloud.ec2.send(request(lab, ssm)))).message).toContain(
			'conflicting DNS domain for ssm.us-east-1.amazonaws.com',
		);
		await cloud.wait(60);
		expect(await stateOf(lab, id(VpcEndpoint?.VpcEndpointId))).toBe('pending');
		await cloud.wait(120);
		expect(await stateOf(lab, id(VpcEndpoint?.VpcEndpointId))).toBe('available');
		expect(await connections(lab)).toEqual([]);
	});

	it('to S3 are routes', async () => {
		const lab = await openLab();
		const {cloud, consumer} = lab;
		const [table] = Object.values(cloud.world.routeTables).filter(({shown}) => shown.VpcId === consumer.vpcId);
		const input = {
			VpcId: consumer.vpcId,
			ServiceName: 'com.amazonaws.us-east-1.s3',
			RouteTableIds: [id(table?.id)],
		};
		const {VpcEndpoint} = await cloud.ec2.send(new CreateVpcEndpointCommand(input));
		expect(VpcEndpoint?.VpcEndpointType).toBe('Gateway');
		expect(table?.shown.Routes?.at(-1)).toMatchObject({GatewayId: VpcEndpoint?.VpcEndpointId, State: 'active'});
		expect((await refusal(cloud.ec2.send(new CreateVpcEndpointCommand(input)))).code).toBe('RouteAlreadyExists');
		await cloud.wait(30);
		await cloud.ec2.send(new DeleteVpcEndpointsCommand({VpcEndpointIds: [id(VpcEndpoint?.VpcEndpointId)]}));
		await cloud.wait(30);
		expect(table?.shown.Routes).toHaveLength(1);
	});

	it('to nothing are refused', async () => {
		const lab = await openLab();
		const ServiceName = 'com.amazonaws.us-east-1.ssn';
		expect((await refusal(lab.cloud.ec2.send(request(lab, {ServiceName})))).code).toBe('InvalidServiceName');
	});
});
