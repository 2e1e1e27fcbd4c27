import {
	type Instance,
	type InstanceState,
	type NetworkInterface,
	RunInstances$,
	type RunInstancesRequest,
	type Tag,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import type {Row, World} from '../../world.ts';
import {once} from './idempotency.ts';
import {createInterface, freeAddresses, groupIdentifiers} from './interfaces.ts';
import {type Launch, readLaunch} from './launch.ts';
import {reservationsOf, type ShownReservation} from './reservations.ts';
import {after, insert} from './rows.ts';
import {creationTags} from './tagging.ts';
import {createRootVolume} from './volumes.ts';

const pending: InstanceState = {Code: 0, Name: 'pending'};

type Tags = {readonly instance: Tag[]; readonly volume: Tag[]; readonly interface: Tag[]};

const tagsOf = ({TagSpecifications}: RunInstancesRequest): Tags => {
	const allowed = ['instance', 'volume', 'network-interface'];
	const of = (type: string) => creationTags(TagSpecifications, type, allowed);
	return {instance: of('instance'), volume: of('volume'), interface: of('network-interface')};
};

/** An interface as DescribeInstances has it, within its instance. */
export const interfaceOfInstance = ({
	id,
	shown,
}: Row<NetworkInterface>): NonNullable<Instance['NetworkInterfaces']>[number] => {
	const {Association, Attachment, Groups, PrivateIpAddress, PrivateDnsName} = shown;
	const association = Association && {
		IpOwnerId: Association.IpOwnerId,
		PublicDnsName: Association.PublicDnsName,
		PublicIp: Association.PublicIp,
	};
	return {
		NetworkInterfaceId: id,
		...(association ? {Association: association} : {}),
		Attachment: {
			AttachTime: Attachment?.AttachTime,
			AttachmentId: Attachment?.AttachmentId,
			DeleteOnTermination: Attachment?.DeleteOnTermination,
			DeviceIndex: Attachment?.DeviceIndex,
			NetworkCardIndex: 0,
			Status: Attachment?.Status,
		},
		Description: shown.Description,
		Groups,
		InterfaceType: shown.InterfaceType,
		Ipv6Addresses: [],
		MacAddress: shown.MacAddress,
		OwnerId: shown.OwnerId,
		PrivateDnsName,
		PrivateIpAddress,
		PrivateIpAddresses: [
			{Primary: true, PrivateDnsName, PrivateIpAddress, ...(association ? {Association: association} : {})},
		],
		SourceDestCheck: shown.SourceDestCheck,
		Status: shown.Status,
		SubnetId: shown.SubnetId,
		VpcId: shown.VpcId,
	};
};

const launchOne = (
	input: RunInstancesRequest,
	launch: Launch,
	tags: Tags,
	index: number,
	context: Context,
): Row<Instance, {userData: string}> => {
	const {image, type, subnet, groups, profile} = launch;
	const id = context.newId('i');
	const card = createInterface(context, {
		subnet,
		groups,
		description: launch.interfaceDescription,
		purpose: {type: 'instance', instanceId: id, deleteOnTermination: launch.deleteInterface},
		privateIp: launch.privateIp,
		tags: tags.interface,
	});
	const volume = createRootVolume(context, id, launch, input.BlockDeviceMappings, tags.volume);
	const [attachment] = volume.shown.Attachments ?? [];
	const shown: Instance = {
		InstanceId: id,
		AmiLaunchIndex: index,
		Architecture: image.architecture,
		BlockDeviceMappings: [
			{
				DeviceName: image.rootDevice,
				Ebs: {
					AttachTime: attachment?.AttachTime,
					DeleteOnTermination: attachment?.DeleteOnTermination,
					Status: 'attached',
					VolumeId: volume.id,
				},
			},
		],
		ClientToken: input.ClientToken ?? '',
		EbsOptimized: input.EbsOptimized ?? false,
		EnaSupport: true,
		Hypervisor: 'xen',
		...(profile ? {IamInstanceProfile: {Arn: profile.shown.Arn, Id: profile.shown.InstanceProfileId}} : {}),
		ImageId: image.id,
		InstanceType: type.name as NonNullable<Instance['InstanceType']>,
		LaunchTime: new Date(context.now),
		MetadataOptions: {
			State: 'applied',
			HttpEndpoint: input.MetadataOptions?.HttpEndpoint ?? 'enabled',
			HttpProtocolIpv6: 'disabled',
			HttpPutResponseHopLimit: input.MetadataOptions?.HttpPutResponseHopLimit ?? 1,
			// Amazon Linux 2023 asks for IMDSv2 by itself.
			HttpTokens: input.MetadataOptions?.HttpTokens ?? (image.image === 'amazon-linux' ? 'required' : 'optional'),
			InstanceMetadataTags: input.MetadataOptions?.InstanceMetadataTags ?? 'disabled',
		},
		Monitoring: {State: input.Monitoring?.Enabled ? 'enabled' : 'disabled'},
		NetworkInterfaces: [interfaceOfInstance(card)],
		Placement: {AvailabilityZone: subnet.shown.AvailabilityZone, GroupName: '', Tenancy: 'default'},
		PlatformDetails: 'Linux/UNIX',
		PrivateDnsName: card.shown.PrivateDnsName,
		PrivateIpAddress: card.shown.PrivateIpAddress,
		PublicDnsName: '',
		RootDeviceName: image.rootDevice,
		RootDeviceType: 'ebs',
		SecurityGroups: groupIdentifiers(groups),
		SourceDestCheck: true,
		State: pending,
		StateTransitionReason: '',
		SubnetId: subnet.id,
		Tags: tags.instance,
		UsageOperation: 'RunInstances',
		VirtualizationType: 'hvm',
		VpcId: subnet.shown.VpcId,
	};
	const payload = {publicAddress: launch.publicAddress};
	after(context, 'instanceRunning', 'instance-running', id, payload);
	return insert(context, context.world.instances, id, shown, {userData: launch.userData});
};

type Instances = readonly World['instances'][string][];

/** @throws ServiceError IdempotentInstanceTerminated when a token's instances are gone. */
const launchedBefore = (ids: string, context: Context): Instances => {
	const rows = ids.split(' ').flatMap(id => context.world.instances[id] ?? []);
	if (rows.length > 0 && rows.some(({shown}) => shown.State?.Name !== 'terminated')) return rows;
	throw new ServiceError(
		'IdempotentInstanceTerminated',
		'The client token you have provided is associated with a resource that is already deleted. Please use a different client token.',
	);
};

const run = (input: RunInstancesRequest, context: Context): ShownReservation => {
	const tags = tagsOf(input);
	const rows = once<Instances>(context, 'RunInstances', input, {
		again: ids => launchedBefore(ids, context),
		make: () => {
			const launch = readLaunch(input, context);
			const count = Math.min(input.MaxCount ?? 1, freeAddresses(context, launch.subnet));
			if (count < (input.MinCount ?? 1)) {
				throw new ServiceError(
					'InsufficientFreeAddressesInSubnet',
					`There are not enough free addresses in subnet '${launch.subnet.id}' to satisfy the requested number of instances.`,
				);
			}
			const launched = Array.from({length: count}, (_, index) => launchOne(input, launch, tags, index, context));
			return {id: launched.map(({id}) => id).join(' '), result: launched};
		},
	});
	return reservationsOf(rows, context)[0] ?? {Instances: []};
};

export const operations: readonly Operation[] = [operation(RunInstances$, run)];
