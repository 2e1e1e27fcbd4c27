import type {World} from '../world.ts';

/** What a machine knows of itself from the instance it is. */
export type Identity = {
	readonly instanceId: string;
	readonly account: string;
	readonly region: string;
	readonly zone: string;
	readonly zoneId: string;
	readonly instanceType: string;
	readonly imageId: string;
	readonly vpcId: string;
	readonly subnetId: string;
	readonly mac: string;
	readonly privateIp: string;
	/** The VPC's name for it, e.g. `ip-11-0-2-10.ec2.internal`. */
	readonly privateDnsName: string;
	readonly publicIp?: string;
	readonly groupNames: readonly string[];
	readonly profileArn?: string;
	readonly roleName?: string;
};

/** The role behind an instance profile, as EC2 hands it to an instance; undefined where there is none. */
export const roleOf = (world: World, profileArn: string | undefined): World['roles'][string] | undefined => {
	const profile = world.instanceProfiles[profileArn ?? ''];
	return world.roles[profile?.shown.Roles?.[0]?.Arn ?? ''];
};

/** @throws when the world has no such instance. */
export const identityOf = (world: World, instanceId: string): Identity => {
	const row = world.instances[instanceId];
	if (!row) throw new Error(`There is no instance ${instanceId}`);
	const {shown} = row;
	const subnetId = shown.SubnetId ?? '';
	const profileArn = shown.IamInstanceProfile?.Arn;
	const roleName = roleOf(world, profileArn)?.shown.RoleName;
	return {
		instanceId,
		account: row.account,
		region: row.region,
		zone: shown.Placement?.AvailabilityZone ?? '',
		zoneId: world.subnets[subnetId]?.shown.AvailabilityZoneId ?? '',
		instanceType: shown.InstanceType ?? '',
		imageId: shown.ImageId ?? '',
		vpcId: shown.VpcId ?? '',
		subnetId,
		mac: shown.NetworkInterfaces?.[0]?.MacAddress ?? '02:00:00:00:00:01',
		privateIp: shown.PrivateIpAddress ?? '',
		privateDnsName: shown.PrivateDnsName ?? '',
		groupNames: (shown.SecurityGroups ?? []).map(group => group.GroupName ?? ''),
		...(shown.PublicIpAddress ? {publicIp: shown.PublicIpAddress} : {}),
		...(profileArn ? {profileArn} : {}),
		...(roleName ? {roleName} : {}),
	};
};
