import {defineKind} from '../kind.ts';

export type InternetGatewayInputs = Readonly<Record<string, never>>;

export const internetGateway = defineKind<InternetGatewayInputs>()({
	label: 'Internet gateway',
	why: 'The way out for the public subnets and the NAT gateway.',
	step: 'Create IGW and attach it to VPC.',
	outputs: ['internetGatewayId'],
	seconds: {create: 1, destroy: 1},
	actions: {
		build: ['ec2:CreateInternetGateway', 'ec2:CreateTags', 'ec2:DescribeInternetGateways'],
		teardown: ['ec2:DeleteInternetGateway', 'ec2:DescribeInternetGateways'],
	},
});
