import {
	AcceptVpcEndpointConnections$,
	type AcceptVpcEndpointConnectionsRequest,
	type AcceptVpcEndpointConnectionsResult,
	DescribeVpcEndpointConnections$,
	type DescribeVpcEndpointConnectionsRequest,
	type DescribeVpcEndpointConnectionsResult,
	RejectVpcEndpointConnections$,
	type RejectVpcEndpointConnectionsRequest,
	type RejectVpcEndpointConnectionsResult,
	type UnsuccessfulItem,
	type VpcEndpointConnection,
} from '@aws-sdk/client-ec2';
import {isIn} from '../../lookup.ts';
import {type Context, type Operation, operation, type TimerTable} from '../../operation.ts';
import type {ConnectionState} from '../../world.ts';
import {type FilterGetters, filterRows, paginate} from '../ec2-describe.ts';
import {type EndpointRow, wireState} from './endpoint.ts';
import {unsuccessful} from './endpoint-service.ts';
import {notFound} from './not-found.ts';
import {after, need, onRow} from './rows.ts';

type Shown = {readonly shown: VpcEndpointConnection};

/** The connections of all services of the account in the region, as it sees them, whoever owns the endpoints. */
const connections = (context: Context): readonly Shown[] =>
	Object.values(context.world.endpoints).flatMap(({id, region, shown, hidden}) => {
		const service = context.world.endpointServices[hidden.serviceId ?? ''];
		if (!service || !isIn(service, context) || hidden.connection === undefined) return [];
		return [
			{
				shown: {
					ServiceId: service.id,
					VpcEndpointId: id,
					VpcEndpointOwner: shown.OwnerId,
					VpcEndpointState: wireState(hidden.connection),
					VpcEndpointRegion: region,
					CreationTimestamp: shown.CreationTimestamp,
					DnsEntries: shown.DnsEntries,
					NetworkLoadBalancerArns: service.shown.NetworkLoadBalancerArns,
					IpAddressType: shown.IpAddressType,
					Tags: [],
				},
			},
		];
	});

/** `vpc-endpoint-id` is in the model, but the service refuses it. */
const getters: FilterGetters<Shown> = {
	'ip-address-type': ({shown}) => shown.IpAddressType,
	'service-id': ({shown}) => shown.ServiceId,
	'vpc-endpoint-owner': ({shown}) => shown.VpcEndpointOwner,
	'vpc-endpoint-region': ({shown}) => shown.VpcEndpointRegion,
	'vpc-endpoint-state': ({shown}) => shown.VpcEndpointState,
};

const describe = (
	input: DescribeVpcEndpointConnectionsRequest,
	context: Context,
): DescribeVpcEndpointConnectionsResult => {
	const {page, NextToken} = paginate(filterRows(connections(context), input.Filters, getters, false), input);
	return {VpcEndpointConnections: page.map(({shown}) => shown), NextToken};
};

/** Decides on each endpoint for itself: what fails is told in the answer, which is a success as a whole. */
const decide = (
	input: {readonly ServiceId: string | undefined; readonly VpcEndpointIds: readonly string[] | undefined},
	context: Context,
	from: readonly ConnectionState[],
	change: (row: EndpointRow) => void,
): {Unsuccessful: UnsuccessfulItem[]} => {
	const service = need(context, context.world.endpointServices, input.ServiceId, notFound.endpointService);
	const Unsuccessful = (input.VpcEndpointIds ?? []).flatMap(id => {
		const row = context.world.endpoints[id];
		const connection = row?.hidden.serviceId === service.id ? row.hidden.connection : undefined;
		if (!row || connection === undefined) {
			return [unsuccessful(id, notFound.endpoint.code, notFound.endpoint.message(id))];
		}
		if (!from.includes(connection)) {
			return [unsuccessful(id, 'InvalidState', `The VPC endpoint connection ${id} is in the state ${connection}.`)];
		}
		change(row);
		return [];
	});
	return {Unsuccessful};
};

const acceptOne = (row: EndpointRow, context: Context): void => {
	row.hidden.connection = 'pending';
	row.shown.State = wireState('pending');
	after(context, 'endpointAccept', 'endpoint-available', row.id);
};

const rejectOne = (row: EndpointRow, context: Context): void => {
	row.hidden.connection = 'rejected';
	after(context, 'endpointReject', 'endpoint-rejected', row.id);
};

const accept = (input: AcceptVpcEndpointConnectionsRequest, context: Context): AcceptVpcEndpointConnectionsResult =>
	decide(input, context, ['pendingAcceptance'], row => acceptOne(row, context));

/** A connection that is in use can be rejected too; a rejected one is over. */
const reject = (input: RejectVpcEndpointConnectionsRequest, context: Context): RejectVpcEndpointConnectionsResult =>
	decide(input, context, ['pendingAcceptance', 'pending', 'available'], row => rejectOne(row, context));

/** Has somebody else decide on a connection that shows, as the scenario says. */
export const awaitOthers = (row: EndpointRow, context: Context): void => {
	const {decision} = context.world.scenario.plan;
	if (decision) context.schedule(decision.seconds * 1000, 'endpoint-decided-elsewhere', {id: row.id});
};

export const timers: TimerTable = {
	'endpoint-decided-elsewhere': onRow(
		world => world.endpoints,
		(row, context) => {
			if (row.hidden.connection !== 'pendingAcceptance') return;
			const isYes = context.world.scenario.plan.decision?.answer === 'accept';
			(isYes ? acceptOne : rejectOne)(row, context);
		},
	),
};

export const operations: readonly Operation[] = [
	operation(DescribeVpcEndpointConnections$, describe),
	operation(AcceptVpcEndpointConnections$, accept),
	operation(RejectVpcEndpointConnections$, reject),
];
