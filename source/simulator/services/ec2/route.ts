import {
	CreateRoute$,
	type CreateRouteRequest,
	type CreateRouteResult,
	DeleteRoute$,
	type DeleteRouteRequest,
	ReplaceRoute$,
	type ReplaceRouteRequest,
	type Route,
	type RouteTable,
} from '@aws-sdk/client-ec2';
import {contains, formatCidr} from '../../../plan/cidr.ts';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import type {Row} from '../../world.ts';
import {parseBlock} from './cidr.ts';
import {notFound} from './not-found.ts';
import {need} from './rows.ts';

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);

const toInternetGateway = (context: Context, table: Row<RouteTable>, gatewayId: string): Route => {
	const {id, shown} = need(context, context.world.internetGateways, gatewayId, notFound.routeToInternetGateway);
	const attachment = shown.Attachments?.find(({VpcId}) => VpcId === table.shown.VpcId);
	if (!attachment) throw invalid(`route table ${table.id} and network gateway ${id} belong to different networks`);
	return {GatewayId: id, State: String(attachment.State) === 'available' ? 'active' : 'blackhole'};
};

const goneStates = ['deleting', 'deleted', 'failed'];

const toNatGateway = (context: Context, table: Row<RouteTable>, natGatewayId: string): Route => {
	const {id, shown} = need(context, context.world.natGateways, natGatewayId, notFound.routeToNatGateway);
	if (goneStates.includes(shown.State ?? '')) {
		throw new ServiceError(notFound.routeToNatGateway.code, notFound.routeToNatGateway.message(id));
	}
	if (shown.VpcId !== table.shown.VpcId) {
		throw invalid(`route table ${table.id} and nat gateway ${id} belong to different networks`);
	}
	return {NatGatewayId: id, State: 'active'};
};

const targetOf = (input: CreateRouteRequest | ReplaceRouteRequest, context: Context, table: Row<RouteTable>): Route => {
	const {GatewayId, NatGatewayId} = input;
	if (GatewayId !== undefined && NatGatewayId !== undefined) {
		throw new ServiceError('InvalidParameterCombination', 'The request must contain exactly one target of the route');
	}
	if (GatewayId !== undefined) return toInternetGateway(context, table, GatewayId);
	if (NatGatewayId !== undefined) return toNatGateway(context, table, NatGatewayId);
	throw new ServiceError(
		'MissingParameter',
		'The request must contain exactly one of: gatewayId, natGatewayId, as the simulator routes to those only',
	);
};

const destinationOf = (text: string | undefined): string => {
	if (text === undefined) {
		throw new ServiceError('MissingParameter', 'The request must contain the parameter destinationCidrBlock');
	}
	const block = parseBlock(text);
	if (!block) {
		throw invalid(`Value (${text}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`);
	}
	return formatCidr(block);
};

const needTable = (id: string | undefined, context: Context): Row<RouteTable> =>
	need(context, context.world.routeTables, id, notFound.routeTable);

const isLocal = (destination: string, {shown}: Row<RouteTable>): boolean => {
	const local = parseBlock(shown.Routes?.find(({GatewayId}) => GatewayId === 'local')?.DestinationCidrBlock ?? '');
	const block = parseBlock(destination);
	return local !== undefined && block !== undefined && contains(local, block);
};

const create = (input: CreateRouteRequest, context: Context): CreateRouteResult => {
	const table = needTable(input.RouteTableId, context);
	const destination = destinationOf(input.DestinationCidrBlock);
	if (table.shown.Routes?.some(({DestinationCidrBlock}) => DestinationCidrBlock === destination)) {
		throw new ServiceError('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
	}
	if (isLocal(destination, table)) {
		throw invalid(
			`The destination CIDR block ${destination} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
		);
	}
	const target = targetOf(input, context, table);
	table.shown.Routes = [
		...(table.shown.Routes ?? []),
		{DestinationCidrBlock: destination, Origin: 'CreateRoute', ...target},
	];
	return {Return: true};
};

const replace = (input: ReplaceRouteRequest, context: Context): void => {
	const table = needTable(input.RouteTableId, context);
	const destination = destinationOf(input.DestinationCidrBlock);
	const index = table.shown.Routes?.findIndex(route => route.DestinationCidrBlock === destination) ?? -1;
	if (index < 0) {
		throw invalid(`There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`);
	}
	const route = {DestinationCidrBlock: destination, Origin: 'CreateRoute', ...targetOf(input, context, table)} as const;
	table.shown.Routes = table.shown.Routes?.with(index, route);
};

const remove = (input: DeleteRouteRequest, context: Context): void => {
	const {id, shown} = needTable(input.RouteTableId, context);
	const destination = destinationOf(input.DestinationCidrBlock);
	const route = shown.Routes?.find(({DestinationCidrBlock}) => DestinationCidrBlock === destination);
	if (!route) {
		throw new ServiceError(
			'InvalidRoute.NotFound',
			`no route with destination-cidr-block ${destination} in route table ${id}`,
		);
	}
	if (route.GatewayId === 'local') throw invalid(`cannot remove local route ${destination} in route table ${id}`);
	shown.Routes = shown.Routes?.filter(each => each !== route);
};

export const operations: readonly Operation[] = [
	operation(CreateRoute$, create),
	operation(ReplaceRoute$, replace),
	operation(DeleteRoute$, remove),
];
