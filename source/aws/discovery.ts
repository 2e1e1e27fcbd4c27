import type {Zone} from '../plan/deployment.ts';
import type {Settings} from '../plan/settings.ts';
import type {AwsClients} from './clients.ts';
import {collect} from './pages.ts';

/** As the names of Ubuntu's images spell it. */
export type Architecture = 'amd64' | 'arm64';

/** The regions that are enabled for the account, by name. */
export const findRegions = async (clients: AwsClients): Promise<readonly string[]> => {
	const ec2 = await clients.ec2();
	const {Regions = []} = await ec2.describeRegions({});
	return Regions.map(({RegionName = ''}) => RegionName).toSorted();
};

/** The region's availability zones that are up and need no opting in or have it, by id. */
export const findZones = async (clients: AwsClients): Promise<readonly Zone[]> => {
	const ec2 = await clients.ec2();
	const {AvailabilityZones = []} = await ec2.describeAvailabilityZones({
		Filters: [
			{Name: 'zone-type', Values: ['availability-zone']},
			{Name: 'state', Values: ['available']},
			{Name: 'opt-in-status', Values: ['opt-in-not-required', 'opted-in']},
		],
	});
	return AvailabilityZones.map(({ZoneId = '', ZoneName = ''}) => ({id: ZoneId, name: ZoneName})).toSorted((a, b) =>
		a.id.localeCompare(b.id),
	);
};

/** The ids of the zones that offer the instance type; empty when the region has none of it. */
export const findOfferings = async (clients: AwsClients, instanceType: string): Promise<readonly string[]> => {
	const ec2 = await clients.ec2();
	const offerings = await collect(
		token =>
			ec2.describeInstanceTypeOfferings({
				LocationType: 'availability-zone-id',
				Filters: [{Name: 'instance-type', Values: [instanceType]}],
				NextToken: token,
			}),
		page => page.InstanceTypeOfferings,
	);
	return offerings.map(({Location = ''}) => Location).toSorted();
};

/** What machine code the instance type runs. @throws InvalidInstanceType for one that does not exist. */
export const findArchitecture = async (clients: AwsClients, instanceType: string): Promise<Architecture> => {
	const ec2 = await clients.ec2();
	const {InstanceTypes = []} = await ec2.describeInstanceTypes({
		// The SDK's union of names is older than the newest type.
		InstanceTypes: [instanceType as never],
	});
	const supported = InstanceTypes[0]?.ProcessorInfo?.SupportedArchitectures ?? [];
	return supported.includes('arm64') ? 'arm64' : 'amd64';
};

/** The public parameters under which Canonical and Amazon publish their newest images. */
const imageParameters = {
	ubuntu: architecture =>
		`/aws/service/canonical/ubuntu/server/24.04/stable/current/${architecture}/hvm/ebs-gp3/ami-id`,
	'amazon-linux': architecture =>
		`/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture === 'arm64' ? 'arm64' : 'x86_64'}`,
} as const satisfies Record<Settings['image'], (architecture: Architecture) => string>;

/** The id of the newest image. @throws ParameterNotFound where the region has none. */
export const findImage = async (
	clients: AwsClients,
	image: Settings['image'],
	architecture: Architecture,
): Promise<string> => {
	const ssm = await clients.ssm();
	const {Parameter} = await ssm.getParameter({Name: imageParameters[image](architecture)});
	return Parameter?.Value ?? '';
};
