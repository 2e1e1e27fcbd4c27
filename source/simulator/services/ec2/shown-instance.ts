import type {Instance, NetworkInterface, RunInstancesRequest, Volume} from '@aws-sdk/client-ec2';
import type {Row} from '../../world.ts';
import {groupIdentifiers} from './interfaces.ts';
import type {Launch} from './launch.ts';

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

/** What a launch made besides the instance. */
export type Parts = {readonly card: Row<NetworkInterface>; readonly volume: Row<Volume>};

const placeOf = ({subnet, groups}: Launch, {card}: Parts): Partial<Instance> => ({
	NetworkInterfaces: [interfaceOfInstance(card)],
	Placement: {AvailabilityZone: subnet.shown.AvailabilityZone, GroupName: '', Tenancy: 'default'},
	PrivateDnsName: card.shown.PrivateDnsName,
	PrivateIpAddress: card.shown.PrivateIpAddress,
	PublicDnsName: '',
	SecurityGroups: groupIdentifiers(groups),
	SourceDestCheck: true,
	SubnetId: subnet.id,
	VpcId: subnet.shown.VpcId,
});

const rootDeviceOf = ({image}: Launch, {volume}: Parts): Partial<Instance> => {
	const [attachment] = volume.shown.Attachments ?? [];
	const {AttachTime, DeleteOnTermination} = attachment ?? {};
	return {
		BlockDeviceMappings: [
			{
				DeviceName: image.rootDevice,
				Ebs: {AttachTime, DeleteOnTermination, Status: 'attached', VolumeId: volume.id},
			},
		],
		RootDeviceName: image.rootDevice,
		RootDeviceType: 'ebs',
	};
};

const metadataOptionsOf = ({MetadataOptions = {}}: RunInstancesRequest, {image}: Launch): Partial<Instance> => ({
	MetadataOptions: {
		State: 'applied',
		HttpEndpoint: MetadataOptions.HttpEndpoint ?? 'enabled',
		HttpProtocolIpv6: 'disabled',
		HttpPutResponseHopLimit: MetadataOptions.HttpPutResponseHopLimit ?? 1,
		// Amazon Linux 2023 asks for IMDSv2 by itself.
		HttpTokens: MetadataOptions.HttpTokens ?? (image.image === 'amazon-linux' ? 'required' : 'optional'),
		InstanceMetadataTags: MetadataOptions.InstanceMetadataTags ?? 'disabled',
	},
});

/** A new instance as DescribeInstances has it, but for its id, tags, time and place in the launch. */
export const shownInstance = (input: RunInstancesRequest, launch: Launch, parts: Parts): Instance => ({
	Architecture: launch.image.architecture,
	ClientToken: input.ClientToken ?? '',
	EbsOptimized: input.EbsOptimized ?? false,
	EnaSupport: true,
	Hypervisor: 'xen',
	...(launch.profile
		? {IamInstanceProfile: {Arn: launch.profile.shown.Arn, Id: launch.profile.shown.InstanceProfileId}}
		: {}),
	ImageId: launch.image.id,
	InstanceType: launch.type.name as NonNullable<Instance['InstanceType']>,
	Monitoring: {State: input.Monitoring?.Enabled ? 'enabled' : 'disabled'},
	PlatformDetails: 'Linux/UNIX',
	State: {Code: 0, Name: 'pending'},
	StateTransitionReason: '',
	UsageOperation: 'RunInstances',
	VirtualizationType: 'hvm',
	...placeOf(launch, parts),
	...rootDeviceOf(launch, parts),
	...metadataOptionsOf(input, launch),
});
