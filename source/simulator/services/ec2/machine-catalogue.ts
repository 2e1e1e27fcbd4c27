import {
	DescribeImages$,
	type DescribeImagesRequest,
	type DescribeImagesResult,
	DescribeInstanceTypeOfferings$,
	type DescribeInstanceTypeOfferingsRequest,
	type DescribeInstanceTypeOfferingsResult,
	DescribeInstanceTypes$,
	type DescribeInstanceTypesRequest,
	type DescribeInstanceTypesResult,
	type Image,
	type InstanceTypeInfo,
	type InstanceTypeOffering,
} from '@aws-sdk/client-ec2';
import {type CatalogueInstanceType, imagesOf, instanceTypes, type MachineImage, typesOfZone} from '../../catalogue.ts';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {type FilterGetters, filterRows, paginate} from '../ec2-describe.ts';
import {chosen, type Listed, listed} from './listing.ts';
import {zonesOf} from './zones.ts';

const infoOf = (type: CatalogueInstanceType): InstanceTypeInfo => ({
	InstanceType: type.name as InstanceTypeInfo['InstanceType'],
	CurrentGeneration: !type.name.startsWith('t2.'),
	FreeTierEligible: type.freeTier,
	BareMetal: false,
	BurstablePerformanceSupported: type.burstable,
	DedicatedHostsSupported: false,
	HibernationSupported: false,
	Hypervisor: type.name.startsWith('t2.') ? 'xen' : 'nitro',
	InstanceStorageSupported: false,
	MemoryInfo: {SizeInMiB: type.memoryMiB},
	ProcessorInfo: {SupportedArchitectures: [type.architecture]},
	SupportedRootDeviceTypes: ['ebs'],
	SupportedUsageClasses: ['on-demand', 'spot'],
	SupportedVirtualizationTypes: ['hvm'],
	VCpuInfo: {DefaultVCpus: type.vcpus},
});

const typeGetters: FilterGetters<Listed<InstanceTypeInfo>> = {
	'bare-metal': ({shown}) => shown.BareMetal,
	'burstable-performance-supported': ({shown}) => shown.BurstablePerformanceSupported,
	'current-generation': ({shown}) => shown.CurrentGeneration,
	'free-tier-eligible': ({shown}) => shown.FreeTierEligible,
	hypervisor: ({shown}) => shown.Hypervisor,
	'instance-type': ({id}) => id,
	'memory-info.size-in-mib': ({shown}) => shown.MemoryInfo?.SizeInMiB,
	'processor-info.supported-architecture': ({shown}) => shown.ProcessorInfo?.SupportedArchitectures,
	'vcpu-info.default-vcpus': ({shown}) => shown.VCpuInfo?.DefaultVCpus,
};

const describeTypes = (input: DescribeInstanceTypesRequest): DescribeInstanceTypesResult => {
	const rows = instanceTypes.map(type => listed(type.name, infoOf(type)));
	const wanted = chosen(
		rows,
		input.InstanceTypes,
		name => new ServiceError('InvalidInstanceType', `The following supplied instance types do not exist: [${name}]`),
	);
	const {page, NextToken} = paginate(filterRows(wanted, input.Filters, typeGetters, false), input, 100);
	return {InstanceTypes: page.map(({shown}) => shown), NextToken};
};

const offeringGetters: FilterGetters<Listed<InstanceTypeOffering>> = {
	'instance-type': ({shown}) => shown.InstanceType,
	location: ({shown}) => shown.Location,
};

/** Where each type is offered: in the region unless the request says availability zones, by name or by id. */
const describeOfferings = (
	input: DescribeInstanceTypeOfferingsRequest,
	context: Context,
): DescribeInstanceTypeOfferingsResult => {
	const type = input.LocationType ?? 'region';
	const zones = zonesOf(context.region);
	const places =
		type === 'region'
			? [{location: context.region, types: instanceTypes}]
			: zones.map(zone => ({
					location: type === 'availability-zone-id' ? zone.id : zone.name,
					types: typesOfZone(zone),
				}));
	const rows = places.flatMap(({location, types}) =>
		types.map(({name}) =>
			listed<InstanceTypeOffering>(name, {
				InstanceType: name as InstanceTypeOffering['InstanceType'],
				LocationType: type,
				Location: location,
			}),
		),
	);
	const {page, NextToken} = paginate(filterRows(rows, input.Filters, offeringGetters, false), input);
	return {InstanceTypeOfferings: page.map(({shown}) => shown), NextToken};
};

const shownImage = (image: MachineImage): Image => ({
	ImageId: image.id,
	Name: image.name,
	Description: image.description,
	Architecture: image.architecture,
	BlockDeviceMappings: [
		{
			DeviceName: image.rootDevice,
			Ebs: {DeleteOnTermination: true, Encrypted: false, VolumeSize: image.rootSize, VolumeType: 'gp3'},
		},
	],
	EnaSupport: true,
	Hypervisor: 'xen',
	ImageType: 'machine',
	ImageOwnerAlias: 'amazon',
	OwnerId: image.ownerId,
	PlatformDetails: 'Linux/UNIX',
	Public: true,
	RootDeviceName: image.rootDevice,
	RootDeviceType: 'ebs',
	State: 'available',
	UsageOperation: 'RunInstances',
	VirtualizationType: 'hvm',
});

const imageGetters: FilterGetters<Listed<Image>> = {
	architecture: ({shown}) => shown.Architecture,
	'image-id': ({id}) => id,
	'is-public': ({shown}) => shown.Public,
	name: ({shown}) => shown.Name,
	'owner-alias': ({shown}) => shown.ImageOwnerAlias,
	'owner-id': ({shown}) => shown.OwnerId,
	'root-device-type': ({shown}) => shown.RootDeviceType,
	state: ({shown}) => shown.State,
	'virtualization-type': ({shown}) => shown.VirtualizationType,
};

const describeImages = (input: DescribeImagesRequest, context: Context): DescribeImagesResult => {
	const rows = imagesOf(context.region).map(image => listed(image.id, shownImage(image)));
	const owners = input.Owners ?? [];
	if ((input.ImageIds ?? []).length > 0 && input.MaxResults !== undefined) {
		throw new ServiceError(
			'InvalidParameterCombination',
			'The parameter imageIdsSet cannot be used with the parameter maxResults',
		);
	}
	const owned = rows.filter(
		({shown}) =>
			owners.length === 0 || owners.includes(shown.OwnerId ?? '') || owners.includes(shown.ImageOwnerAlias ?? ''),
	);
	const wanted = chosen(
		owned,
		input.ImageIds,
		id => new ServiceError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`),
	);
	const {page, NextToken} = paginate(filterRows(wanted, input.Filters, imageGetters), input);
	return {Images: page.map(({shown}) => shown), NextToken};
};

export const operations: readonly Operation[] = [
	operation(DescribeInstanceTypes$, describeTypes),
	operation(DescribeInstanceTypeOfferings$, describeOfferings),
	operation(DescribeImages$, describeImages),
];
