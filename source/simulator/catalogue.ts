import {digestHex} from './random.ts';

/** A partition: its first ARN part and the suffix of its DNS names. */
export type Partition = {readonly id: string; readonly dnsSuffix: string};

export type Zone = {
	/** As this account sees it, e.g. `us-east-1a`. */
	readonly name: string;
	/** The same place for every account, e.g. `use1-az6`. */
	readonly id: string;
};

export type Region = {readonly name: string; readonly partition: Partition; readonly zones: readonly Zone[]};

const aws: Partition = {id: 'aws', dnsSuffix: 'amazonaws.com'};
const awsGov: Partition = {id: 'aws-us-gov', dnsSuffix: 'amazonaws.com'};
const awsChina: Partition = {id: 'aws-cn', dnsSuffix: 'amazonaws.com.cn'};

/** `zones` maps the last letter of a zone's name to the number of its id: the mapping is the account's own. */
const region = (name: string, prefix: string, zones: Readonly<Record<string, number>>, partition = aws): Region => ({
	name,
	partition,
	zones: Object.entries(zones).map(([letter, number]) => ({name: name + letter, id: `${prefix}-az${number}`})),
});

/** The regions that the simulator has. */
export const regions: readonly Region[] = [
	region('us-east-1', 'use1', {a: 6, b: 1, c: 2, d: 4, e: 3, f: 5}),
	region('us-east-2', 'use2', {a: 1, b: 2, c: 3}),
	region('us-west-1', 'usw1', {a: 3, b: 1}),
	region('us-west-2', 'usw2', {a: 2, b: 1, c: 3, d: 4}),
	region('ca-central-1', 'cac1', {a: 1, b: 2, d: 4}),
	region('sa-east-1', 'sae1', {a: 1, b: 2, c: 3}),
	region('eu-west-1', 'euw1', {a: 3, b: 1, c: 2}),
	region('eu-west-2', 'euw2', {a: 2, b: 3, c: 1}),
	region('eu-west-3', 'euw3', {a: 1, b: 2, c: 3}),
	region('eu-central-1', 'euc1', {a: 2, b: 3, c: 1}),
	region('eu-north-1', 'eun1', {a: 1, b: 2, c: 3}),
	region('ap-south-1', 'aps1', {a: 1, b: 3, c: 2}),
	region('ap-southeast-1', 'apse1', {a: 1, b: 2, c: 3}),
	region('ap-southeast-2', 'apse2', {a: 3, b: 1, c: 2}),
	region('ap-northeast-1', 'apne1', {a: 4, c: 1, d: 2}),
	region('ap-northeast-2', 'apne2', {a: 1, b: 2, c: 3, d: 4}),
	region('us-gov-west-1', 'usgw1', {a: 1, b: 2, c: 3}, awsGov),
	region('us-gov-east-1', 'usge1', {a: 1, b: 2, c: 3}, awsGov),
	region('cn-north-1', 'cnn1', {a: 1, b: 2, d: 4}, awsChina),
	region('cn-northwest-1', 'cnnw1', {a: 1, b: 2, c: 3}, awsChina),
];

/** The region called `name`, or undefined. */
export const findRegion = (name: string): Region | undefined => regions.find(each => each.name === name);

/** `x86_64` or `arm64`, as EC2 says it. */
export type Architecture = 'x86_64' | 'arm64';

export type CatalogueInstanceType = {
	readonly name: string;
	readonly architecture: Architecture;
	readonly vcpus: number;
	readonly memoryMiB: number;
	/** Of accounts on the free plan since July 2025. */
	readonly freeTier: boolean;
	readonly burstable: boolean;
	/** Ids of the zones that do not offer it. */
	readonly missingZones: readonly string[];
};

/** The oldest zone of us-east-1 runs none of the newer generations. */
const newer = ['use1-az3'];

const instanceType = (
	name: string,
	architecture: Architecture,
	vcpus: number,
	memoryMiB: number,
	freeTier = false,
	missingZones = newer,
): CatalogueInstanceType => ({
	name,
	architecture,
	vcpus,
	memoryMiB,
	freeTier,
	burstable: name.startsWith('t'),
	missingZones,
});

export const instanceTypes: readonly CatalogueInstanceType[] = [
	instanceType('t2.micro', 'x86_64', 1, 1024, false, []),
	instanceType('t2.small', 'x86_64', 1, 2048, false, []),
	instanceType('t3.nano', 'x86_64', 2, 512),
	instanceType('t3.micro', 'x86_64', 2, 1024, true),
	instanceType('t3.small', 'x86_64', 2, 2048, true),
	instanceType('t3.medium', 'x86_64', 2, 4096),
	instanceType('t3.large', 'x86_64', 2, 8192),
	instanceType('t4g.nano', 'arm64', 2, 512),
	instanceType('t4g.micro', 'arm64', 2, 1024, true),
	instanceType('t4g.small', 'arm64', 2, 2048, true),
	instanceType('t4g.medium', 'arm64', 2, 4096),
	instanceType('c7i-flex.large', 'x86_64', 2, 4096, true),
	instanceType('m7i-flex.large', 'x86_64', 2, 8192, true),
	instanceType('m5.large', 'x86_64', 2, 8192),
	instanceType('m7g.large', 'arm64', 2, 8192),
];

/** The instance type called `name`, or undefined. */
export const findInstanceType = (name: string): CatalogueInstanceType | undefined =>
	instanceTypes.find(each => each.name === name);

/** The types that a zone offers. */
export const typesOfZone = (zone: Zone): readonly CatalogueInstanceType[] =>
	instanceTypes.filter(each => !each.missingZones.includes(zone.id));

export type ImageName = 'ubuntu' | 'amazon-linux';

/** A machine image as a region has it. */
export type MachineImage = {
	readonly id: string;
	readonly image: ImageName;
	readonly architecture: Architecture;
	/** As DescribeImages shows it. */
	readonly name: string;
	readonly description: string;
	readonly ownerId: string;
	readonly rootDevice: string;
	/** GiB. */
	readonly rootSize: number;
	/** Names of the public SSM parameters that hold its id. */
	readonly parameters: readonly string[];
};

const ubuntu = (region: string, architecture: Architecture): MachineImage => {
	const debian = architecture === 'x86_64' ? 'amd64' : 'arm64';
	return {
		id: `ami-0${digestHex(`${region} ubuntu ${architecture}`, 16)}`,
		image: 'ubuntu',
		architecture,
		name: `ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-${debian}-server-20251212`,
		description: `Canonical, Ubuntu, 24.04, ${debian} noble image`,
		ownerId: '099720109477',
		rootDevice: '/dev/sda1',
		rootSize: 8,
		parameters: [`/aws/service/canonical/ubuntu/server/24.04/stable/current/${debian}/hvm/ebs-gp3/ami-id`],
	};
};

const amazonLinux = (region: string, architecture: Architecture): MachineImage => ({
	id: `ami-0${digestHex(`${region} amazon-linux ${architecture}`, 16)}`,
	image: 'amazon-linux',
	architecture,
	name: `al2023-ami-2023.9.20251208.0-kernel-6.1-${architecture}`,
	description: `Amazon Linux 2023 AMI 2023.9.20251208.0 ${architecture} HVM kernel-6.1`,
	ownerId: '137112412989',
	rootDevice: '/dev/xvda',
	rootSize: 8,
	parameters: ['kernel-default', 'kernel-6.1'].map(
		kernel => `/aws/service/ami-amazon-linux-latest/al2023-ami-${kernel}-${architecture}`,
	),
});

/** All machine images of a region. */
export const imagesOf = (region: string): readonly MachineImage[] =>
	(['x86_64', 'arm64'] as const).flatMap(architecture => [
		ubuntu(region, architecture),
		amazonLinux(region, architecture),
	]);
