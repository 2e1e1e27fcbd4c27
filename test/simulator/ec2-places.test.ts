import {
	DescribeAccountAttributesCommand,
	DescribeAvailabilityZonesCommand,
	DescribeRegionsCommand,
} from '@aws-sdk/client-ec2';
import {describe, expect, it} from 'vitest';
import {openCloud, refusal} from './ec2-world.ts';

describe('where things can be', () => {
	it('is told by region, of the caller’s partition only', async () => {
		const {ec2} = openCloud();
		const {Regions} = await ec2.send(new DescribeRegionsCommand({}));
		const names = Regions?.map(({RegionName}) => RegionName);
		expect(names).toContain('eu-west-1');
		expect(names).not.toContain('cn-north-1');
		const one = await ec2.send(new DescribeRegionsCommand({RegionNames: ['us-east-1']}));
		expect(one.Regions).toEqual([
			{RegionName: 'us-east-1', Endpoint: 'ec2.us-east-1.amazonaws.com', OptInStatus: 'opt-in-not-required'},
		]);
		const call = ec2.send(new DescribeRegionsCommand({RegionNames: ['mars-north-1']}));
		expect((await refusal(call)).code).toBe('InvalidParameterValue');
		const china = openCloud(1, 'cn-north-1');
		const {Regions: chinese} = await china.ec2.send(new DescribeRegionsCommand({}));
		expect(chinese?.map(({Endpoint}) => Endpoint)).toContain('ec2.cn-north-1.amazonaws.com.cn');
	});

	it('is told by availability zone, with the id that holds for every account', async () => {
		const {ec2} = openCloud();
		const Filters = [
			{Name: 'zone-type', Values: ['availability-zone']},
			{Name: 'state', Values: ['available']},
			{Name: 'opt-in-status', Values: ['opt-in-not-required']},
		];
		const {AvailabilityZones} = await ec2.send(new DescribeAvailabilityZonesCommand({Filters}));
		expect(AvailabilityZones).toHaveLength(6);
		const byId = await ec2.send(new DescribeAvailabilityZonesCommand({ZoneIds: ['use1-az6']}));
		expect(byId.AvailabilityZones?.[0]?.ZoneName).toBe('us-east-1a');
		const call = ec2.send(new DescribeAvailabilityZonesCommand({ZoneNames: ['us-east-1z']}));
		expect((await refusal(call)).message).toBe('Invalid availability zone: [us-east-1z]');
	});

	it('is limited by the account', async () => {
		const {ec2} = openCloud();
		const all = await ec2.send(new DescribeAccountAttributesCommand({}));
		expect(all.AccountAttributes).toContainEqual({
			AttributeName: 'vpc-max-elastic-ips',
			AttributeValues: [{AttributeValue: '5'}],
		});
		const {AccountAttributes} = await ec2.send(
			new DescribeAccountAttributesCommand({AttributeNames: ['supported-platforms']}),
		);
		expect(AccountAttributes).toEqual([
			{AttributeName: 'supported-platforms', AttributeValues: [{AttributeValue: 'VPC'}]},
		]);
	});
});
