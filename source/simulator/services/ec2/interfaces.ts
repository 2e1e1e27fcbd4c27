import type {GroupIdentifier, NetworkInterface, NetworkInterfaceType, SecurityGroup, Subnet} from '@aws-sdk/client-ec2';
import {formatAddress, sizeOf} from '../../../plan/cidr.ts';
import {type Context, ServiceError} from '../../operation.ts';
import type {Row} from '../../world.ts';
import {parseBlock} from './cidr.ts';
import {rowsIn} from './rows.ts';

/** The first four addresses of a subnet and its last are AWS's. */
const reserved = {first: 4, last: 1};

/** What a network interface is for. Requester-managed ones belong to an AWS service: nobody else may touch them. */
type InterfacePurpose =
	| {readonly type: 'instance'; readonly instanceId: string; readonly deleteOnTermination: boolean}
	| {readonly type: 'nat_gateway' | 'network_load_balancer' | 'vpc_endpoint'; readonly requesterId: string};

const taken = (context: {readonly world: Context['world']}, subnetId: string): ReadonlySet<string> =>
	new Set(
		Object.values(context.world.networkInterfaces)
			.filter(({shown}) => shown.SubnetId === subnetId)
			.map(({shown}) => shown.PrivateIpAddress ?? ''),
	);

/** How many addresses of a subnet are free. */
export const freeAddresses = (context: Context, subnet: Row<Subnet>): number => {
	const block = parseBlock(subnet.shown.CidrBlock);
	return block ? sizeOf(block) - reserved.first - reserved.last - taken(context, subnet.id).size : 0;
};

const countAgain = (context: Context, subnetId: string | undefined): void => {
	const subnet = context.world.subnets[subnetId ?? ''];
	if (subnet) subnet.shown.AvailableIpAddressCount = freeAddresses(context, subnet);
};

/** A free address of the subnet, drawn; `wanted` where it is free. */
const drawAddress = (context: Context, subnet: Row<Subnet>, wanted: string | undefined): string => {
	const used = taken(context, subnet.id);
	const block = parseBlock(subnet.shown.CidrBlock) ?? {address: 0, prefix: 32};
	const count = sizeOf(block) - reserved.first - reserved.last;
	const start = Math.floor(context.random() * count);
	const candidates = Array.from({length: count}, (_, index) =>
		formatAddress(block.address + reserved.first + ((start + index) % count)),
	);
	if (wanted !== undefined && !candidates.includes(wanted)) {
		throw new ServiceError(
			'InvalidParameterValue',
			`Address ${wanted} does not fall within the subnet's address range`,
		);
	}
	if (wanted !== undefined && used.has(wanted)) {
		throw new ServiceError('InvalidIPAddress.InUse', `Address ${wanted} is in use.`);
	}
	const free = wanted ?? candidates.find(address => !used.has(address));
	if (free === undefined) {
		throw new ServiceError(
			'InsufficientFreeAddressesInSubnet',
			`There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
		);
	}
	return free;
};

/** us-east-1 keeps the names it had when it was the only region. */
export const privateDnsName = (region: string, address: string): string =>
	`ip-${address.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2' : `${region}.compute`}.internal`;

/** The public name of an address; it resolves only in VPCs with DNS hostnames. */
const publicDnsName = ({region, dnsSuffix}: Context, address: string): string =>
	`ec2-${address.replaceAll('.', '-')}.${region === 'us-east-1' ? 'compute-1' : `${region}.compute`}.${dnsSuffix}`;

/** First octets of blocks that EC2 gives public addresses from. */
const publicOctets = [3, 18, 34, 44, 52, 54];

/** A public IPv4 address that nothing in the world has. */
export const drawPublicAddress = (context: Context): string => {
	const {addresses, networkInterfaces} = context.world;
	const used = new Set([
		...Object.values(addresses).map(({shown}) => shown.PublicIp),
		...Object.values(networkInterfaces).map(({shown}) => shown.Association?.PublicIp),
	]);
	const octet = (from: number, below: number) => from + Math.floor(context.random() * (below - from));
	for (;;) {
		const first = publicOctets[octet(0, publicOctets.length)];
		const address = `${first}.${octet(64, 250)}.${octet(0, 256)}.${octet(1, 255)}`;
		if (!used.has(address)) return address;
	}
};

const macAddress = (context: Context): string =>
	[
		'0a',
		...Array.from({length: 5}, () =>
			Math.floor(context.random() * 256)
				.toString(16)
				.padStart(2, '0'),
		),
	].join(':');

export const groupIdentifiers = (groups: readonly Row<SecurityGroup>[]): GroupIdentifier[] =>
	groups.map(({id, shown}) => ({GroupId: id, GroupName: shown.GroupName}));

const attachment = (context: Context, purpose: InterfacePurpose): NonNullable<NetworkInterface['Attachment']> => {
	const common = {AttachTime: new Date(context.now), NetworkCardIndex: 0, Status: 'attached' as const};
	return purpose.type === 'instance'
		? {
				...common,
				AttachmentId: context.newId('eni-attach'),
				DeviceIndex: 0,
				InstanceId: purpose.instanceId,
				InstanceOwnerId: context.account,
				DeleteOnTermination: purpose.deleteOnTermination,
			}
		: {
				...common,
				AttachmentId: context.newId('ela-attach'),
				DeviceIndex: 1,
				InstanceOwnerId: 'amazon-aws',
				DeleteOnTermination: false,
			};
};

/**
 * Creates an attached network interface with an address of its subnet.
 * @throws ServiceError InsufficientFreeAddressesInSubnet, InvalidIPAddress.InUse.
 */
export const createInterface = (
	context: Context,
	{
		subnet,
		groups,
		description,
		purpose,
		privateIp,
		tags = [],
	}: {
		readonly subnet: Row<Subnet>;
		readonly groups: readonly Row<SecurityGroup>[];
		readonly description: string;
		readonly purpose: InterfacePurpose;
		readonly privateIp?: string | undefined;
		readonly tags?: NetworkInterface['TagSet'];
	},
): Row<NetworkInterface> => {
	const id = context.newId('eni');
	const address = drawAddress(context, subnet, privateIp);
	const name = privateDnsName(context.region, address);
	const managed = purpose.type === 'instance' ? undefined : purpose;
	const shown: NetworkInterface = {
		NetworkInterfaceId: id,
		Attachment: attachment(context, purpose),
		AvailabilityZone: subnet.shown.AvailabilityZone,
		AvailabilityZoneId: subnet.shown.AvailabilityZoneId,
		Description: description,
		Groups: groupIdentifiers(groups),
		// The model says natGateway, the wire nat_gateway.
		InterfaceType: (managed?.type ?? 'interface') as NetworkInterfaceType,
		Ipv6Addresses: [],
		MacAddress: macAddress(context),
		OwnerId: context.account,
		PrivateDnsName: name,
		PrivateIpAddress: address,
		PrivateIpAddresses: [{Primary: true, PrivateDnsName: name, PrivateIpAddress: address}],
		...(managed ? {RequesterId: managed.requesterId} : {}),
		RequesterManaged: managed !== undefined,
		SourceDestCheck: managed === undefined,
		Status: 'in-use',
		SubnetId: subnet.id,
		TagSet: tags,
		VpcId: subnet.shown.VpcId,
	};
	const row = {id, account: context.account, region: context.region, visibleAt: context.now, shown, hidden: {}};
	context.world.networkInterfaces[id] = row;
	countAgain(context, subnet.id);
	return row;
};

/** Maps a public address to the interface. */
export const associate = (
	context: Context,
	row: Row<NetworkInterface>,
	association: NonNullable<NetworkInterface['Association']>,
): void => {
	const named = {...association, PublicDnsName: publicDnsName(context, association.PublicIp ?? '')};
	row.shown.Association = named;
	row.shown.PrivateIpAddresses = (row.shown.PrivateIpAddresses ?? []).map(each => ({...each, Association: named}));
};

/** Removes interfaces; their addresses are free again. */
export const removeInterfaces = (context: Context, ids: readonly (string | undefined)[]): void => {
	for (const id of ids) {
		const row = context.world.networkInterfaces[id ?? ''];
		if (!row) continue;
		delete context.world.networkInterfaces[row.id];
		countAgain(context, row.shown.SubnetId);
	}
};

/** The interfaces in a subnet, or those that a predicate picks. */
export const interfacesWhere = (
	context: Context,
	picks: (shown: NetworkInterface) => boolean,
): readonly Row<NetworkInterface>[] =>
	rowsIn(context, context.world.networkInterfaces).filter(({shown}) => picks(shown));
