import {defineKind} from '../kind.ts';

export type SubnetInputs = {
	readonly vpcId: string;
	readonly cidr: string;
	readonly availabilityZoneId: string;
};

export const subnet = defineKind<SubnetInputs>()({
	label: 'Subnet',
	why: 'Public and private halves of the VPC in each of the two availability zones.',
	step: 'Create 2 public and 2 private subnets in 2 different AZs.',
	outputs: ['subnetId'],
	seconds: {create: 1, destroy: 1},
	actions: {
		build: ['ec2:CreateSubnet', 'ec2:CreateTags', 'ec2:DescribeSubnets'],
		teardown: ['ec2:DeleteSubnet', 'ec2:DescribeSubnets', 'ec2:DescribeNetworkInterfaces'],
	},
});
