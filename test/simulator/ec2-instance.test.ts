import {
	DeleteNetworkInterfaceCommand,
	DescribeImagesCommand,
	DescribeInstancesCommand,
	DescribeInstanceTypeOfferingsCommand,
	DescribeInstanceTypesCommand,
	DescribeNetworkInterfacesCommand,
	DescribeVolumesCommand,
	DetachInternetGatewayCommand,
	RebootInstancesCommand,
	type RunInstancesCommandInput,
	TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
	AddRoleToInstanceProfileCommand,
	CreateInstanceProfileCommand,
	CreateRoleCommand,
	IAMClient,
} from '@aws-sdk/client-iam';
import {describe, expect, it} from 'vitest';
import {clientConfig} from '../helpers/simulator.ts';
import {
	type Cloud,
	id,
	imageId,
	launch,
	makeGateway,
	makeGroup,
	makeInstance,
	makePublic,
	makeSubnet,
	makeVpc,
	openCloud,
	refusal,
} from './ec2-world.ts';

const openSubnet = async () => {
	const cloud = openCloud();
	const vpcId = await makeVpc(cloud);
	return {cloud, vpcId, subnetId: await makeSubnet(cloud, vpcId, '11.0.2.0/24')};
};

const show = async ({ec2}: Cloud, instanceId: string) =>
	(await ec2.send(new DescribeInstancesCommand({InstanceIds: [instanceId]}))).Reservations?.[0]?.Instances?.[0];

const script = (text: string): string => Buffer.from(text).toString('base64');

describe('an instance', () => {
	it('is pending, then running with its machine switched on', async () => {
		const {cloud, vpcId, subnetId} = await openSubnet();
		const group = await makeGroup(cloud, vpcId, 'web');
		const {Instances, ReservationId} = await cloud.ec2.send(
			launch(subnetId, {
				SecurityGroupIds: [group],
				UserData: script('#!/bin/bash\necho hello'),
				MetadataOptions: {HttpTokens: 'required'},
				BlockDeviceMappings: [{DeviceName: '/dev/sda1', Ebs: {Encrypted: true, VolumeSize: 9}}],
				TagSpecifications: [
					{ResourceType: 'instance', Tags: [{Key: 'Name', Value: 'lab'}]},
					{ResourceType: 'volume', Tags: [{Key: 'Name', Value: 'root'}]},
				],
			}),
		);
		expect(ReservationId).toMatch(/^r-0[0-9a-f]{16}$/);
		const instanceId = id(Instances?.[0]?.InstanceId);
		expect(Instances?.[0]).toMatchObject({State: {Code: 0, Name: 'pending'}, VpcId: vpcId, SubnetId: subnetId});
		expect(Instances?.[0]?.PrivateIpAddress).toMatch(/^11\.0\.2\.\d+$/);
		expect(cloud.world.machines[instanceId]).toBeUndefined();

		await cloud.wait(60);
		expect(await show(cloud, instanceId)).toMatchObject({
			State: {Code: 16, Name: 'running'},
			SecurityGroups: [{GroupId: group, GroupName: 'web'}],
			MetadataOptions: {HttpTokens: 'required'},
			Tags: [{Key: 'Name', Value: 'lab'}],
			PublicDnsName: '',
			PrivateDnsName: `ip-${Instances?.[0]?.PrivateIpAddress?.replaceAll('.', '-')}.ec2.internal`,
		});
		expect(cloud.world.machines[instanceId]).toMatchObject({
			image: 'ubuntu',
			power: 'booting',
			userData: '#!/bin/bash\necho hello',
		});
		expect(cloud.told).toEqual([instanceId]);
		const {Volumes} = await cloud.ec2.send(
			new DescribeVolumesCommand({Filters: [{Name: 'attachment.instance-id', Values: [instanceId]}]}),
		);
		expect(Volumes).toMatchObject([
			{State: 'in-use', Encrypted: true, Size: 9, VolumeType: 'gp3', Tags: [{Key: 'Name', Value: 'root'}]},
		]);
	});

	it('is terminated, switched off, and listed without a place for an hour', async () => {
		const {cloud, vpcId, subnetId} = await openSubnet();
		const instanceId = await makeInstance(cloud, subnetId);
		const {TerminatingInstances} = await cloud.ec2.send(new TerminateInstancesCommand({InstanceIds: [instanceId]}));
		expect(TerminatingInstances).toEqual([
			{
				InstanceId: instanceId,
				CurrentState: {Code: 32, Name: 'shutting-down'},
				PreviousState: {Code: 16, Name: 'running'},
			},
		]);
		expect(cloud.world.machines[instanceId]?.power).toBe('off');
		expect(cloud.told).toEqual([instanceId, instanceId]);
		await cloud.wait(90);
		const ended = await show(cloud, instanceId);
		expect(ended).toMatchObject({State: {Code: 48, Name: 'terminated'}, NetworkInterfaces: []});
		expect(ended).not.toHaveProperty('VpcId');
		expect(ended).not.toHaveProperty('PrivateIpAddress');
		expect(cloud.world).toMatchObject({networkInterfaces: {}, volumes: {}});
		const byVpc = await cloud.ec2.send(new DescribeInstancesCommand({Filters: [{Name: 'vpc-id', Values: [vpcId]}]}));
		expect(byVpc.Reservations).toEqual([]);
		await cloud.wait(3600);
		expect(await refusal(show(cloud, instanceId))).toMatchObject({
			code: 'InvalidInstanceID.NotFound',
			message: `The instance ID '${instanceId}' does not exist`,
		});
		expect(cloud.world.machines).toEqual({});
	});

	it('that is terminated while pending never runs', async () => {
		const {cloud, subnetId} = await openSubnet();
		const {Instances} = await cloud.ec2.send(launch(subnetId));
		const InstanceIds = [id(Instances?.[0]?.InstanceId)];
		await cloud.wait(2);
		await cloud.ec2.send(new TerminateInstancesCommand({InstanceIds}));
		await cloud.wait(120);
		expect(cloud.told).toEqual([]);
		expect(cloud.world.machines).toEqual({});
	});

	it('keeps a volume that shall outlive it', async () => {
		const {cloud, subnetId} = await openSubnet();
		const instanceId = await makeInstance(cloud, subnetId, {
			BlockDeviceMappings: [{DeviceName: '/dev/sda1', Ebs: {DeleteOnTermination: false}}],
		});
		await cloud.ec2.send(new TerminateInstancesCommand({InstanceIds: [instanceId]}));
		await cloud.wait(90);
		expect(Object.values(cloud.world.volumes)[0]?.shown).toMatchObject({State: 'available', Attachments: []});
	});

	it('boots again when it is rebooted', async () => {
		const {cloud, subnetId} = await openSubnet();
		const instanceId = await makeInstance(cloud, subnetId);
		const machine = cloud.world.machines[instanceId];
		if (machine) machine.power = 'up';
		await cloud.ec2.send(new RebootInstancesCommand({InstanceIds: [instanceId]}));
		expect(machine).toMatchObject({power: 'booting', bootedAt: cloud.clock.now()});
		expect(cloud.told).toEqual([instanceId, instanceId]);
		await cloud.ec2.send(new TerminateInstancesCommand({InstanceIds: [instanceId]}));
		expect((await refusal(cloud.ec2.send(new RebootInstancesCommand({InstanceIds: [instanceId]})))).code).toBe(
			'IncorrectState',
		);
	});

	it('has a public address when its interface asks for one, which holds the internet gateway', async () => {
		const {cloud, vpcId, subnetId} = await openSubnet();
		const gatewayId = await makeGateway(cloud, vpcId);
		await makePublic(cloud, vpcId, subnetId, gatewayId);
		const instanceId = await makeInstance(cloud, subnetId, {
			SubnetId: undefined,
			NetworkInterfaces: [{DeviceIndex: 0, SubnetId: subnetId, AssociatePublicIpAddress: true}],
		});
		const shown = await show(cloud, instanceId);
		expect(shown?.PublicIpAddress).toBe(shown?.NetworkInterfaces?.[0]?.Association?.PublicIp);
		const detach = () => cloud.ec2.send(new DetachInternetGatewayCommand({InternetGatewayId: gatewayId, VpcId: vpcId}));
		expect((await refusal(detach())).code).toBe('DependencyViolation');
		await cloud.ec2.send(new TerminateInstancesCommand({InstanceIds: [instanceId]}));
		expect((await refusal(detach())).code).toBe('DependencyViolation');
		await cloud.wait(90);
		await detach();
	});

	it('has an interface that nobody deletes', async () => {
		const {cloud, subnetId} = await openSubnet();
		const instanceId = await makeInstance(cloud, subnetId);
		const {NetworkInterfaces} = await cloud.ec2.send(
			new DescribeNetworkInterfacesCommand({Filters: [{Name: 'attachment.instance-id', Values: [instanceId]}]}),
		);
		expect(NetworkInterfaces).toMatchObject([{InterfaceType: 'interface', RequesterManaged: false, Status: 'in-use'}]);
		const NetworkInterfaceId = id(NetworkInterfaces?.[0]?.NetworkInterfaceId);
		expect(await refusal(cloud.ec2.send(new DeleteNetworkInterfaceCommand({NetworkInterfaceId})))).toMatchObject({
			code: 'InvalidParameterValue',
			message: `Network interface '${NetworkInterfaceId}' is currently in use.`,
		});
	});
});

describe('a launch', () => {
	it('happens once for a token, whose instances must live', async () => {
		const {cloud, subnetId} = await openSubnet();
		const run = (more: Partial<RunInstancesCommandInput> = {}) =>
			cloud.ec2.send(launch(subnetId, {ClientToken: 'token', ...more}));
		const first = await run();
		const again = await run();
		expect(again.Instances?.[0]?.InstanceId).toBe(first.Instances?.[0]?.InstanceId);
		expect(Object.keys(cloud.world.instances)).toHaveLength(1);
		expect(await refusal(run({InstanceType: 't3.small'}))).toMatchObject({
			code: 'IdempotentParameterMismatch',
			message: 'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
		});
		await cloud.settle();
		const InstanceIds = [id(first.Instances?.[0]?.InstanceId)];
		await cloud.ec2.send(new TerminateInstancesCommand({InstanceIds}));
		await cloud.wait(90);
		expect((await refusal(run())).code).toBe('IdempotentInstanceTerminated');
	});

	it.each<[Partial<RunInstancesCommandInput>, string, RegExp]>([
		[{ImageId: 'ami-00000000000000000'}, 'InvalidAMIID.NotFound', /The image id '\[ami-0+\]' does not exist/],
		[{ImageId: 'ubuntu'}, 'InvalidAMIID.Malformed', /Invalid id: "ubuntu"/],
		[{InstanceType: 't9.micro' as 't3.micro'}, 'InvalidParameterValue', /Invalid value 't9.micro' for InstanceType/],
		[{InstanceType: 't4g.micro'}, 'InvalidParameterValue', /^The architecture 'arm64' of the specified instance type/],
		[{UserData: 'no base 64!'}, 'InvalidParameterValue', /Invalid BASE64 encoding of user data/],
		[{UserData: script('x'.repeat(16_385))}, 'InvalidParameterValue', /User data is limited to 16384 bytes/],
		[{KeyName: 'mine'}, 'InvalidKeyPair.NotFound', /The key pair 'mine' does not exist/],
		[{SubnetId: 'subnet-0aaaaaaaaaaaaaaaa'}, 'InvalidSubnetID.NotFound', /does not exist/],
		[{SubnetId: undefined}, 'VPCIdNotSpecified', /No default VPC/],
		[{SecurityGroupIds: ['sg-0aaaaaaaaaaaaaaaa']}, 'InvalidGroup.NotFound', /does not exist/],
		[{MinCount: 2}, 'InvalidParameterValue', /minCount/],
		[{MaxCount: 17}, 'VcpuLimitExceeded', /vCPU limit of 32/],
		[{NetworkInterfaces: [{DeviceIndex: 0}]}, 'InvalidParameterCombination', /instance-level subnet ID/],
		[{MaxCount: 2, PrivateIpAddress: '11.0.2.9'}, 'InvalidParameterCombination', /more than one instance/],
		[{PrivateIpAddress: '12.0.0.9'}, 'InvalidParameterValue', /does not fall within/],
		[{IamInstanceProfile: {Name: 'a', Arn: 'b'}}, 'InvalidParameterCombination', /may not be used in combination/],
		[
			{TagSpecifications: [{ResourceType: 'vpc', Tags: [{Key: 'a', Value: 'b'}]}]},
			'InvalidParameterValue',
			/'vpc' is not a valid taggable resource type/,
		],
	])('with %j is refused with %s', async (more, code, message) => {
		const {cloud, subnetId} = await openSubnet();
		const refused = await refusal(cloud.ec2.send(launch(subnetId, more)));
		expect(refused).toMatchObject({code, status: 400});
		expect(refused.message).toMatch(message);
		expect(cloud.world).toMatchObject({instances: {}, networkInterfaces: {}, volumes: {}});
	});

	it('takes user data of exactly 16 KB', async () => {
		const {cloud, subnetId} = await openSubnet();
		await cloud.ec2.send(launch(subnetId, {UserData: script('x'.repeat(16_384))}));
		expect(Object.keys(cloud.world.instances)).toHaveLength(1);
	});

	it('is refused in a zone that does not offer the type, naming those that do', async () => {
		const cloud = openCloud();
		const subnetId = await makeSubnet(cloud, await makeVpc(cloud), '11.0.0.0/24', 'use1-az3');
		expect(await refusal(cloud.ec2.send(launch(subnetId)))).toMatchObject({
			code: 'Unsupported',
			message:
				'Your requested instance type (t3.micro) is not supported in your requested Availability Zone (us-east-1e). Please retry your request by not specifying an Availability Zone or choosing us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1f.',
		});
	});

	it('is refused with a group of another VPC', async () => {
		const {cloud, subnetId} = await openSubnet();
		const foreign = await makeGroup(cloud, await makeVpc(cloud, '21.0.0.0/16'), 'web');
		expect(await refusal(cloud.ec2.send(launch(subnetId, {SecurityGroupIds: [foreign]})))).toMatchObject({
			code: 'InvalidParameter',
			message: `Security group ${foreign} and subnet ${subnetId} belong to different networks.`,
		});
	});

	it('knows a profile some seconds after its role was added', async () => {
		const {cloud, subnetId} = await openSubnet();
		const iam = new IAMClient(clientConfig(cloud.simulator));
		const run = () => cloud.ec2.send(launch(subnetId, {IamInstanceProfile: {Name: 'lab'}}));
		const unknown = {
			code: 'InvalidParameterValue',
			message: 'Value (lab) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
			status: 400,
		};
		expect(await refusal(run())).toEqual(unknown);
		const policy = {
			Version: '2012-10-17',
			Statement: [{Effect: 'Allow', Principal: {Service: 'ec2.amazonaws.com'}, Action: 'sts:AssumeRole'}],
		};
		await iam.send(new CreateRoleCommand({RoleName: 'lab', AssumeRolePolicyDocument: JSON.stringify(policy)}));
		await iam.send(new CreateInstanceProfileCommand({InstanceProfileName: 'lab'}));
		await cloud.settle();
		await iam.send(new AddRoleToInstanceProfileCommand({InstanceProfileName: 'lab', RoleName: 'lab'}));
		expect(await refusal(run())).toEqual(unknown);
		await cloud.wait(30);
		const {Instances} = await run();
		expect(Instances?.[0]?.IamInstanceProfile?.Arn).toMatch(/:instance-profile\/lab$/);
	});
});

describe('what can be launched', () => {
	it('is offered by zone, by name or id', async () => {
		const {ec2} = openCloud();
		const offered = async (LocationType: 'availability-zone' | 'availability-zone-id') => {
			const {InstanceTypeOfferings} = await ec2.send(
				new DescribeInstanceTypeOfferingsCommand({
					LocationType,
					Filters: [{Name: 'instance-type', Values: ['t3.micro']}],
				}),
			);
			return InstanceTypeOfferings?.map(({Location}) => Location);
		};
		expect(await offered('availability-zone')).not.toContain('us-east-1e');
		expect(await offered('availability-zone-id')).toEqual(['use1-az6', 'use1-az1', 'use1-az2', 'use1-az4', 'use1-az5']);
	});

	it('is described with its architecture', async () => {
		const {ec2} = openCloud();
		const {InstanceTypes} = await ec2.send(new DescribeInstanceTypesCommand({InstanceTypes: ['t4g.micro']}));
		expect(InstanceTypes?.[0]?.ProcessorInfo?.SupportedArchitectures).toEqual(['arm64']);
		const {Images} = await ec2.send(new DescribeImagesCommand({ImageIds: [imageId('amazon-linux')]}));
		expect(Images).toMatchObject([{Architecture: 'x86_64', RootDeviceName: '/dev/xvda', State: 'available'}]);
		expect(
			(await refusal(ec2.send(new DescribeInstanceTypesCommand({InstanceTypes: ['t9.micro' as 't3.micro']})))).code,
		).toBe('InvalidInstanceType');
	});
});
