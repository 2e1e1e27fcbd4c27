import type {NetworkInterface, VpcEndpoint} from '@aws-sdk/client-ec2';
import type {Blocker} from '../engine/ports.ts';
import type {AwsClients} from './clients.ts';
import {loadBalancerPath, servedBy} from './interface-owner.ts';
import {stateOf, unlessMissing} from './observation.ts';
import {collect} from './pages.ts';
import {filter, isOfGuardDuty, tagRecord} from './tags.ts';

type Filter = ReturnType<typeof filter>;

const leaving: readonly string[] = ['deleting', 'deleted', 'shutting-down', 'terminated'];

const describeInterfaces = async (clients: AwsClients, by: Filter): Promise<readonly NetworkInterface[]> => {
	const ec2 = await clients.ec2();
	return collect(
		token => ec2.describeNetworkInterfaces({Filters: [by], NextToken: token}),
		page => page.NetworkInterfaces,
	);
};

/**
 * The gateways, endpoints, load balancers and instances of a VPC that stand and are not on their way out, by what their
 * interfaces call them; with words for those that may be somebody else's.
 */
const standingOwners = async (clients: AwsClients, vpcId: string): Promise<ReadonlyMap<string, string>> => {
	const [ec2, elbv2] = await Promise.all([clients.ec2(), clients.elbv2()]);
	const inVpc = filter('vpc-id', vpcId);
	const [natGateways, endpoints, instances, loadBalancers] = await Promise.all([
		collect(
			token => ec2.describeNatGateways({Filter: [inVpc], NextToken: token}),
			page => page.NatGateways?.map(({NatGatewayId, State}) => [NatGatewayId, State]),
		),
		collect(
			token => ec2.describeVpcEndpoints({Filters: [inVpc], NextToken: token}),
			page => page.VpcEndpoints?.map(one => [one.VpcEndpointId, one.State, endpointWords(one)]),
		),
		collect(
			token => ec2.describeInstances({Filters: [inVpc], NextToken: token}),
			page => page.Reservations?.flatMap(({Instances = []}) => Instances.map(one => [one.InstanceId, one.State?.Name])),
		),
		collect(
			token => elbv2.describeLoadBalancers({Marker: token}),
			page =>
				page.LoadBalancers?.filter(one => one.VpcId === vpcId).map(one => [
					loadBalancerPath(one.LoadBalancerArn),
					'active',
				]),
		),
	]);
	const owners = [...natGateways, ...endpoints, ...instances, ...loadBalancers];
	const standing = owners.filter(([, state]) => !leaving.includes(stateOf(state)));
	return new Map(standing.map(([id = '', , words = '']) => [id, words]));
};

/** GuardDuty and others put endpoints of their own into a VPC. */
const endpointWords = ({ServiceName, RequesterManaged, Tags}: VpcEndpoint): string => {
	const by = isOfGuardDuty(tagRecord(Tags)) ? 'Amazon GuardDuty' : RequesterManaged ? 'AWS' : '';
	return by === '' ? '' : `an endpoint of ${by} (${ServiceName})`;
};

const describe = ({NetworkInterfaceId, InterfaceType, Description, RequesterId}: NetworkInterface): string =>
	[
		`network interface ${NetworkInterfaceId}`,
		[InterfaceType, Description].filter(Boolean).join(', '),
		RequesterId && `made by ${RequesterId}`,
	]
		.filter(Boolean)
		.join(' · ');

const toBlockers = async (
	clients: AwsClients,
	interfaces: readonly NetworkInterface[],
): Promise<readonly Blocker[]> => {
	const vpcId = interfaces[0]?.VpcId;
	if (vpcId === undefined) return [];
	const standing = await standingOwners(clients, vpcId);
	return interfaces.map(one => {
		const owner = servedBy(one);
		// AWS takes its own interfaces away some time after what they served is gone.
		const words = standing.get(owner ?? '') ?? '';
		const description = words === '' ? describe(one) : `${describe(one)}, ${words}`;
		return {description, going: owner !== undefined && !standing.has(owner)};
	});
};

/** The network interfaces that a filter finds: they hold their subnet and their security groups. */
export const interfaceHolders = async (clients: AwsClients, by: Filter): Promise<readonly Blocker[]> =>
	toBlockers(clients, await describeInterfaces(clients, by));

/** The interfaces with a public address: an internet gateway cannot be detached from under them. */
export const publicAddressHolders = async (clients: AwsClients, vpcId: string): Promise<readonly Blocker[]> => {
	const interfaces = await describeInterfaces(clients, filter('vpc-id', vpcId));
	return toBlockers(
		clients,
		interfaces.filter(({Association}) => Association?.PublicIp),
	);
};

/** What holds a security group: interfaces, and rules of other groups that name it. */
export const groupHolders = async (clients: AwsClients, groupId: string): Promise<readonly Blocker[]> => {
	const ec2 = await clients.ec2();
	const [interfaces, groups] = await Promise.all([
		interfaceHolders(clients, filter('group-id', groupId)),
		collect(
			token => ec2.describeSecurityGroups({Filters: [filter('ip-permission.group-id', groupId)], NextToken: token}),
			page => page.SecurityGroups,
		),
	]);
	const referring = groups.filter(({GroupId}) => GroupId !== groupId);
	return [
		...interfaces,
		...referring.map(({GroupId, GroupName}) => ({
			description: `a rule of security group ${GroupId} (${GroupName})`,
			going: false,
		})),
	];
};

/** What holds a VPC: its interfaces, subnets, groups and gateways, and endpoints, tables and ACLs that somebody else put there. */
export const vpcHolders = async (clients: AwsClients, vpcId: string): Promise<readonly Blocker[]> => {
	const ec2 = await clients.ec2();
	const inVpc = filter('vpc-id', vpcId);
	const [
		interfaces,
		{Subnets = []},
		{SecurityGroups = []},
		{InternetGateways = []},
		egressOnlyGateways,
		{RouteTables = []},
		{NetworkAcls = []},
		{VpcEndpoints = []},
	] = await Promise.all([
		interfaceHolders(clients, inVpc),
		ec2.describeSubnets({Filters: [inVpc]}),
		ec2.describeSecurityGroups({Filters: [inVpc]}),
		ec2.describeInternetGateways({Filters: [filter('attachment.vpc-id', vpcId)]}),
		// These have no filter by VPC.
		collect(
			token => ec2.describeEgressOnlyInternetGateways({NextToken: token}),
			page => page.EgressOnlyInternetGateways,
		),
		ec2.describeRouteTables({Filters: [inVpc]}),
		ec2.describeNetworkAcls({Filters: [inVpc]}),
		ec2.describeVpcEndpoints({Filters: [inVpc]}),
	]);
	const stands = (description: string): Blocker => ({description, going: false});
	return [
		...interfaces,
		...Subnets.map(({SubnetId}) => stands(`subnet ${SubnetId}`)),
		...SecurityGroups.filter(({GroupName}) => GroupName !== 'default').map(({GroupId, GroupName}) =>
			stands(`security group ${GroupId} (${GroupName})`),
		),
		...InternetGateways.map(({InternetGatewayId}) => stands(`internet gateway ${InternetGatewayId}`)),
		...egressOnlyGateways
			.filter(({Attachments}) => Attachments?.some(({VpcId}) => VpcId === vpcId))
			.map(each => stands(`egress-only internet gateway ${each.EgressOnlyInternetGatewayId}`)),
		...RouteTables.filter(({Associations}) => !Associations?.some(({Main}) => Main)).map(({RouteTableId}) =>
			stands(`route table ${RouteTableId}`),
		),
		...NetworkAcls.filter(({IsDefault}) => !IsDefault).map(({NetworkAclId}) => stands(`network ACL ${NetworkAclId}`)),
		// AWS lists them for a while though nothing of them is left.
		...VpcEndpoints.filter(({State}) => stateOf(State) !== 'deleted').map(({VpcEndpointId, ServiceName, State}) => ({
			description: `endpoint ${VpcEndpointId} (${ServiceName})`,
			going: leaving.includes(stateOf(State)),
		})),
	];
};

/** The endpoint services that stand on a load balancer. */
export const loadBalancerHolders = async (clients: AwsClients, arn: string): Promise<readonly Blocker[]> => {
	const ec2 = await clients.ec2();
	const services = await collect(
		token => ec2.describeVpcEndpointServiceConfigurations({NextToken: token}),
		page => page.ServiceConfigurations,
	);
	return services
		.filter(({NetworkLoadBalancerArns}) => NetworkLoadBalancerArns?.includes(arn))
		.map(({ServiceId, ServiceState}) => ({
			description: `endpoint service ${ServiceId}`,
			going: leaving.includes(stateOf(ServiceState)),
		}));
};

/** The connections that hold an endpoint service: one that was rejected does not. */
export const serviceHolders = async (clients: AwsClients, serviceId: string): Promise<readonly Blocker[]> => {
	const ec2 = await clients.ec2();
	const connections = await collect(
		token => ec2.describeVpcEndpointConnections({Filters: [filter('service-id', serviceId)], NextToken: token}),
		page => page.VpcEndpointConnections,
	);
	return connections
		.filter(({VpcEndpointState}) => !['rejected', 'deleted', 'failed', 'expired'].includes(stateOf(VpcEndpointState)))
		.map(({VpcEndpointId, VpcEndpointOwner, VpcEndpointState}) => ({
			description: `connection of endpoint ${VpcEndpointId} of account ${VpcEndpointOwner} (${VpcEndpointState})`,
			going: stateOf(VpcEndpointState) === 'deleting',
		}));
};

/** The load balancers whose listeners forward to a target group. */
export const targetGroupHolders = async (clients: AwsClients, arn: string): Promise<readonly Blocker[]> => {
	const elbv2 = await clients.elbv2();
	const {TargetGroups = []} = await elbv2.describeTargetGroups({TargetGroupArns: [arn]});
	return Promise.all(
		(TargetGroups[0]?.LoadBalancerArns ?? []).map(async loadBalancer => {
			const {Listeners = []} = await unlessMissing(elbv2.describeListeners({LoadBalancerArn: loadBalancer}), {
				Listeners: [],
			});
			const forwards = Listeners.some(({DefaultActions = []}) =>
				DefaultActions.some(action => action.TargetGroupArn === arn),
			);
			// The group names its balancers for a while after their listeners have let go of it.
			return {description: `a listener of load balancer ${loadBalancer}`, going: !forwards};
		}),
	);
};

/** The subnets that route by a table, whoever associated them. */
export const routeTableHolders = async (clients: AwsClients, routeTableId: string): Promise<readonly Blocker[]> => {
	const ec2 = await clients.ec2();
	const {RouteTables = []} = await ec2.describeRouteTables({Filters: [filter('route-table-id', routeTableId)]});
	return RouteTables.flatMap(({Associations = []}) => Associations).map(({SubnetId, GatewayId, AssociationState}) => ({
		description: `the association with ${SubnetId ?? GatewayId}`,
		going: stateOf(AssociationState?.State) === 'disassociating',
	}));
};

/** What an Elastic IP address is mapped to. */
export const addressHolders = async (clients: AwsClients, allocationId: string): Promise<readonly Blocker[]> => {
	const ec2 = await clients.ec2();
	const {Addresses = []} = await ec2.describeAddresses({Filters: [filter('allocation-id', allocationId)]});
	const [interfaceId] = Addresses.flatMap(({NetworkInterfaceId}) => NetworkInterfaceId ?? []);
	return interfaceId === undefined ? [] : interfaceHolders(clients, filter('network-interface-id', interfaceId));
};

/** The VPCs that an internet gateway is attached to. */
export const gatewayHolders = async (clients: AwsClients, gatewayId: string): Promise<readonly Blocker[]> => {
	const ec2 = await clients.ec2();
	const {InternetGateways = []} = await ec2.describeInternetGateways({
		Filters: [filter('internet-gateway-id', gatewayId)],
	});
	return InternetGateways.flatMap(({Attachments = []}) => Attachments).map(({VpcId, State}) => ({
		description: `the attachment to ${VpcId}`,
		going: stateOf(State) === 'detaching',
	}));
};

/** The policies that are attached to a role, and the instance profiles that have it. */
export const roleHolders = async (clients: AwsClients, roleName: string): Promise<readonly Blocker[]> => {
	const iam = await clients.iam();
	const [policies, profiles] = await Promise.all([
		collect(
			token => iam.listAttachedRolePolicies({RoleName: roleName, Marker: token}),
			page => page.AttachedPolicies,
		),
		collect(
			token => iam.listInstanceProfiles({Marker: token}),
			page => page.InstanceProfiles,
		),
	]);
	const holding = profiles.filter(({Roles = []}) => Roles.some(role => role.RoleName === roleName));
	return [
		...policies.map(({PolicyArn}) => `the attached policy ${PolicyArn}`),
		...holding.map(({Arn}) => `the instance profile ${Arn}`),
	].map(description => ({description, going: false}));
};

/** The roles in an instance profile. */
export const profileHolders = async (clients: AwsClients, profileName: string): Promise<readonly Blocker[]> => {
	const iam = await clients.iam();
	const {InstanceProfile} = await iam.getInstanceProfile({InstanceProfileName: profileName});
	return (InstanceProfile?.Roles ?? []).map(({Arn}) => ({description: `the role ${Arn}`, going: false}));
};
