import {describe, expect, it} from 'vitest';
import {createResourceKinds} from '../../source/aws/resources.ts';
import {type Answers, recordClients, targetOf} from './recorded-clients.ts';

const arn = (name: string) => `arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/${name}/50dc6c49`;

/** A VPC in which one thing of each sort stands and one is on its way out. */
const vpc: Answers = {
	describeNatGateways: {
		NatGateways: [
			{NatGatewayId: 'nat-1', State: 'available'},
			{NatGatewayId: 'nat-2', State: 'deleting'},
		],
	},
	describeVpcEndpoints: {
		VpcEndpoints: [
			{VpcEndpointId: 'vpce-1', State: 'available', ServiceName: 'guardduty-data'},
			{VpcEndpointId: 'vpce-2', State: 'Deleting'},
			{VpcEndpointId: 'vpce-4', State: 'deleted'},
		],
	},
	describeInstances: {
		Reservations: [
			{
				Instances: [
					{InstanceId: 'i-1', State: {Name: 'running'}},
					{InstanceId: 'i-2', State: {Name: 'shutting-down'}},
				],
			},
		],
	},
	describeLoadBalancers: {LoadBalancers: [{LoadBalancerArn: arn('stands'), VpcId: 'vpc-1'}]},
};

const holding = (...interfaces: readonly object[]): Answers => ({
	...vpc,
	describeNetworkInterfaces: {NetworkInterfaces: interfaces.map(one => ({VpcId: 'vpc-1', ...one}))},
});

const subnet = targetOf(
	'subnet',
	{vpcId: 'vpc-1', cidr: '', availabilityZoneId: ''},
	{outputs: {subnetId: 'subnet-1'}},
);

describe('what holds a subnet', () => {
	it.each([
		['an instance that runs', {Attachment: {InstanceId: 'i-1'}}, false],
		['an instance that shuts down', {Attachment: {InstanceId: 'i-2'}}, true],
		['a NAT gateway', {Description: 'Interface for NAT Gateway nat-1'}, false],
		['a NAT gateway that is being deleted', {Description: 'Interface for NAT Gateway nat-2'}, true],
		['an endpoint of somebody else', {Description: 'VPC Endpoint Interface vpce-1'}, false],
		['an endpoint that is being deleted', {Description: 'VPC Endpoint Interface vpce-2'}, true],
		['an endpoint that AWS forgot already', {Description: 'VPC Endpoint Interface vpce-3'}, true],
		['a load balancer', {Description: 'ELB net/stands/50dc6c49'}, false],
		['what a load balancer left behind', {Description: 'ELB net/gone/50dc6c49'}, true],
		['an interface of nobody knows whom', {Description: 'made by hand'}, false],
	])('%s', async (_, shown, going) => {
		const {clients, calls} = recordClients(holding({NetworkInterfaceId: 'eni-1', ...shown}));
		const blockers = await createResourceKinds(clients).subnet.blockers?.(subnet);
		expect(blockers).toEqual([{description: expect.stringContaining('eni-1'), going}]);
		expect(calls[0]?.input['Filters']).toEqual([{Name: 'subnet-id', Values: ['subnet-1']}]);
	});

	it('is nothing when no interface is in it', async () => {
		const {clients, calls} = recordClients(holding());
		expect(await createResourceKinds(clients).subnet.blockers?.(subnet)).toEqual([]);
		expect(calls).toHaveLength(1);
	});
});

describe('what holds other things', () => {
	it('a security group: interfaces, and rules of other groups that name it', async () => {
		const {clients} = recordClients({
			...holding({NetworkInterfaceId: 'eni-1', Attachment: {InstanceId: 'i-1'}}),
			describeSecurityGroups: {
				SecurityGroups: [
					{GroupId: 'sg-1', GroupName: 'itself'},
					{GroupId: 'sg-2', GroupName: 'other'},
				],
			},
		});
		const group = targetOf('security-group', {vpcId: '', groupName: '', description: ''}, {outputs: {groupId: 'sg-1'}});
		expect(await createResourceKinds(clients)['security-group'].blockers?.(group)).toEqual([
			{description: expect.stringContaining('eni-1'), going: false},
			{description: 'a rule of security group sg-2 (other)', going: false},
		]);
	});

	it('an attachment: interfaces with a public address only', async () => {
		const {clients} = recordClients(
			holding(
				{NetworkInterfaceId: 'eni-1', Attachment: {InstanceId: 'i-2'}, Association: {PublicIp: '203.0.113.1'}},
				{NetworkInterfaceId: 'eni-2', Attachment: {InstanceId: 'i-1'}},
			),
		);
		const attachment = targetOf('internet-gateway-attachment', {internetGatewayId: 'igw-1', vpcId: 'vpc-1'});
		expect(await createResourceKinds(clients)['internet-gateway-attachment'].blockers?.(attachment)).toEqual([
			{description: expect.stringContaining('eni-1'), going: true},
		]);
	});

	it('a VPC: whatever is in it', async () => {
		const {clients} = recordClients({
			...holding(),
			describeSubnets: {Subnets: [{SubnetId: 'subnet-1'}]},
			describeSecurityGroups: {
				SecurityGroups: [
					{GroupId: 'sg-0', GroupName: 'default'},
					{GroupId: 'sg-1', GroupName: 'by-hand'},
				],
			},
			describeInternetGateways: {InternetGateways: [{InternetGatewayId: 'igw-1'}]},
			describeEgressOnlyInternetGateways: {
				EgressOnlyInternetGateways: [
					{EgressOnlyInternetGatewayId: 'eigw-0', Attachments: [{VpcId: 'vpc-0'}]},
					{EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{VpcId: 'vpc-1'}]},
				],
			},
			describeRouteTables: {
				RouteTables: [{RouteTableId: 'rtb-0', Associations: [{Main: true}]}, {RouteTableId: 'rtb-1'}],
			},
			describeNetworkAcls: {
				NetworkAcls: [
					{NetworkAclId: 'acl-0', IsDefault: true},
					{NetworkAclId: 'acl-1', IsDefault: false},
				],
			},
		});
		const target = targetOf('vpc', {cidr: ''}, {outputs: {vpcId: 'vpc-1'}});
		expect(await createResourceKinds(clients).vpc.blockers?.(target)).toEqual([
			{description: 'subnet subnet-1', going: false},
			{description: 'security group sg-1 (by-hand)', going: false},
			{description: 'internet gateway igw-1', going: false},
			{description: 'egress-only internet gateway eigw-1', going: false},
			{description: 'route table rtb-1', going: false},
			{description: 'network ACL acl-1', going: false},
			{description: 'endpoint vpce-1 (guardduty-data)', going: false},
			{description: expect.stringContaining('vpce-2'), going: true},
		]);
	});

	it('a load balancer: the endpoint services on it', async () => {
		const {clients} = recordClients({
			describeVpcEndpointServiceConfigurations: {
				ServiceConfigurations: [
					{ServiceId: 'vpce-svc-1', ServiceState: 'Deleting', NetworkLoadBalancerArns: ['arn:lb']},
					{ServiceId: 'vpce-svc-2', ServiceState: 'Available', NetworkLoadBalancerArns: ['arn:other']},
				],
			},
		});
		const target = targetOf(
			'load-balancer',
			{name: '', subnetIds: [], groupIds: []},
			{outputs: {loadBalancerArn: 'arn:lb'}},
		);
		expect(await createResourceKinds(clients)['load-balancer'].blockers?.(target)).toEqual([
			{description: 'endpoint service vpce-svc-1', going: true},
		]);
	});

	it('an endpoint service: connections that were not rejected', async () => {
		const {clients} = recordClients({
			describeVpcEndpointConnections: {
				VpcEndpointConnections: [
					{VpcEndpointId: 'vpce-1', VpcEndpointState: 'rejected'},
					{VpcEndpointId: 'vpce-2', VpcEndpointState: 'available', VpcEndpointOwner: '444455556666'},
				],
			},
		});
		const target = targetOf('endpoint-service', {loadBalancerArn: ''}, {outputs: {serviceId: 'vpce-svc-1'}});
		expect(await createResourceKinds(clients)['endpoint-service'].blockers?.(target)).toEqual([
			{description: 'connection of endpoint vpce-2 of account 444455556666 (available)', going: false},
		]);
	});

	it('a target group: the load balancers that forward to it', async () => {
		const target = targetOf('target-group', {name: '', vpcId: '', port: 80}, {outputs: {targetGroupArn: 'arn:tg'}});
		const holders = (TargetGroupArn: string) => {
			const {clients} = recordClients({
				describeTargetGroups: {TargetGroups: [{LoadBalancerArns: ['arn:lb']}]},
				describeListeners: {Listeners: [{DefaultActions: [{Type: 'forward', TargetGroupArn}]}]},
			});
			return createResourceKinds(clients)['target-group'].blockers?.(target);
		};
		const description = 'a listener of load balancer arn:lb';
		expect(await holders('arn:tg')).toEqual([{description, going: false}]);
		// The listener is gone already; the group still names its load balancer.
		expect(await holders('arn:other')).toEqual([{description, going: true}]);
	});

	it('a route table: the subnets that are associated with it', async () => {
		const Associations = [{SubnetId: 'subnet-9'}, {SubnetId: 'subnet-8', AssociationState: {State: 'disassociating'}}];
		const {clients} = recordClients({describeRouteTables: {RouteTables: [{Associations}]}});
		const table = targetOf('route-table', {vpcId: ''}, {outputs: {routeTableId: 'rtb-1'}});
		expect(await createResourceKinds(clients)['route-table'].blockers?.(table)).toEqual([
			{description: 'the association with subnet-9', going: false},
			{description: 'the association with subnet-8', going: true},
		]);
	});

	it('an address: the interface that it is mapped to', async () => {
		const {clients, calls} = recordClients({
			...holding({NetworkInterfaceId: 'eni-1', Attachment: {InstanceId: 'i-1'}}),
			describeAddresses: {Addresses: [{AllocationId: 'eipalloc-1', NetworkInterfaceId: 'eni-1'}]},
		});
		const address = targetOf('address', {}, {outputs: {allocationId: 'eipalloc-1'}});
		expect(await createResourceKinds(clients).address.blockers?.(address)).toEqual([
			{description: expect.stringContaining('eni-1'), going: false},
		]);
		expect(calls[1]?.input['Filters']).toEqual([{Name: 'network-interface-id', Values: ['eni-1']}]);
	});

	it('an internet gateway: the VPC that somebody attached it to', async () => {
		const Attachments = [{VpcId: 'vpc-9', State: 'available'}];
		const {clients} = recordClients({describeInternetGateways: {InternetGateways: [{Attachments}]}});
		const gateway = targetOf('internet-gateway', {}, {outputs: {internetGatewayId: 'igw-1'}});
		expect(await createResourceKinds(clients)['internet-gateway'].blockers?.(gateway)).toEqual([
			{description: 'the attachment to vpc-9', going: false},
		]);
	});
});
