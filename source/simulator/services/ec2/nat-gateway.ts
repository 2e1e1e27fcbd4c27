import {
	type Address,
	CreateNatGateway$,
	type CreateNatGatewayRequest,
	type CreateNatGatewayResult,
	DeleteNatGateway$,
	type DeleteNatGatewayRequest,
	type DeleteNatGatewayResult,
	DescribeNatGateways$,
	type DescribeNatGatewaysRequest,
	type DescribeNatGatewaysResult,
	type NatGateway,
	type Subnet,
} from '@aws-sdk/client-ec2';
import {failureOnDemand} from '../../faults.ts';
import {type Context, type Operation, operation, ServiceError, type TimerTable} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import type {Row} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {once} from './idempotency.ts';
import {associate, createInterface, freeAddresses, removeInterfaces} from './interfaces.ts';
import {notFound} from './not-found.ts';
import {markRoutes} from './route-tables.ts';
import {after, forget, insert, need, onRow, rowsIn} from './rows.ts';
import {creationTags} from './tagging.ts';

/** The account of AWS's that owns the interfaces of NAT gateways. */
const requesterId = '036872051663';

type Failure = {readonly FailureCode: string; readonly FailureMessage: string};

/** What a NAT gateway finds out only when it is set up: it is created and becomes `failed`. */
const failureOf = (context: Context, subnet: Row<Subnet>, address: Row<Address>): Failure | undefined => {
	const gateways = rowsIn(context, context.world.internetGateways);
	if (!gateways.some(({shown}) => shown.Attachments?.some(({VpcId}) => VpcId === subnet.shown.VpcId))) {
		return {
			FailureCode: 'Gateway.NotAttached',
			FailureMessage: `Network ${subnet.shown.VpcId} has no Internet gateway attached`,
		};
	}
	if (address.shown.AssociationId !== undefined) {
		return {
			FailureCode: 'Resource.AlreadyAssociated',
			FailureMessage: `Elastic IP address ${address.id} is already associated`,
		};
	}
	if (freeAddresses(context, subnet) < 1) {
		return {
			FailureCode: 'InsufficientFreeAddressesInSubnet',
			FailureMessage: 'Subnet has insufficient free addresses to create this NAT gateway',
		};
	}
	return undefined;
};

/** What the scenario has fail. */
const failureAsked = (context: Context, {shown}: Row<Subnet>): Failure | undefined => {
	const failure = failureOnDemand(context, 'nat-gateway', [shown.AvailabilityZoneId]);
	return failure && {FailureCode: failure.code, FailureMessage: failure.message};
};

const setUp = (context: Context, id: string, subnet: Row<Subnet>, address: Row<Address>): NatGateway => {
	const row = createInterface(context, {
		subnet,
		groups: [],
		description: `Interface for NAT Gateway ${id}`,
		purpose: {type: 'nat_gateway', requesterId},
	});
	const association = {
		AllocationId: address.id,
		AssociationId: context.newId('eipassoc'),
		PublicIp: address.shown.PublicIp,
	};
	associate(context, row, {...association, IpOwnerId: context.account});
	Object.assign(address.shown, {
		AssociationId: association.AssociationId,
		NetworkInterfaceId: row.id,
		NetworkInterfaceOwnerId: context.account,
		PrivateIpAddress: row.shown.PrivateIpAddress,
	});
	return {
		NatGatewayAddresses: [
			{
				...association,
				NetworkInterfaceId: row.id,
				PrivateIp: row.shown.PrivateIpAddress,
				IsPrimary: true,
				Status: 'associating',
				AvailabilityZone: subnet.shown.AvailabilityZone,
				AvailabilityZoneId: subnet.shown.AvailabilityZoneId,
			},
		],
	};
};

const make = (input: CreateNatGatewayRequest, context: Context): Row<NatGateway> => {
	const {world} = context;
	const tags = creationTags(input.TagSpecifications, 'natgateway');
	if ((input.ConnectivityType ?? 'public') !== 'public' || (input.AvailabilityMode ?? 'zonal') !== 'zonal') {
		throw new ServiceError('UnsupportedOperation', 'The simulator has public zonal NAT gateways only.');
	}
	for (const name of ['SubnetId', 'AllocationId'] as const) {
		if (input[name] !== undefined) continue;
		throw new ServiceError(
			'MissingParameter',
			`The request must include the ${name} parameter. Add the required parameter and retry the request.`,
		);
	}
	const subnet = need(context, world.subnets, input.SubnetId, notFound.subnet);
	const address = need(context, world.addresses, input.AllocationId, notFound.address);
	const inZone = rowsIn(context, world.natGateways).filter(
		({shown}) =>
			['pending', 'available'].includes(shown.State ?? '') &&
			world.subnets[shown.SubnetId ?? '']?.shown.AvailabilityZoneId === subnet.shown.AvailabilityZoneId,
	);
	checkQuota(context, 'natGateways', inZone.length);
	const id = context.newId('nat');
	const failure = failureOf(context, subnet, address) ?? failureAsked(context, subnet);
	const shown: NatGateway = {
		NatGatewayId: id,
		State: 'pending',
		CreateTime: new Date(context.now),
		SubnetId: subnet.id,
		VpcId: subnet.shown.VpcId,
		ConnectivityType: 'public',
		AvailabilityMode: 'zonal',
		NatGatewayAddresses: [{AllocationId: address.id, IsPrimary: true, Status: 'associating'}],
		...(failure ? {} : setUp(context, id, subnet, address)),
		Tags: tags,
	};
	if (failure) after(context, 'natFail', 'nat-gateway-failed', id, failure);
	else after(context, 'natCreate', 'nat-gateway-available', id);
	return insert(context, world.natGateways, id, shown, {});
};

const create = (input: CreateNatGatewayRequest, context: Context): CreateNatGatewayResult => {
	const answer = ({shown}: Row<NatGateway>) => ({NatGateway: shown, ClientToken: input.ClientToken});
	const {natGateways} = context.world;
	return once(context, 'CreateNatGateway', input, {
		again: id => natGateways[id] && answer(natGateways[id]),
		make: () => {
			const row = make(input, context);
			return {id: row.id, result: answer(row)};
		},
	});
};

const getters: FilterGetters<Row<NatGateway>> = {
	'nat-gateway-id': ({id}) => id,
	state: ({shown}) => shown.State,
	'subnet-id': ({shown}) => shown.SubnetId,
	'vpc-id': ({shown}) => shown.VpcId,
};

const describe = (input: DescribeNatGatewaysRequest, context: Context): DescribeNatGatewaysResult => {
	const {page, NextToken} = describeRows(context, context.world.natGateways, {
		...input,
		ids: input.NatGatewayIds,
		notFound: notFound.natGateway,
		filters: input.Filter,
		getters,
	});
	return {NatGateways: page.map(({shown}) => shown), NextToken};
};

const remove = (input: DeleteNatGatewayRequest, context: Context): DeleteNatGatewayResult => {
	const {id, shown} = need(context, context.world.natGateways, input.NatGatewayId, notFound.natGateway);
	if (shown.State !== 'deleting' && shown.State !== 'deleted') {
		shown.State = 'deleting';
		after(context, 'natDelete', 'nat-gateway-deleted', id);
	}
	return {NatGatewayId: id};
};

/** A deleted NAT gateway lets go of its address; it does not release it. */
const takeDown = ({id, shown}: Row<NatGateway>, context: Context): void => {
	for (const {AllocationId, AssociationId, NetworkInterfaceId} of shown.NatGatewayAddresses ?? []) {
		removeInterfaces(context, [NetworkInterfaceId]);
		const address = context.world.addresses[AllocationId ?? ''];
		if (!address || address.shown.AssociationId !== AssociationId) continue;
		const {AllocationId: own, PublicIp, PublicIpv4Pool, NetworkBorderGroup, Domain, Tags} = address.shown;
		address.shown = {AllocationId: own, PublicIp, PublicIpv4Pool, NetworkBorderGroup, Domain, Tags};
	}
	shown.State = 'deleted';
	shown.DeleteTime = new Date(context.now);
	markRoutes(context, id, 'blackhole');
	after(context, 'natListed', 'nat-gateway-forgotten', id);
};

const table = (world: Context['world']) => world.natGateways;

export const operations: readonly Operation[] = [
	operation(CreateNatGateway$, create),
	operation(DescribeNatGateways$, describe),
	operation(DeleteNatGateway$, remove),
];

export const timers: TimerTable = {
	'nat-gateway-available': onRow(table, ({shown}) => {
		if (shown.State !== 'pending') return;
		shown.State = 'available';
		for (const address of shown.NatGatewayAddresses ?? []) address.Status = 'succeeded';
	}),
	'nat-gateway-failed': onRow(table, ({id, shown}, context, payload) => {
		if (shown.State !== 'pending') return;
		shown.State = 'failed';
		shown.FailureCode = String(payload['FailureCode']);
		shown.FailureMessage = String(payload['FailureMessage']);
		for (const address of shown.NatGatewayAddresses ?? []) address.Status = 'failed';
		after(context, 'natListed', 'nat-gateway-expired', id);
	}),
	// AWS deletes a failed NAT gateway by itself.
	'nat-gateway-expired': onRow(table, (row, context) => {
		if (row.shown.State === 'failed') takeDown(row, context);
	}),
	'nat-gateway-deleted': onRow(table, takeDown),
	'nat-gateway-forgotten': forget(table),
};
