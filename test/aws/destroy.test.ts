import {describe, expect, it} from 'vitest';
import {createResourceKinds} from '../../source/aws/resources.ts';
import type {Target} from '../../source/engine/ports.ts';
import {type KindName, kinds as onPaper} from '../../source/plan/kinds.ts';
import {recordClients, serviceError, targetOf} from './recorded-clients.ts';

const of = <Name extends KindName>(...parameters: Parameters<typeof targetOf<Name>>): Target =>
	targetOf(...parameters) as unknown as Target;

type Case = {readonly target: Target; readonly operation: string; readonly input: object; readonly gone: string};

const instance = {
	subnetId: '',
	groupIds: [],
	profileName: '',
	imageId: '',
	instanceType: 't3.micro',
	publicAddress: false,
};

const endpoint = {
	vpcId: '',
	serviceName: '',
	subnetIds: [],
	groupIds: [],
	privateDns: false,
	needsAcceptance: true,
};

const destroys: readonly Case[] = [
	{
		target: of('vpc', {cidr: ''}, {outputs: {vpcId: 'vpc-1'}}),
		operation: 'deleteVpc',
		input: {VpcId: 'vpc-1'},
		gone: 'InvalidVpcID.NotFound',
	},
	{
		target: of('subnet', {vpcId: '', cidr: '', availabilityZoneId: ''}, {outputs: {subnetId: 'subnet-1'}}),
		operation: 'deleteSubnet',
		input: {SubnetId: 'subnet-1'},
		gone: 'InvalidSubnetID.NotFound',
	},
	{
		target: of('internet-gateway', {}, {outputs: {internetGatewayId: 'igw-1'}}),
		operation: 'deleteInternetGateway',
		input: {InternetGatewayId: 'igw-1'},
		gone: 'InvalidInternetGatewayID.NotFound',
	},
	{
		target: of('internet-gateway-attachment', {internetGatewayId: 'igw-1', vpcId: 'vpc-1'}),
		operation: 'detachInternetGateway',
		input: {InternetGatewayId: 'igw-1', VpcId: 'vpc-1'},
		gone: 'Gateway.NotAttached',
	},
	{
		target: of('route-table', {vpcId: ''}, {outputs: {routeTableId: 'rtb-1'}}),
		operation: 'deleteRouteTable',
		input: {RouteTableId: 'rtb-1'},
		gone: 'InvalidRouteTableID.NotFound',
	},
	{
		target: of('route-table-association', {routeTableId: '', subnetId: ''}, {outputs: {associationId: 'rtbassoc-1'}}),
		operation: 'disassociateRouteTable',
		input: {AssociationId: 'rtbassoc-1'},
		gone: 'InvalidAssociationID.NotFound',
	},
	{
		target: of('route', {routeTableId: 'rtb-1', destinationCidr: '0.0.0.0/0', via: 'nat-gateway', gatewayId: ''}),
		operation: 'deleteRoute',
		input: {RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0'},
		gone: 'InvalidRoute.NotFound',
	},
	{
		target: of('address', {}, {outputs: {allocationId: 'eipalloc-1'}}),
		operation: 'releaseAddress',
		input: {AllocationId: 'eipalloc-1'},
		gone: 'InvalidAllocationID.NotFound',
	},
	{
		target: of('nat-gateway', {subnetId: '', allocationId: ''}, {outputs: {natGatewayId: 'nat-1'}}),
		operation: 'deleteNatGateway',
		input: {NatGatewayId: 'nat-1'},
		gone: 'NatGatewayNotFound',
	},
	{
		target: of('security-group', {vpcId: '', groupName: '', description: ''}, {outputs: {groupId: 'sg-1'}}),
		operation: 'deleteSecurityGroup',
		input: {GroupId: 'sg-1'},
		gone: 'InvalidGroup.NotFound',
	},
	{
		target: of('role', {roleName: 'role'}),
		operation: 'deleteRole',
		input: {RoleName: 'role'},
		gone: 'NoSuchEntityException',
	},
	{
		target: of('role-policy', {roleName: 'role', policyName: 'Policy'}),
		operation: 'detachRolePolicy',
		input: {RoleName: 'role', PolicyArn: 'arn:aws:iam::aws:policy/Policy'},
		gone: 'NoSuchEntityException',
	},
	{
		target: of('instance-profile', {profileName: 'profile'}),
		operation: 'deleteInstanceProfile',
		input: {InstanceProfileName: 'profile'},
		gone: 'NoSuchEntityException',
	},
	{
		target: of('instance-profile-role', {profileName: 'profile', roleName: 'role'}),
		operation: 'removeRoleFromInstanceProfile',
		input: {InstanceProfileName: 'profile', RoleName: 'role'},
		gone: 'NoSuchEntityException',
	},
	{
		target: of('instance', instance, {outputs: {instanceId: 'i-1'}}),
		operation: 'terminateInstances',
		input: {InstanceIds: ['i-1']},
		gone: 'InvalidInstanceID.NotFound',
	},
	{
		target: of('target-group', {name: '', vpcId: '', port: 80}, {outputs: {targetGroupArn: 'arn:tg'}}),
		operation: 'deleteTargetGroup',
		input: {TargetGroupArn: 'arn:tg'},
		gone: 'TargetGroupNotFoundException',
	},
	{
		target: of('target', {targetGroupArn: 'arn:tg', instanceId: 'i-1', port: 80}),
		operation: 'deregisterTargets',
		input: {TargetGroupArn: 'arn:tg', Targets: [{Id: 'i-1', Port: 80}]},
		gone: 'TargetGroupNotFoundException',
	},
	{
		target: of('load-balancer', {name: '', subnetIds: [], groupIds: []}, {outputs: {loadBalancerArn: 'arn:lb'}}),
		operation: 'deleteLoadBalancer',
		input: {LoadBalancerArn: 'arn:lb'},
		gone: 'LoadBalancerNotFoundException',
	},
	{
		target: of('listener', {loadBalancerArn: '', targetGroupArn: '', port: 80}, {outputs: {listenerArn: 'arn:l'}}),
		operation: 'deleteListener',
		input: {ListenerArn: 'arn:l'},
		gone: 'ListenerNotFoundException',
	},
	{
		target: of('endpoint-service', {loadBalancerArn: ''}, {outputs: {serviceId: 'vpce-svc-1'}}),
		operation: 'deleteVpcEndpointServiceConfigurations',
		input: {ServiceIds: ['vpce-svc-1']},
		gone: 'InvalidVpcEndpointService.NotFound',
	},
	{
		target: of('endpoint', endpoint, {outputs: {endpointId: 'vpce-1'}}),
		operation: 'deleteVpcEndpoints',
		input: {VpcEndpointIds: ['vpce-1']},
		gone: 'InvalidVpcEndpoint.NotFound',
	},
	{
		target: of('endpoint-connection', {serviceId: 'vpce-svc-1', endpointId: 'vpce-1'}),
		operation: 'rejectVpcEndpointConnections',
		input: {ServiceId: 'vpce-svc-1', VpcEndpointIds: ['vpce-1']},
		gone: 'InvalidVpcEndpointId.NotFound',
	},
];

const destroy = (target: Target, answers: Parameters<typeof recordClients>[0]) => {
	const {clients, calls} = recordClients(answers);
	const kind = createResourceKinds(clients)[target.kind];
	return {done: (kind.destroy as ((of: Target) => Promise<void>) | undefined)?.(target), calls, kind};
};

const named = destroys.map(one => [one.target.kind, one] as const);

describe('destroying', () => {
	it.each(named)('takes a %s away in one call', async (_, {target, operation, input}) => {
		const {done, calls, kind} = destroy(target, {[operation]: {}});
		await done;
		expect(calls).toEqual([{operation, input}]);
		expect(operation).toBe(`${kind.operations.destroy?.charAt(0).toLowerCase()}${kind.operations.destroy?.slice(1)}`);
	});

	it.each(named)('takes a %s that is gone already for success', async (_, {target, operation, gone}) => {
		await expect(destroy(target, {[operation]: serviceError(gone)}).done).resolves.toBeUndefined();
	});

	it.each(named)('says it when a %s is held', async (_, {target, operation}) => {
		const held = serviceError('DependencyViolation');
		await expect(destroy(target, {[operation]: held}).done).rejects.toBe(held);
	});

	it.each(named.filter(([kind]) => kind.startsWith('endpoint')))(
		'reads what a 200 says of a %s',
		async (_, {target, operation, gone}) => {
			const unsuccessful = (Code: string) => ({[operation]: {Unsuccessful: [{ResourceId: 'x', Error: {Code}}]}});
			await expect(destroy(target, unsuccessful(gone)).done).resolves.toBeUndefined();
			await expect(destroy(target, unsuccessful('ExistingVpcEndpointConnections')).done).rejects.toMatchObject({
				code: 'ExistingVpcEndpointConnections',
			});
		},
	);

	it('revokes whatever a group lets in, and nothing when it lets nothing in', async () => {
		const target = of('security-group-rules', {groupId: 'sg-1', rules: [{port: 80, cidr: '21.0.0.0/16'}]});
		const IpPermissions = [{IpProtocol: '-1', UserIdGroupPairs: [{GroupId: 'sg-9'}]}];
		const full = destroy(target, {
			describeSecurityGroups: {SecurityGroups: [{GroupId: 'sg-1', IpPermissions}]},
			revokeSecurityGroupIngress: {},
		});
		await full.done;
		expect(full.calls.at(-1)).toEqual({
			operation: 'revokeSecurityGroupIngress',
			input: {GroupId: 'sg-1', IpPermissions},
		});
		const empty = destroy(target, {describeSecurityGroups: {SecurityGroups: [{GroupId: 'sg-1'}]}});
		await empty.done;
		expect(empty.calls).toHaveLength(1);
	});

	it('is there for every kind whose end takes time on paper', () => {
		const kinds = createResourceKinds(recordClients({}).clients);
		const names = Object.keys(kinds) as KindName[];
		expect(names.filter(name => kinds[name].destroy === undefined)).toEqual(
			names.filter(name => onPaper[name].actions.teardown.length === 0),
		);
	});
});
