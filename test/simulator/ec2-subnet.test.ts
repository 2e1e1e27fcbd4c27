import {
	CreateSubnetCommand,
	DeleteSubnetCommand,
	DescribeSubnetsCommand,
	ModifySubnetAttributeCommand,
} from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {containsAddress} from '../../source/plan/cidr.ts';
import {ownCaller} from '../../source/simulator/accounts.ts';
import {createContext} from '../../source/simulator/context.ts';
import {createInterface, freeAddresses} from '../../source/simulator/services/ec2/interfaces.ts';
import {makeInstance, makeSubnet, makeVpc, openCloud, refusal} from './ec2-world.ts';

describe('a subnet', () => {
	it('is pending, then available, in the zone that its name or id says', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const {Subnet} = await cloud.ec2.send(
			new CreateSubnetCommand({VpcId, CidrBlock: '11.0.2.0/24', AvailabilityZone: 'us-east-1b'}),
		);
		expect(Subnet).toMatchObject({
			State: 'pending',
			AvailabilityZone: 'us-east-1b',
			AvailabilityZoneId: 'use1-az1',
			AvailableIpAddressCount: 251,
			MapPublicIpOnLaunch: false,
		});
		await cloud.settle();
		const Filters = [{Name: 'availability-zone-id', Values: ['use1-az1']}];
		const {Subnets} = await cloud.ec2.send(new DescribeSubnetsCommand({Filters}));
		expect(Subnets).toMatchObject([{State: 'available', VpcId}]);
	});

	it.each([
		['12.0.0.0/24', 'InvalidSubnet.Range', "The CIDR '12.0.0.0/24' is invalid."],
		['11.0.0.0/29', 'InvalidSubnet.Range', "The CIDR '11.0.0.0/29' is invalid."],
		['11.0.5.128/25', 'InvalidSubnet.Conflict', "The CIDR '11.0.5.128/25' conflicts with another subnet"],
	])('of %s is refused', async (CidrBlock, code, message) => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		await makeSubnet(cloud, VpcId, '11.0.5.0/24');
		expect(await refusal(cloud.ec2.send(new CreateSubnetCommand({VpcId, CidrBlock})))).toMatchObject({code, message});
	});

	it('is refused in a zone that the region lacks, naming those that it has', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const {message} = await refusal(
			cloud.ec2.send(new CreateSubnetCommand({VpcId, CidrBlock: '11.0.0.0/24', AvailabilityZone: 'us-east-1z'})),
		);
		expect(message).toBe(
			'Value (us-east-1z) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f.',
		);
	});

	it('is not deleted while something has an address in it', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const SubnetId = await makeSubnet(cloud, VpcId, '11.0.0.0/24');
		await makeInstance(cloud, SubnetId);
		const {Subnets} = await cloud.ec2.send(new DescribeSubnetsCommand({SubnetIds: [SubnetId]}));
		expect(Subnets?.[0]?.AvailableIpAddressCount).toBe(250);
		expect(await refusal(cloud.ec2.send(new DeleteSubnetCommand({SubnetId})))).toMatchObject({
			code: 'DependencyViolation',
			message: `The subnet '${SubnetId}' has dependencies and cannot be deleted.`,
		});
		const other = await makeSubnet(cloud, VpcId, '11.0.1.0/24');
		await cloud.ec2.send(new DeleteSubnetCommand({SubnetId: other}));
		expect(Object.keys(cloud.world.subnets)).toEqual([SubnetId]);
	});

	it('gives public addresses once it is told to', async () => {
		const cloud = openCloud();
		const subnetId = await makeSubnet(cloud, await makeVpc(cloud), '11.0.0.0/24');
		await cloud.ec2.send(new ModifySubnetAttributeCommand({SubnetId: subnetId, MapPublicIpOnLaunch: {Value: true}}));
		const instanceId = await makeInstance(cloud, subnetId);
		expect(cloud.world.instances[instanceId]?.shown.PublicIpAddress).toMatch(/^\d+(\.\d+){3}$/);
	});

	it('gives every address once, none of the five that are AWS’s, until there are no more', async () => {
		const cloud = openCloud();
		const vpcId = await makeVpc(cloud);
		const subnetId = await makeSubnet(cloud, vpcId, '11.0.0.16/28');
		const subnet = cloud.world.subnets[subnetId];
		if (!subnet) throw new Error('The subnet is missing');
		fc.assert(
			fc.property(fc.integer({min: 0, max: 2 ** 31}), draws => {
				const world = structuredClone(cloud.world);
				world.draws = draws;
				const effects = {powerChanged: () => {}, sessionEnded: () => {}, invocationChanged: () => {}};
				const context = createContext({world, now: world.time, region: 'us-east-1', caller: ownCaller, effects});
				const make = () =>
					createInterface(context, {
						subnet,
						groups: [],
						description: '',
						purpose: {type: 'vpc_endpoint', requesterId: 'somebody'},
					}).shown.PrivateIpAddress ?? '';
				const addresses = Array.from({length: 11}, make);
				expect(new Set(addresses).size).toBe(11);
				expect(addresses.every(address => containsAddress('11.0.0.16/28', address))).toBe(true);
				expect(addresses.filter(address => /\.(16|17|18|19|31)$/.test(address))).toEqual([]);
				expect(freeAddresses(context, subnet)).toBe(0);
				expect(make).toThrow(/not enough free addresses/);
			}),
			{numRuns: 30},
		);
	});
});
