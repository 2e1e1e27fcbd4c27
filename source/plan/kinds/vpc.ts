import {defineKind} from '../kind.ts';

export type VpcInputs = {
	readonly cidr: string;
};

export const vpc = defineKind<VpcInputs>()({
	label: 'VPC',
	why: 'A network of its own for each of the two sides; nothing routes between them.',
	step: 'Create VPC with its CIDR range.',
	outputs: ['vpcId'],
	seconds: {create: 2, destroy: 2},
	actions: {
		build: ['ec2:CreateVpc', 'ec2:CreateTags', 'ec2:DescribeVpcs'],
		teardown: ['ec2:DeleteVpc', 'ec2:DescribeVpcs'],
	},
});
