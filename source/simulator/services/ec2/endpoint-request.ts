import type {CreateVpcEndpointRequest, SecurityGroup, ServiceDetail, Subnet} from '@aws-sdk/client-ec2';
import {type Context, ServiceError} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import type {Row, World} from '../../world.ts';
import {freeAddresses} from './interfaces.ts';
import {notFound} from './not-found.ts';
import {type OfferedService, offeredServices, refuseUnknownName} from './offered-services.ts';
import {need, rowsIn} from './rows.ts';

export type VpcRow = World['vpcs'][string];

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameter', message);

/**
 * The service that a request names, for its type of endpoint.
 * @throws ServiceError InvalidServiceName; InvalidParameter for the wrong type; Unavailable (503) while a fresh service
 * does not take endpoints, whatever its state says.
 */
export const serviceFor = (input: CreateVpcEndpointRequest, context: Context): OfferedService => {
	const {ServiceName = '', VpcEndpointType: type = 'Gateway'} = input;
	const named = offeredServices(context).filter(({shown}) => shown.ServiceName === ServiceName);
	if (named.length === 0) throw refuseUnknownName(ServiceName);
	const service = named.find(({shown}) => shown.ServiceType?.some(({ServiceType}) => ServiceType === type));
	if (!service) {
		const types = named.flatMap(({shown}) => (shown.ServiceType ?? []).map(({ServiceType}) => ServiceType));
		throw invalid(`Endpoint type (${type}) does not match available service types ([${types.join(', ')}]).`);
	}
	if (service.own && context.now < service.own.hidden.readyAt) {
		throw new ServiceError('Unavailable', 'The service is unavailable. Please try again shortly.', 503);
	}
	return service;
};

/**
 * Each type of endpoint takes what it has. The words: https://github.com/ansible-collections/amazon.aws/issues/576,
 * https://github.com/nanlabs/terraform-aws-starter/issues/18; those about groups and private DNS are like them.
 * @throws ServiceError InvalidParameter
 */
export const refuseForeignParameters = (input: CreateVpcEndpointRequest): void => {
	if (input.VpcEndpointType === 'Interface') {
		if (input.RouteTableIds && input.RouteTableIds.length > 0) {
			throw invalid('Route table IDs are only supported for Gateway type VPC Endpoint.');
		}
		return;
	}
	if (input.SubnetIds && input.SubnetIds.length > 0) {
		throw invalid('Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints.');
	}
	if (input.SecurityGroupIds && input.SecurityGroupIds.length > 0) {
		throw invalid('Security group IDs are only supported for Interface type VPC Endpoints.');
	}
	if (input.PrivateDnsEnabled) throw invalid('Private DNS is only supported for Interface type VPC Endpoints.');
};

/** The subnets of an interface endpoint: one in a zone, all of the VPC and of the service's zones. */
export const subnetsFor = (
	input: CreateVpcEndpointRequest,
	vpc: VpcRow,
	service: ServiceDetail,
	context: Context,
): readonly Row<Subnet>[] => {
	const subnets = (input.SubnetIds ?? []).map(id => need(context, context.world.subnets, id, notFound.subnet));
	for (const [index, subnet] of subnets.entries()) {
		const {id, shown} = subnet;
		if (shown.VpcId !== vpc.id) throw invalid(`Subnet ${id} and VPC ${vpc.id} belong to different networks.`);
		if (!service.AvailabilityZoneIds?.includes(shown.AvailabilityZoneId ?? '')) {
			throw invalid(
				`The VPC endpoint service ${service.ServiceName} does not support the availability zone of the subnet: ${id}.`,
			);
		}
		if (freeAddresses(context, subnet) < 1) {
			throw new ServiceError(
				'InsufficientFreeAddressesInSubnet',
				`There are not enough free addresses in subnet '${id}' to satisfy the request.`,
			);
		}
		const before = subnets.slice(0, index).find(each => each.shown.AvailabilityZoneId === shown.AvailabilityZoneId);
		if (before) {
			throw new ServiceError(
				'DuplicateSubnetsInSameZone',
				`Found another VPC endpoint subnet in the availability zone of ${before.id}`,
			);
		}
	}
	return subnets;
};

/** Without groups of its own an endpoint gets the VPC's default group. */
export const groupsFor = (
	input: CreateVpcEndpointRequest,
	vpc: VpcRow,
	context: Context,
): readonly Row<SecurityGroup>[] => {
	const {securityGroups} = context.world;
	const ids = input.SecurityGroupIds ?? [];
	if (ids.length === 0) {
		return rowsIn(context, securityGroups).filter(({shown}) => shown.VpcId === vpc.id && shown.GroupName === 'default');
	}
	return ids.map(id => {
		const group = need(context, securityGroups, id, notFound.securityGroup);
		if (group.shown.VpcId === vpc.id) return group;
		throw invalid(`Security group ${id} and VPC ${vpc.id} belong to different networks.`);
	});
};

const over = ['deleted', 'failed', 'rejected'];

/** Endpoints of a VPC that are not over. */
const living = (context: Context, vpc: VpcRow): readonly World['endpoints'][string][] =>
	rowsIn(context, context.world.endpoints).filter(
		({shown}) => shown.VpcId === vpc.id && !over.includes(String(shown.State)),
	);

/** @throws ServiceError VpcEndpointLimitExceeded */
export const checkEndpointQuota = (context: Context, vpc: VpcRow): void =>
	checkQuota(
		context,
		'interfaceEndpoints',
		living(context, vpc).filter(({shown}) => shown.VpcEndpointType === 'Interface').length,
	);

/**
 * Whether the service's own name shall lead to the endpoint: by default it does where the service has one.
 * @throws ServiceError InvalidParameter where that is not possible.
 */
export const privateDnsFor = (
	input: CreateVpcEndpointRequest,
	vpc: VpcRow,
	service: ServiceDetail,
	context: Context,
): boolean => {
	const name = service.PrivateDnsName;
	const wanted = input.PrivateDnsEnabled ?? name !== undefined;
	if (!wanted) return false;
	if (name === undefined) {
		throw invalid(
			`Private DNS can't be enabled because the service ${service.ServiceName} does not provide a private DNS name.`,
		);
	}
	if (!vpc.hidden.dnsSupport || !vpc.hidden.dnsHostnames) {
		throw invalid(
			`Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc.id}`,
		);
	}
	if (living(context, vpc).some(({shown, hidden}) => hidden.privateDns && shown.ServiceName === service.ServiceName)) {
		throw invalid(
			`private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${name} in the VPC ${vpc.id}`,
		);
	}
	return true;
};
