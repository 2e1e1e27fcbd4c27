import {
	DeleteNetworkInterface$,
	type DeleteNetworkInterfaceRequest,
	DescribeNetworkInterfaces$,
	type DescribeNetworkInterfacesRequest,
	type DescribeNetworkInterfacesResult,
	type NetworkInterface,
	type Tag,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import type {Row} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {notFound} from './not-found.ts';
import {need} from './rows.ts';

/** Network interfaces call their tags TagSet. */
type Tagged = NetworkInterface & {readonly Tags?: Tag[] | undefined};

const getters: FilterGetters<Row<Tagged>> = {
	'network-interface-id': ({id}) => id,
	'addresses.private-ip-address': ({shown}) => shown.PrivateIpAddress,
	'private-ip-address': ({shown}) => shown.PrivateIpAddress,
	'association.public-ip': ({shown}) => shown.Association?.PublicIp,
	'association.allocation-id': ({shown}) => shown.Association?.AllocationId,
	'attachment.instance-id': ({shown}) => shown.Attachment?.InstanceId,
	'attachment.instance-owner-id': ({shown}) => shown.Attachment?.InstanceOwnerId,
	'attachment.status': ({shown}) => shown.Attachment?.Status,
	'availability-zone': ({shown}) => shown.AvailabilityZone,
	description: ({shown}) => shown.Description,
	'group-id': ({shown}) => (shown.Groups ?? []).map(({GroupId}) => GroupId),
	'group-name': ({shown}) => (shown.Groups ?? []).map(({GroupName}) => GroupName),
	'interface-type': ({shown}) => shown.InterfaceType,
	'owner-id': ({shown}) => shown.OwnerId,
	'requester-id': ({shown}) => shown.RequesterId,
	'requester-managed': ({shown}) => shown.RequesterManaged,
	status: ({shown}) => shown.Status,
	'subnet-id': ({shown}) => shown.SubnetId,
	'vpc-id': ({shown}) => shown.VpcId,
};

const describe = (input: DescribeNetworkInterfacesRequest, context: Context): DescribeNetworkInterfacesResult => {
	const tagged = Object.fromEntries(
		Object.entries(context.world.networkInterfaces).map(([id, row]) => [
			id,
			{...row, shown: {...row.shown, Tags: row.shown.TagSet}},
		]),
	);
	const {page, NextToken} = describeRows<Tagged, object>(context, tagged, {
		...input,
		ids: input.NetworkInterfaceIds,
		notFound: notFound.networkInterface,
		filters: input.Filters,
		getters,
	});
	return {NetworkInterfaces: page.map(({shown: {Tags: _, ...shown}}) => shown), NextToken};
};

/** Every interface of this world is somebody's: the API has none that were made by themselves. */
const remove = (input: DeleteNetworkInterfaceRequest, context: Context): void => {
	const row = need(context, context.world.networkInterfaces, input.NetworkInterfaceId, notFound.networkInterface);
	throw new ServiceError('InvalidParameterValue', `Network interface '${row.id}' is currently in use.`);
};

export const operations: readonly Operation[] = [
	operation(DescribeNetworkInterfaces$, describe),
	operation(DeleteNetworkInterface$, remove),
];
