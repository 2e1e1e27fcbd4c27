import {
	CreateSubnet$,
	type CreateSubnetRequest,
	type CreateSubnetResult,
	DeleteSubnet$,
	type DeleteSubnetRequest,
	DescribeSubnets$,
	type DescribeSubnetsRequest,
	type DescribeSubnetsResult,
	ModifySubnetAttribute$,
	type ModifySubnetAttributeRequest,
	type Subnet,
} from '@aws-sdk/client-ec2';
import {type Cidr, contains, formatCidr, overlaps, sizeOf} from '../../../plan/cidr.ts';
import type {Zone} from '../../catalogue.ts';
import {type Context, type Operation, operation, ServiceError, type TimerTable} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import type {Row} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {parseBlock} from './cidr.ts';
import {interfacesWhere} from './interfaces.ts';
import {associateDefaultNetworkAcl, dropNetworkAclAssociation} from './network-acls.ts';
import {notFound} from './not-found.ts';
import {dropAssociations} from './route-tables.ts';
import {after, insert, need, onRow, rowsIn} from './rows.ts';
import {creationTags} from './tagging.ts';
import {findZone, zonesOf} from './zones.ts';

const zoneFor = (input: CreateSubnetRequest, context: Context): Zone => {
	if (input.AvailabilityZone !== undefined && input.AvailabilityZoneId !== undefined) {
		throw new ServiceError(
			'InvalidParameterCombination',
			"The parameters 'availabilityZone' and 'availabilityZoneId' cannot be used together",
		);
	}
	const wanted = input.AvailabilityZone ?? input.AvailabilityZoneId;
	const zone = wanted === undefined ? zonesOf(context.region)[0] : findZone(context.region, wanted);
	if (zone) return zone;
	const [parameter, field] =
		input.AvailabilityZone === undefined
			? (['availabilityZoneId', 'id'] as const)
			: (['availabilityZone', 'name'] as const);
	const offered = zonesOf(context.region).map(each => each[field]);
	throw new ServiceError(
		'InvalidParameterValue',
		`Value (${wanted}) for parameter ${parameter} is invalid. Subnets can currently only be created in the following availability zones: ${offered.join(', ')}.`,
	);
};

const blockFor = (input: CreateSubnetRequest, vpcCidr: string, siblings: readonly Row<Subnet>[]): Cidr => {
	if (input.CidrBlock === undefined) {
		throw new ServiceError('MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
	}
	const block = parseBlock(input.CidrBlock);
	if (!block) {
		throw new ServiceError(
			'InvalidParameterValue',
			`Value (${input.CidrBlock}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
		);
	}
	const whole = parseBlock(vpcCidr);
	if (block.prefix < 16 || block.prefix > 28 || !whole || !contains(whole, block)) {
		throw new ServiceError('InvalidSubnet.Range', `The CIDR '${input.CidrBlock}' is invalid.`);
	}
	const others = siblings.flatMap(({shown}) => parseBlock(shown.CidrBlock) ?? []);
	if (others.some(other => overlaps(other, block))) {
		throw new ServiceError('InvalidSubnet.Conflict', `The CIDR '${input.CidrBlock}' conflicts with another subnet`);
	}
	return block;
};

const create = (input: CreateSubnetRequest, context: Context): CreateSubnetResult => {
	const tags = creationTags(input.TagSpecifications, 'subnet');
	const vpc = need(context, context.world.vpcs, input.VpcId, notFound.vpc);
	const zone = zoneFor(input, context);
	const siblings = rowsIn(context, context.world.subnets).filter(({shown}) => shown.VpcId === vpc.id);
	const block = blockFor(input, vpc.shown.CidrBlock ?? '', siblings);
	checkQuota(context, 'subnets', siblings.length);
	const id = context.newId('subnet');
	const shown: Subnet = {
		SubnetId: id,
		SubnetArn: `arn:${context.partition}:ec2:${context.region}:${context.account}:subnet/${id}`,
		State: 'pending',
		VpcId: vpc.id,
		CidrBlock: formatCidr(block),
		// Five addresses of every subnet are AWS's.
		AvailableIpAddressCount: sizeOf(block) - 5,
		AvailabilityZone: zone.name,
		AvailabilityZoneId: zone.id,
		DefaultForAz: false,
		MapPublicIpOnLaunch: false,
		AssignIpv6AddressOnCreation: false,
		Ipv6CidrBlockAssociationSet: [],
		Ipv6Native: false,
		EnableDns64: false,
		OwnerId: context.account,
		PrivateDnsNameOptionsOnLaunch: {
			HostnameType: 'ip-name',
			EnableResourceNameDnsARecord: false,
			EnableResourceNameDnsAAAARecord: false,
		},
		Tags: tags,
	};
	insert(context, context.world.subnets, id, shown, {});
	associateDefaultNetworkAcl(context, id, vpc.id);
	after(context, 'subnet', 'subnet-available', id);
	return {Subnet: shown};
};

const getters: FilterGetters<Row<Subnet>> = {
	'subnet-id': ({id}) => id,
	'availability-zone': ({shown}) => shown.AvailabilityZone,
	'availability-zone-id': ({shown}) => shown.AvailabilityZoneId,
	'available-ip-address-count': ({shown}) => shown.AvailableIpAddressCount,
	'cidr-block': ({shown}) => shown.CidrBlock,
	cidr: ({shown}) => shown.CidrBlock,
	'default-for-az': ({shown}) => shown.DefaultForAz,
	'map-public-ip-on-launch': ({shown}) => shown.MapPublicIpOnLaunch,
	'owner-id': ({shown}) => shown.OwnerId,
	state: ({shown}) => shown.State,
	'subnet-arn': ({shown}) => shown.SubnetArn,
	'vpc-id': ({shown}) => shown.VpcId,
};

const describe = (input: DescribeSubnetsRequest, context: Context): DescribeSubnetsResult => {
	const {page, NextToken} = describeRows(context, context.world.subnets, {
		...input,
		ids: input.SubnetIds,
		exclusive: ['SubnetIds', 'MaxResults'],
		notFound: notFound.subnet,
		filters: input.Filters,
		getters,
	});
	return {Subnets: page.map(({shown}) => shown), NextToken};
};

const modifyAttribute = (input: ModifySubnetAttributeRequest, context: Context): void => {
	const {shown} = need(context, context.world.subnets, input.SubnetId, notFound.subnet);
	if (!input.MapPublicIpOnLaunch) {
		throw new ServiceError(
			'UnsupportedOperation',
			'The simulator knows the subnet attribute MapPublicIpOnLaunch only.',
		);
	}
	shown.MapPublicIpOnLaunch = input.MapPublicIpOnLaunch.Value ?? false;
};

const remove = (input: DeleteSubnetRequest, context: Context): void => {
	const {id} = need(context, context.world.subnets, input.SubnetId, notFound.subnet);
	if (interfacesWhere(context, ({SubnetId}) => SubnetId === id).length > 0) {
		throw new ServiceError('DependencyViolation', `The subnet '${id}' has dependencies and cannot be deleted.`);
	}
	dropAssociations(context, id);
	dropNetworkAclAssociation(context, id);
	delete context.world.subnets[id];
};

export const operations: readonly Operation[] = [
	operation(CreateSubnet$, create),
	operation(DescribeSubnets$, describe),
	operation(ModifySubnetAttribute$, modifyAttribute),
	operation(DeleteSubnet$, remove),
];

export const timers: TimerTable = {
	'subnet-available': onRow(
		world => world.subnets,
		({shown}) => {
			shown.State = 'available';
		},
	),
};
