import {
	DeleteNetworkInterface$,
	type DeleteNetworkInterfaceRequest,
	DescribeNetworkInterfaces$,
	type DescribeNetworkInterfacesRequest,
	type DescribeNetworkInterfacesResult,
	DetachNetworkInterface$,
	type DetachNetworkInterfaceRequest,
	type NetworkInterface,
	type Tag,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import type {Row} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {interfacesWhere, removeInterfaces} from './interfaces.ts';
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
		exclusive: ['networkInterfaceIdSet', 'maxResults'],
		notFound: notFound.networkInterface,
		filters: input.Filters,
		getters,
	});
	return {NetworkInterfaces: page.map(({shown: {Tags: _, ...shown}}) => shown), NextToken};
};

/** Only what an instance left behind can be deleted by hand: all others are in use until their owner takes them away. */
const remove = (input: DeleteNetworkInterfaceRequest, context: Context): void => {
	const row = need(context, context.world.networkInterfaces, input.NetworkInterfaceId, notFound.networkInterface);
	if (row.shown.Status !== 'available') {
		throw new ServiceError('InvalidParameterValue', `Network interface '${row.id}' is currently in use.`);
	}
	removeInterfaces(context, [row.id]);
};

/** What AWS's services attached is theirs to detach, and the first card of an instance stays with it. */
const detach = (input: DetachNetworkInterfaceRequest, context: Context): void => {
	const id = input.AttachmentId ?? '';
	if (!/^(eni|ela)-attach-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
		throw new ServiceError(
			'InvalidNetworkInterfaceAttachmentId.Malformed',
			`Invalid id: "${id}" (expecting "eni-attach-...")`,
		);
	}
	const [row] = interfacesWhere(context, ({Attachment}) => Attachment?.AttachmentId === id);
	if (!row) throw new ServiceError('InvalidAttachmentID.NotFound', `The attachment '${id}' does not exist`);
	if (row.shown.RequesterManaged) {
		throw new ServiceError('OperationNotPermitted', "You are not allowed to manage 'ela-attach' attachments.");
	}
	throw new ServiceError(
		'OperationNotPermitted',
		'The network interface at device index 0 and networkCard index 0 cannot be detached.',
	);
};

export const operations: readonly Operation[] = [
	operation(DescribeNetworkInterfaces$, describe),
	operation(DeleteNetworkInterface$, remove),
	operation(DetachNetworkInterface$, detach),
];
