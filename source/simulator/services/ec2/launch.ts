import type {RunInstancesRequest, SecurityGroup, Subnet} from '@aws-sdk/client-ec2';
import {
	type CatalogueInstanceType,
	findInstanceType,
	imagesOf,
	type MachineImage,
	typesOfZone,
} from '../../catalogue.ts';
import {type Context, ServiceError} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import type {Row, World} from '../../world.ts';
import {checkCapacity} from './capacity.ts';
import {notFound} from './not-found.ts';
import {need, rowsIn} from './rows.ts';
import {findZone, zonesOf} from './zones.ts';

/** A launch that EC2 would accept: every reference looked up. */
export type Launch = {
	readonly image: MachineImage;
	readonly type: CatalogueInstanceType;
	readonly subnet: Row<Subnet>;
	readonly groups: readonly Row<SecurityGroup>[];
	readonly privateIp?: string | undefined;
	readonly publicAddress: boolean;
	readonly deleteInterface: boolean;
	readonly interfaceDescription: string;
	readonly profile?: World['instanceProfiles'][string] | undefined;
	/** Decoded. */
	readonly userData: string;
};

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);
const combination = (message: string): ServiceError => new ServiceError('InvalidParameterCombination', message);

const imageOf = ({ImageId = ''}: RunInstancesRequest, context: Context): MachineImage => {
	const image = imagesOf(context.region).find(({id}) => id === ImageId);
	if (image) return image;
	if (ImageId === '') throw new ServiceError('MissingParameter', 'The request must contain the parameter ImageId');
	if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(ImageId)) {
		throw new ServiceError('InvalidAMIID.Malformed', `Invalid id: "${ImageId}" (expecting "ami-...")`);
	}
	throw new ServiceError('InvalidAMIID.NotFound', `The image id '[${ImageId}]' does not exist`);
};

const typeOf = (input: RunInstancesRequest, image: MachineImage): CatalogueInstanceType => {
	// EC2's own default is m1.small, which no zone here offers.
	const type = findInstanceType(input.InstanceType ?? 'm1.small');
	if (!type) throw invalid(`Invalid value '${input.InstanceType}' for InstanceType.`);
	if (type.architecture !== image.architecture) {
		throw invalid(
			`The architecture '${type.architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.`,
		);
	}
	return type;
};

/** Accounts on the free plan, as all new ones are at first, may run some types only. */
const checkPlan = (type: CatalogueInstanceType, {world}: Context): void => {
	if (!world.scenario.plan.freePlan || type.freeTier) return;
	throw combination(
		"The specified instance type is not eligible for Free Tier. For a list of Free Tier instance types, run 'describe-instance-types' with the filter 'free-tier-eligible=true'.",
	);
};

const checkOffered = (type: CatalogueInstanceType, subnet: Row<Subnet>, context: Context): void => {
	const zone = findZone(context.region, subnet.shown.AvailabilityZoneId);
	if (zone && typesOfZone(zone).includes(type)) return;
	const others = zonesOf(context.region).filter(each => typesOfZone(each).includes(type));
	throw new ServiceError(
		'Unsupported',
		`Your requested instance type (${type.name}) is not supported in your requested Availability Zone (${subnet.shown.AvailabilityZone}). Please retry your request by not specifying an Availability Zone or choosing ${others.map(({name}) => name).join(', ')}.`,
	);
};

/** Not even `standard` credits: https://github.com/hashicorp/terraform-provider-aws/issues/5067 */
const checkCredits = ({CreditSpecification}: RunInstancesRequest, type: CatalogueInstanceType): void => {
	if (CreditSpecification === undefined || type.burstable) return;
	throw new ServiceError(
		'InstanceCreditSpecification.NotSupported',
		`The ${type.name} instance type does not support T2 Unlimited.`,
	);
};

const provisioned: readonly string[] = ['gp3', 'io1', 'io2'];

/**
 * A mapping of the image's own device takes from the image what it leaves out; any other one is a volume of its own.
 * https://github.com/hashicorp/packer/issues/7802, https://github.com/scylladb/scylladb/issues/6999
 */
const checkMappings = ({BlockDeviceMappings = []}: RunInstancesRequest, image: MachineImage): void => {
	for (const {DeviceName, Ebs} of BlockDeviceMappings) {
		const {VolumeSize, SnapshotId, VolumeType = 'gp3', Iops} = Ebs ?? {};
		// https://github.com/boto/boto3/issues/2474
		if (Iops !== undefined && !provisioned.includes(VolumeType)) {
			throw combination(`The parameter iops is not supported for ${VolumeType} volumes.`);
		}
		if (DeviceName === image.rootDevice) {
			if (VolumeSize === undefined || VolumeSize >= image.rootSize) continue;
			throw new ServiceError(
				'InvalidBlockDeviceMapping',
				`Volume of size ${VolumeSize}GB is smaller than snapshot '${image.id.replace('ami-', 'snap-')}', expect size >= ${image.rootSize}GB`,
			);
		}
		if (VolumeSize === undefined && SnapshotId === undefined) {
			throw new ServiceError('MissingParameter', 'The request must contain the parameter size or snapshotId');
		}
		throw new ServiceError('UnsupportedOperation', 'The simulator has root volumes only.');
	}
};

type Wiring = Pick<Launch, 'privateIp' | 'deleteInterface' | 'interfaceDescription'> & {
	readonly subnetId: string | undefined;
	readonly groupIds: readonly string[];
	/** Undefined: as the subnet says. */
	readonly publicAddress: boolean | undefined;
};

/** The network of a launch, which comes as one network interface or as fields of the instance, not as both. */
const wiringOf = (input: RunInstancesRequest): Wiring => {
	const [card, ...others] = input.NetworkInterfaces ?? [];
	if (!card) {
		return {
			subnetId: input.SubnetId,
			groupIds: input.SecurityGroupIds ?? [],
			privateIp: input.PrivateIpAddress,
			publicAddress: undefined,
			deleteInterface: true,
			interfaceDescription: '',
		};
	}
	if (others.length > 0)
		throw new ServiceError('UnsupportedOperation', 'The simulator attaches one network interface.');
	if (input.SubnetId !== undefined) {
		throw combination('Network interfaces and an instance-level subnet ID may not be specified on the same request');
	}
	if ((input.SecurityGroupIds ?? []).length > 0 || (input.SecurityGroups ?? []).length > 0) {
		throw combination(
			'Network interfaces and an instance-level security groups may not be specified on the same request',
		);
	}
	if (card.DeviceIndex === undefined) throw invalid('Each network interface requires a device index.');
	return {
		subnetId: card.SubnetId,
		groupIds: card.Groups ?? [],
		privateIp: card.PrivateIpAddress,
		publicAddress: card.AssociatePublicIpAddress,
		deleteInterface: card.DeleteOnTermination ?? true,
		interfaceDescription: card.Description ?? '',
	};
};

const groupsOf = (ids: readonly string[], subnet: Row<Subnet>, context: Context): readonly Row<SecurityGroup>[] => {
	const {securityGroups} = context.world;
	const vpcId = subnet.shown.VpcId;
	if (ids.length === 0) {
		return rowsIn(context, securityGroups).filter(({shown}) => shown.VpcId === vpcId && shown.GroupName === 'default');
	}
	return ids.map(id => {
		const group = need(context, securityGroups, id, notFound.securityGroup);
		if (group.shown.VpcId === vpcId) return group;
		throw new ServiceError(
			'InvalidParameter',
			`Security group ${id} and subnet ${subnet.id} belong to different networks.`,
		);
	});
};

/** A profile is unknown to EC2 for a while after IAM has made it, and empty until its role has arrived. */
const profileOf = ({IamInstanceProfile}: RunInstancesRequest, context: Context): Launch['profile'] => {
	const {Name, Arn} = IamInstanceProfile ?? {};
	if (Name === undefined && Arn === undefined) return undefined;
	if (Name !== undefined && Arn !== undefined) {
		throw combination(
			"The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
		);
	}
	const profile = Object.values(context.world.instanceProfiles).find(
		({id, account, shown}) =>
			account === context.account && (Name === undefined ? id === Arn : shown.InstanceProfileName === Name),
	);
	if (!profile || profile.hidden.usableAt > context.now) {
		const [field, words] = Name === undefined ? ['arn', 'ARN'] : ['name', 'name'];
		throw invalid(
			`Value (${Name ?? Arn}) for parameter iamInstanceProfile.${field} is invalid. Invalid IAM Instance Profile ${words}`,
		);
	}
	if ((profile.shown.Roles ?? []).length === 0) {
		throw invalid(`IAM Instance Profile "${profile.shown.Arn}" has no associated IAM Roles`);
	}
	return profile;
};

/** Bytes, decoded. */
const userDataLimit = 16_384;

const userDataOf = ({UserData = ''}: RunInstancesRequest): string => {
	const packed = UserData.replaceAll(/\s/g, '');
	if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
		throw invalid('Invalid BASE64 encoding of user data.');
	}
	const bytes = Buffer.from(packed, 'base64');
	if (bytes.length > userDataLimit) throw invalid(`User data is limited to ${userDataLimit} bytes`);
	return bytes.toString('utf8');
};

const checkVcpus = (type: CatalogueInstanceType, count: number, context: Context): void => {
	const running = rowsIn(context, context.world.instances)
		.filter(({shown}) => shown.State?.Name !== 'terminated')
		.reduce((sum, {shown}) => sum + (findInstanceType(shown.InstanceType ?? '')?.vcpus ?? 0), 0);
	checkQuota(context, 'vcpus', running, type.vcpus * count);
};

/**
 * Reads and checks a RunInstances request.
 * @throws ServiceError in EC2's codes and words for whatever EC2 would refuse.
 */
export const readLaunch = (input: RunInstancesRequest, context: Context): Launch => {
	const {MinCount = 1, MaxCount = 1} = input;
	if (MinCount < 1 || MinCount > MaxCount) {
		throw invalid(`Value (${MinCount}) for parameter minCount is invalid. It must be from 1 to maxCount.`);
	}
	const image = imageOf(input, context);
	const type = typeOf(input, image);
	checkPlan(type, context);
	checkCredits(input, type);
	checkMappings(input, image);
	const wiring = wiringOf(input);
	if (wiring.privateIp !== undefined && MaxCount > 1) {
		throw combination('A private IP address may not be specified for more than one instance');
	}
	if (wiring.subnetId === undefined) throw new ServiceError('VPCIdNotSpecified', 'No default VPC for this user');
	const subnet = need(context, context.world.subnets, wiring.subnetId, notFound.subnet);
	checkOffered(type, subnet, context);
	const groups = groupsOf(wiring.groupIds, subnet, context);
	if (input.KeyName !== undefined) {
		throw new ServiceError('InvalidKeyPair.NotFound', `The key pair '${input.KeyName}' does not exist`);
	}
	const profile = profileOf(input, context);
	const userData = userDataOf(input);
	checkVcpus(type, MaxCount, context);
	checkCapacity(type, MinCount, subnet, context);
	return {
		...wiring,
		image,
		type,
		subnet,
		groups,
		publicAddress: wiring.publicAddress ?? subnet.shown.MapPublicIpOnLaunch ?? false,
		profile,
		userData,
	};
};
