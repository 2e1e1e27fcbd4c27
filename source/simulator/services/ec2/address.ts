import {
	type Address,
	AllocateAddress$,
	type AllocateAddressRequest,
	type AllocateAddressResult,
	DescribeAddresses$,
	type DescribeAddressesRequest,
	type DescribeAddressesResult,
	ReleaseAddress$,
	type ReleaseAddressRequest,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import type {Row} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {drawPublicAddress} from './interfaces.ts';
import {notFound} from './not-found.ts';
import {insert, need, rowsIn} from './rows.ts';
import {creationTags} from './tagging.ts';

const allocate = (input: AllocateAddressRequest, context: Context): AllocateAddressResult => {
	const tags = creationTags(input.TagSpecifications, 'elastic-ip');
	checkQuota(context, 'addresses', rowsIn(context, context.world.addresses).length);
	const id = context.newId('eipalloc');
	const shown: Address = {
		AllocationId: id,
		PublicIp: drawPublicAddress(context),
		PublicIpv4Pool: 'amazon',
		NetworkBorderGroup: context.region,
		Domain: 'vpc',
		Tags: tags,
	};
	insert(context, context.world.addresses, id, shown, {});
	const {AllocationId, PublicIp, PublicIpv4Pool, NetworkBorderGroup, Domain} = shown;
	return {AllocationId, PublicIp, PublicIpv4Pool, NetworkBorderGroup, Domain};
};

const getters: FilterGetters<Row<Address>> = {
	'allocation-id': ({id}) => id,
	'association-id': ({shown}) => shown.AssociationId,
	domain: ({shown}) => shown.Domain,
	'instance-id': ({shown}) => shown.InstanceId,
	'network-border-group': ({shown}) => shown.NetworkBorderGroup,
	'network-interface-id': ({shown}) => shown.NetworkInterfaceId,
	'private-ip-address': ({shown}) => shown.PrivateIpAddress,
	'public-ip': ({shown}) => shown.PublicIp,
};

const describe = (input: DescribeAddressesRequest, context: Context): DescribeAddressesResult => {
	const {page} = describeRows(context, context.world.addresses, {
		ids: input.AllocationIds,
		notFound: notFound.address,
		filters: [
			...(input.Filters ?? []),
			...(input.PublicIps && input.PublicIps.length > 0 ? [{Name: 'public-ip', Values: input.PublicIps}] : []),
		],
		getters,
	});
	return {Addresses: page.map(({shown}) => shown)};
};

const release = (input: ReleaseAddressRequest, context: Context): void => {
	if (input.AllocationId === undefined) {
		throw new ServiceError('MissingParameter', 'The request must contain the parameter allocationId');
	}
	const {id, shown} = need(context, context.world.addresses, input.AllocationId, notFound.address);
	if (shown.AssociationId !== undefined) {
		throw new ServiceError('InvalidIPAddress.InUse', `Address ${shown.PublicIp} is in use.`);
	}
	delete context.world.addresses[id];
};

export const operations: readonly Operation[] = [
	operation(AllocateAddress$, allocate),
	operation(DescribeAddresses$, describe),
	operation(ReleaseAddress$, release),
];
