import type {SecurityGroup, Subnet} from '@aws-sdk/client-ec2';
import type {CreateLoadBalancerInput} from '@aws-sdk/client-elastic-load-balancing-v2';
import {type Context, ServiceError} from '../../operation.ts';
import type {Row} from '../../world.ts';
import {freeAddresses} from '../ec2/interfaces.ts';
import {need, rowsIn} from '../ec2/rows.ts';
import {checkName, invalid} from './names.ts';
import {notFound} from './not-found.ts';

const misconfigured = (message: string): ServiceError => new ServiceError('InvalidConfigurationRequest', message);

/**
 * The groups that a request names.
 * @throws ServiceError InvalidSecurityGroup, InvalidConfigurationRequest for one of another VPC.
 */
export const groupsNamed = (
	ids: readonly string[] | undefined,
	vpcId: string | undefined,
	context: Context,
): readonly Row<SecurityGroup>[] =>
	(ids ?? []).map(id => {
		const group = need(context, context.world.securityGroups, id, notFound.securityGroup);
		if (group.shown.VpcId === vpcId) return group;
		throw misconfigured(`One or more security groups are not in the VPC of the load balancer: '${id}'`);
	});

/** Room to grow that ELB wants in every subnet. */
const addressesNeeded = 8;

const subnetsNamed = (input: CreateLoadBalancerInput, context: Context): readonly Row<Subnet>[] => {
	if ((input.Subnets ?? []).length > 0 && (input.SubnetMappings ?? []).length > 0) {
		throw invalid('You must specify either subnets or subnet mappings, but not both');
	}
	const ids = input.Subnets ?? (input.SubnetMappings ?? []).map(({SubnetId = ''}) => SubnetId);
	if (ids.length === 0) throw invalid('At least one subnet must be specified');
	const subnets = ids.map(id => need(context, context.world.subnets, id, notFound.subnet));
	if (new Set(subnets.map(({shown}) => shown.VpcId)).size > 1) {
		throw misconfigured('All subnets must belong to the same VPC');
	}
	if (new Set(subnets.map(({shown}) => shown.AvailabilityZoneId)).size < subnets.length) {
		throw misconfigured('A load balancer cannot be attached to multiple subnets in the same Availability Zone');
	}
	const full = subnets.find(subnet => freeAddresses(context, subnet) < addressesNeeded);
	if (full) {
		throw new ServiceError(
			'InvalidSubnet',
			`Not enough IP space available in ${full.id}. ELB requires at least ${addressesNeeded} free IP addresses in each subnet.`,
		);
	}
	return subnets;
};

export type BalancerDraft = {
	readonly name: string;
	readonly scheme: 'internal' | 'internet-facing';
	readonly vpcId: string;
	readonly subnets: readonly Row<Subnet>[];
	readonly groups: readonly Row<SecurityGroup>[];
};

/**
 * Reads and checks a CreateLoadBalancer request.
 * @throws ServiceError in ELB's codes for whatever ELB would refuse.
 */
export const readBalancer = (input: CreateLoadBalancerInput, context: Context): BalancerDraft => {
	const {Name: name = '', Type: type = 'application', Scheme: scheme = 'internet-facing'} = input;
	checkName('load balancer', name);
	if (type !== 'network') throw invalid(`The simulator has no ${type} load balancers`);
	// No subnet of the simulator has IPv6 addresses.
	if ((input.IpAddressType ?? 'ipv4') !== 'ipv4') {
		throw invalid('You must specify subnets with an associated IPv6 CIDR block.');
	}
	const subnets = subnetsNamed(input, context);
	const vpcId = subnets[0]?.shown.VpcId ?? '';
	const gateways = rowsIn(context, context.world.internetGateways);
	const open = gateways.some(({shown}) => shown.Attachments?.some(({VpcId}) => VpcId === vpcId));
	if (scheme === 'internet-facing' && !open) {
		throw new ServiceError('InvalidSubnet', `VPC ${vpcId} has no internet gateway`);
	}
	return {name, scheme, vpcId, subnets, groups: groupsNamed(input.SecurityGroups, vpcId, context)};
};
