import {defineKind} from '../kind.ts';
import {listPrices} from '../list-prices.ts';

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
	// AWS deletes it while routes still lead to it; they turn into black holes until they are deleted.
	destroyDespite: ['route'],
	price: () => [{item: 'NAT gateway', quantity: 1, unitPrice: listPrices.natGateway, wholeHours: true}],
});
