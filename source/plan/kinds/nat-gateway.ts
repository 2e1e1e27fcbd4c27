import {defineKind} from '../kind.ts';

export type NatGatewayInputs = {
	readonly subnetId: string;
	readonly allocationId: string;
};

export const natGateway = defineKind<NatGatewayInputs>()({
	label: 'NAT gateway',
	why: 'Lets the private instances fetch packages without being reachable from outside.',
	step: 'Create NAT gateway inside the public subnet.',
	outputs: ['natGatewayId'],
	seconds: {create: 106, destroy: 58},
	actions: {
		build: ['ec2:CreateNatGateway', 'ec2:CreateTags', 'ec2:DescribeNatGateways'],
		teardown: ['ec2:DeleteNatGateway', 'ec2:DescribeNatGateways'],
	},
	price: () => [{item: 'NAT gateway', quantity: 1, unitPrice: 0.045, wholeHours: true}],
});
