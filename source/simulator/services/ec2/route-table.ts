import {
	AssociateRouteTable$,
	type AssociateRouteTableRequest,
	type AssociateRouteTableResult,
	CreateRouteTable$,
	type CreateRouteTableRequest,
	type CreateRouteTableResult,
	DeleteRouteTable$,
	type DeleteRouteTableRequest,
	DescribeRouteTables$,
	type DescribeRouteTablesRequest,
	type DescribeRouteTablesResult,
	DisassociateRouteTable$,
	type DisassociateRouteTableRequest,
	type RouteTable,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import type {Row} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {once} from './idempotency.ts';
import {notFound} from './not-found.ts';
import {createRouteTable} from './route-tables.ts';
import {need, rowsIn} from './rows.ts';
import {creationTags} from './tagging.ts';

const create = (input: CreateRouteTableRequest, context: Context): CreateRouteTableResult => {
	const {routeTables, vpcs} = context.world;
	const tags = creationTags(input.TagSpecifications, 'route-table');
	return once(context, 'CreateRouteTable', input, {
		again: id => routeTables[id] && {RouteTable: routeTables[id].shown, ClientToken: input.ClientToken},
		make: () => {
			const vpc = need(context, vpcs, input.VpcId, notFound.vpc);
			checkQuota(
				context,
				'routeTables',
				rowsIn(context, routeTables).filter(({shown}) => shown.VpcId === vpc.id).length,
			);
			const cidr = vpc.shown.CidrBlock ?? '';
			const {id, shown} = createRouteTable(context, {vpcId: vpc.id, cidr, main: false, tags});
			return {id, result: {RouteTable: shown, ClientToken: input.ClientToken}};
		},
	});
};

const needTable = (id: string | undefined, context: Context): Row<RouteTable> =>
	need(context, context.world.routeTables, id, notFound.routeTable);

const associate = (input: AssociateRouteTableRequest, context: Context): AssociateRouteTableResult => {
	const {id, shown} = needTable(input.RouteTableId, context);
	const subnet = need(context, context.world.subnets, input.SubnetId, notFound.subnet);
	if (subnet.shown.VpcId !== shown.VpcId) {
		throw new ServiceError(
			'InvalidParameterValue',
			`route table ${id} and subnet ${subnet.id} belong to different networks`,
		);
	}
	const tables = rowsIn(context, context.world.routeTables);
	if (tables.some(table => table.shown.Associations?.some(({SubnetId}) => SubnetId === subnet.id))) {
		throw new ServiceError(
			'Resource.AlreadyAssociated',
			`the specified association for route table ${id} conflicts with an existing association`,
		);
	}
	const associationId = context.newId('rtbassoc');
	shown.Associations = [
		...(shown.Associations ?? []),
		{
			Main: false,
			RouteTableAssociationId: associationId,
			RouteTableId: id,
			SubnetId: subnet.id,
			AssociationState: {State: 'associated'},
		},
	];
	return {AssociationId: associationId, AssociationState: {State: 'associated'}};
};

const disassociate = (input: DisassociateRouteTableRequest, context: Context): void => {
	const {AssociationId: id = ''} = input;
	for (const {shown} of rowsIn(context, context.world.routeTables)) {
		const found = shown.Associations?.find(({RouteTableAssociationId}) => RouteTableAssociationId === id);
		if (!found) continue;
		if (found.Main) {
			throw new ServiceError('InvalidParameterValue', `cannot disassociate the main route table association ${id}`);
		}
		shown.Associations = shown.Associations?.filter(each => each !== found);
		return;
	}
	throw new ServiceError(notFound.association.code, notFound.association.message(id));
};

const getters: FilterGetters<Row<RouteTable>> = {
	'route-table-id': ({id}) => id,
	'association.main': ({shown}) => (shown.Associations ?? []).map(({Main}) => Main),
	'association.route-table-association-id': ({shown}) =>
		(shown.Associations ?? []).map(({RouteTableAssociationId}) => RouteTableAssociationId),
	'association.route-table-id': ({shown}) => (shown.Associations ?? []).map(({RouteTableId}) => RouteTableId),
	'association.subnet-id': ({shown}) => (shown.Associations ?? []).map(({SubnetId}) => SubnetId),
	'owner-id': ({shown}) => shown.OwnerId,
	'route.destination-cidr-block': ({shown}) => (shown.Routes ?? []).map(route => route.DestinationCidrBlock),
	'route.gateway-id': ({shown}) => (shown.Routes ?? []).map(({GatewayId}) => GatewayId),
	'route.nat-gateway-id': ({shown}) => (shown.Routes ?? []).map(({NatGatewayId}) => NatGatewayId),
	'route.origin': ({shown}) => (shown.Routes ?? []).map(({Origin}) => Origin),
	'route.state': ({shown}) => (shown.Routes ?? []).map(({State}) => State),
	'vpc-id': ({shown}) => shown.VpcId,
};

const describe = (input: DescribeRouteTablesRequest, context: Context): DescribeRouteTablesResult => {
	const {page, NextToken} = describeRows(context, context.world.routeTables, {
		...input,
		ids: input.RouteTableIds,
		largest: 100,
		notFound: notFound.routeTable,
		filters: input.Filters,
		getters,
	});
	return {RouteTables: page.map(({shown}) => shown), NextToken};
};

const remove = (input: DeleteRouteTableRequest, context: Context): void => {
	const {id, shown} = needTable(input.RouteTableId, context);
	const used = (shown.Associations ?? []).length > 0;
	const byEndpoint = rowsIn(context, context.world.endpoints).some(row => row.shown.RouteTableIds?.includes(id));
	if (used || byEndpoint) {
		throw new ServiceError('DependencyViolation', `The routeTable '${id}' has dependencies and cannot be deleted.`);
	}
	delete context.world.routeTables[id];
};

export const operations: readonly Operation[] = [
	operation(CreateRouteTable$, create),
	operation(AssociateRouteTable$, associate),
	operation(DisassociateRouteTable$, disassociate),
	operation(DescribeRouteTables$, describe),
	operation(DeleteRouteTable$, remove),
];
