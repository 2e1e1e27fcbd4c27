import {
	CreateVpcEndpoint$,
	type CreateVpcEndpointRequest,
	type CreateVpcEndpointResult,
	DeleteVpcEndpoints$,
	type DeleteVpcEndpointsRequest,
	type DeleteVpcEndpointsResult,
	DescribeVpcEndpoints$,
	type DescribeVpcEndpointsRequest,
	type DescribeVpcEndpointsResult,
	type State,
	type Tag,
	type UnsuccessfulItem,
	type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import {failureOnDemand} from '../../faults.ts';
import {find} from '../../lookup.ts';
import {type Context, type Operation, operation} from '../../operation.ts';
import type {ConnectionState, Row, World} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {dnsEntries} from './endpoint-names.ts';
import {
	checkEndpointQuota,
	groupsFor,
	privateDnsFor,
	refuseForeignParameters,
	serviceFor,
	subnetsFor,
	type VpcRow,
} from './endpoint-request.ts';
import {unsuccessful} from './endpoint-service.ts';
import {addGatewayRoutes} from './gateway-endpoint.ts';
import {once} from './idempotency.ts';
import {createInterface, groupIdentifiers} from './interfaces.ts';
import {notFound} from './not-found.ts';
import type {OfferedService} from './offered-services.ts';
import {after, insert, need} from './rows.ts';
import {creationTags} from './tagging.ts';

export type EndpointRow = World['endpoints'][string];

/** The states of endpoints are camelCase on the wire; the model's enum writes them in PascalCase. */
export const wireState = (state: ConnectionState): State => state as string as State;

/** The account of AWS's that owns the interfaces of endpoints. */
const requesterId = '727180483921';

const openPolicy = JSON.stringify({
	Statement: [{Action: '*', Effect: 'Allow', Principal: '*', Resource: '*'}],
});

const common = (input: CreateVpcEndpointRequest, id: string, tags: Tag[], context: Context): VpcEndpoint => ({
	VpcEndpointId: id,
	VpcId: input.VpcId,
	ServiceName: input.ServiceName,
	ServiceRegion: context.region,
	State: wireState('pending'),
	PolicyDocument: input.PolicyDocument ?? openPolicy,
	RouteTableIds: [],
	SubnetIds: [],
	Groups: [],
	PrivateDnsEnabled: false,
	RequesterManaged: false,
	NetworkInterfaceIds: [],
	DnsEntries: [],
	CreationTimestamp: new Date(context.now),
	OwnerId: context.account,
	Tags: tags,
});

type Draft = {
	readonly input: CreateVpcEndpointRequest;
	readonly vpc: VpcRow;
	readonly service: OfferedService;
	readonly tags: Tag[];
};

const makeInterface = ({input, vpc, service, tags}: Draft, context: Context): EndpointRow => {
	const subnets = subnetsFor(input, vpc, service.shown, context);
	const groups = groupsFor(input, vpc, context);
	const privateDns = privateDnsFor(input, vpc, service.shown, context);
	checkEndpointQuota(context, vpc);
	const id = context.newId('vpce');
	const cards = subnets.map(subnet =>
		createInterface(context, {
			subnet,
			groups,
			description: `VPC Endpoint Interface ${id}`,
			purpose: {type: 'vpc_endpoint', requesterId},
		}),
	);
	const zones = subnets.map(({shown}) => shown.AvailabilityZone ?? '');
	const shown: VpcEndpoint = {
		...common(input, id, tags, context),
		VpcEndpointType: 'Interface',
		SubnetIds: subnets.map(subnet => subnet.id),
		Groups: groupIdentifiers(groups),
		IpAddressType: 'ipv4',
		DnsOptions: {DnsRecordIpType: 'ipv4'},
		PrivateDnsEnabled: privateDns,
		NetworkInterfaceIds: cards.map(card => card.id),
		DnsEntries: dnsEntries(context, id, service.shown, zones, privateDns),
	};
	const {own} = service;
	const failure = failureOnDemand(
		context,
		'endpoint',
		subnets.map(each => each.shown.AvailabilityZoneId),
	);
	if (failure) after(context, 'endpointPending', 'endpoint-failed', id, failure);
	else if (!own) after(context, 'endpointAwsService', 'endpoint-available', id);
	else if (own.shown.AcceptanceRequired) after(context, 'endpointPending', 'endpoint-awaits-acceptance', id);
	else after(context, 'endpointAccept', 'endpoint-available', id);
	return insert(context, context.world.endpoints, id, shown, {privateDns, ...(own ? {serviceId: own.id} : {})});
};

const makeGateway = ({input, vpc, tags}: Draft, context: Context): EndpointRow => {
	const id = context.newId('vpce');
	const shown: VpcEndpoint = {
		...common(input, id, tags, context),
		VpcEndpointType: 'Gateway',
		RouteTableIds: addGatewayRoutes(context, id, input, vpc.id),
	};
	after(context, 'endpointGateway', 'endpoint-available', id);
	return insert(context, context.world.endpoints, id, shown, {privateDns: false});
};

const make = (input: CreateVpcEndpointRequest, context: Context): EndpointRow => {
	const tags = creationTags(input.TagSpecifications, 'vpc-endpoint');
	const vpc = need(context, context.world.vpcs, input.VpcId, notFound.vpc);
	const service = serviceFor(input, context);
	refuseForeignParameters(input);
	const draft = {input, vpc, service, tags};
	return input.VpcEndpointType === 'Interface' ? makeInterface(draft, context) : makeGateway(draft, context);
};

const create = (input: CreateVpcEndpointRequest, context: Context): CreateVpcEndpointResult => {
	const {endpoints} = context.world;
	const answer = ({shown}: EndpointRow) => ({VpcEndpoint: shown, ClientToken: input.ClientToken});
	return once(context, 'CreateVpcEndpoint', input, {
		again: id => endpoints[id] && answer(endpoints[id]),
		make: () => {
			const row = make(input, context);
			return {id: row.id, result: answer(row)};
		},
	});
};

const getters: FilterGetters<Row<VpcEndpoint, EndpointRow['hidden']>> = {
	'vpc-endpoint-id': ({id}) => id,
	'ip-address-type': ({shown}) => shown.IpAddressType,
	'service-name': ({shown}) => shown.ServiceName,
	'service-region': ({shown}) => shown.ServiceRegion,
	'vpc-endpoint-state': ({shown}) => shown.State,
	'vpc-endpoint-type': ({shown}) => shown.VpcEndpointType,
	'vpc-id': ({shown}) => shown.VpcId,
};

const describe = (input: DescribeVpcEndpointsRequest, context: Context): DescribeVpcEndpointsResult => {
	const {page, NextToken} = describeRows(context, context.world.endpoints, {
		...input,
		ids: input.VpcEndpointIds,
		notFound: notFound.endpoint,
		filters: input.Filters,
		getters,
	});
	return {VpcEndpoints: page.map(({shown}) => shown), NextToken};
};

const removeOne = (id: string, context: Context): readonly UnsuccessfulItem[] => {
	const row = find(context.world.endpoints, id, context);
	const state = String(row?.shown.State);
	if (!row || state === 'deleted') {
		return [unsuccessful(id, notFound.endpoint.code, notFound.endpoint.message(id))];
	}
	if (state !== 'deleting') {
		row.shown.State = wireState('deleting');
		// A rejected connection stays listed as such for the provider.
		if (row.hidden.connection !== undefined && row.hidden.connection !== 'rejected') row.hidden.connection = 'deleting';
		const timing = row.shown.VpcEndpointType === 'Gateway' ? 'endpointGateway' : 'endpointDelete';
		after(context, timing, 'endpoint-deleted', id);
	}
	return [];
};

const remove = (input: DeleteVpcEndpointsRequest, context: Context): DeleteVpcEndpointsResult => ({
	Unsuccessful: (input.VpcEndpointIds ?? []).flatMap(id => removeOne(id, context)),
});

export const operations: readonly Operation[] = [
	operation(CreateVpcEndpoint$, create),
	operation(DescribeVpcEndpoints$, describe),
	operation(DeleteVpcEndpoints$, remove),
];
