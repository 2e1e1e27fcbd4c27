import {
	CreateVpc$,
	type CreateVpcRequest,
	type CreateVpcResult,
	DeleteVpc$,
	type DeleteVpcRequest,
	DescribeVpcAttribute$,
	type DescribeVpcAttributeRequest,
	type DescribeVpcAttributeResult,
	DescribeVpcs$,
	type DescribeVpcsRequest,
	type DescribeVpcsResult,
	ModifyVpcAttribute$,
	type ModifyVpcAttributeRequest,
	type Vpc,
} from '@aws-sdk/client-ec2';
import {formatCidr} from '../../../plan/cidr.ts';
import {type Context, type Operation, operation, ServiceError, type TimerTable} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import {digestHex} from '../../random.ts';
import type {Row, World} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {parseBlock} from './cidr.ts';
import {isGatewayOf} from './egress-only-internet-gateway.ts';
import {interfacesWhere} from './interfaces.ts';
import {createDefaultNetworkAcl} from './network-acls.ts';
import {notFound} from './not-found.ts';
import {createRouteTable} from './route-tables.ts';
import {after, insert, need, onRow, rowsIn} from './rows.ts';
import {createSecurityGroup} from './security-groups.ts';
import {creationTags} from './tagging.ts';

const create = (input: CreateVpcRequest, context: Context): CreateVpcResult => {
	const tags = creationTags(input.TagSpecifications, 'vpc');
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
	if (block.prefix < 16 || block.prefix > 28) {
		throw new ServiceError('InvalidVpc.Range', `The CIDR '${input.CidrBlock}' is invalid.`);
	}
	checkQuota(context, 'vpcs', rowsIn(context, context.world.vpcs).length);
	const id = context.newId('vpc');
	const cidr = formatCidr(block);
	const shown: Vpc = {
		VpcId: id,
		State: 'pending',
		CidrBlock: cidr,
		CidrBlockAssociationSet: [
			{AssociationId: context.newId('vpc-cidr-assoc'), CidrBlock: cidr, CidrBlockState: {State: 'associated'}},
		],
		Ipv6CidrBlockAssociationSet: [],
		DhcpOptionsId: `dopt-0${digestHex(`${context.account} ${context.region}`, 16)}`,
		InstanceTenancy: input.InstanceTenancy ?? 'default',
		IsDefault: false,
		OwnerId: context.account,
		Tags: tags,
	};
	createDefaultNetworkAcl(
		context,
		insert(context, context.world.vpcs, id, shown, {dnsSupport: true, dnsHostnames: false}),
	);
	createRouteTable(context, {vpcId: id, cidr, main: true, tags: []});
	createSecurityGroup(context, {vpcId: id, name: 'default', description: 'default VPC security group', tags: []});
	after(context, 'vpc', 'vpc-available', id);
	return {Vpc: shown};
};

const getters: FilterGetters<Row<Vpc, {dnsSupport: boolean; dnsHostnames: boolean}>> = {
	'vpc-id': ({id}) => id,
	cidr: ({shown}) => shown.CidrBlock,
	'cidr-block-association.cidr-block': ({shown}) => shown.CidrBlock,
	'dhcp-options-id': ({shown}) => shown.DhcpOptionsId,
	'is-default': ({shown}) => shown.IsDefault,
	'owner-id': ({shown}) => shown.OwnerId,
	state: ({shown}) => shown.State,
};

const describe = (input: DescribeVpcsRequest, context: Context): DescribeVpcsResult => {
	const {page, NextToken} = describeRows(context, context.world.vpcs, {
		...input,
		ids: input.VpcIds,
		exclusive: ['VpcIds', 'MaxResults'],
		notFound: notFound.vpc,
		filters: input.Filters,
		getters,
	});
	const InternetGatewayBlockMode = context.world.scenario.plan.blockPublicAccess ?? 'off';
	return {
		Vpcs: page.map(({shown}) => ({...shown, BlockPublicAccessStates: {InternetGatewayBlockMode}})),
		NextToken,
	};
};

const needVpc = (id: string | undefined, context: Context): World['vpcs'][string] =>
	need(context, context.world.vpcs, id, notFound.vpc);

const modifyAttribute = (input: ModifyVpcAttributeRequest, context: Context): void => {
	const {hidden} = needVpc(input.VpcId, context);
	const {EnableDnsSupport, EnableDnsHostnames} = input;
	if (EnableDnsSupport && EnableDnsHostnames) {
		throw new ServiceError(
			'InvalidParameterCombination',
			'Fields for multiple attribute types specified: enableDnsHostnames, enableDnsSupport',
		);
	}
	if (!EnableDnsSupport && !EnableDnsHostnames) {
		throw new ServiceError('MissingParameter', 'The request must contain an attribute to modify');
	}
	if (EnableDnsHostnames?.Value && !hidden.dnsSupport) {
		throw new ServiceError('InvalidParameterValue', 'DNS hostnames need the VPC attribute enableDnsSupport.');
	}
	if (EnableDnsSupport) hidden.dnsSupport = EnableDnsSupport.Value ?? false;
	if (EnableDnsHostnames) hidden.dnsHostnames = EnableDnsHostnames.Value ?? false;
};

const describeAttribute = (input: DescribeVpcAttributeRequest, context: Context): DescribeVpcAttributeResult => {
	const {id, hidden} = needVpc(input.VpcId, context);
	switch (input.Attribute) {
		case 'enableDnsSupport':
			return {VpcId: id, EnableDnsSupport: {Value: hidden.dnsSupport}};
		case 'enableDnsHostnames':
			return {VpcId: id, EnableDnsHostnames: {Value: hidden.dnsHostnames}};
		case 'enableNetworkAddressUsageMetrics':
			return {VpcId: id, EnableNetworkAddressUsageMetrics: {Value: false}};
		default:
			throw new ServiceError(
				'InvalidParameterValue',
				`Value (${input.Attribute}) for parameter attribute is invalid. Unknown attribute.`,
			);
	}
};

/** What a VPC holds besides what was created with it. */
const hasContent = (context: Context, vpcId: string): boolean => {
	const {subnets, internetGateways, egressOnlyInternetGateways, securityGroups, routeTables, networkAcls, endpoints} =
		context.world;
	return (
		rowsIn(context, subnets).some(({shown}) => shown.VpcId === vpcId) ||
		rowsIn(context, internetGateways).some(({shown}) => shown.Attachments?.some(({VpcId}) => VpcId === vpcId)) ||
		rowsIn(context, egressOnlyInternetGateways).some(({shown}) => isGatewayOf(vpcId, shown)) ||
		rowsIn(context, securityGroups).some(({shown}) => shown.VpcId === vpcId && shown.GroupName !== 'default') ||
		rowsIn(context, routeTables).some(
			({shown}) => shown.VpcId === vpcId && !shown.Associations?.some(({Main}) => Main),
		) ||
		rowsIn(context, networkAcls).some(({shown}) => shown.VpcId === vpcId && !shown.IsDefault) ||
		rowsIn(context, endpoints).some(({shown}) => shown.VpcId === vpcId && String(shown.State) !== 'deleted') ||
		interfacesWhere(context, ({VpcId}) => VpcId === vpcId).length > 0
	);
};

const dropWhere = <R extends {readonly shown: {readonly VpcId?: string | undefined}}>(
	table: Record<string, R>,
	vpcId: string,
): void => {
	for (const [id, {shown}] of Object.entries(table)) if (shown.VpcId === vpcId) delete table[id];
};

const remove = (input: DeleteVpcRequest, context: Context): void => {
	const {id} = needVpc(input.VpcId, context);
	if (hasContent(context, id)) {
		throw new ServiceError('DependencyViolation', `The vpc '${id}' has dependencies and cannot be deleted.`);
	}
	const {vpcs, routeTables, networkAcls, securityGroups, securityGroupRules} = context.world;
	for (const [ruleId, {shown}] of Object.entries(securityGroupRules)) {
		if (securityGroups[shown.GroupId ?? '']?.shown.VpcId === id) delete securityGroupRules[ruleId];
	}
	dropWhere(routeTables, id);
	dropWhere(networkAcls, id);
	dropWhere(securityGroups, id);
	delete vpcs[id];
};

export const operations: readonly Operation[] = [
	operation(CreateVpc$, create),
	operation(DescribeVpcs$, describe),
	operation(ModifyVpcAttribute$, modifyAttribute),
	operation(DescribeVpcAttribute$, describeAttribute),
	operation(DeleteVpc$, remove),
];

export const timers: TimerTable = {
	'vpc-available': onRow(
		world => world.vpcs,
		({shown}) => {
			shown.State = 'available';
		},
	),
};
