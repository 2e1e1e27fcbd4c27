import {defineKind} from '../kind.ts';
import {listPrices} from '../list-prices.ts';

export type AddressInputs = Readonly<Record<string, never>>;

export const address = defineKind<AddressInputs>()({
	label: 'Elastic IP address',
	why: 'The public address behind which the NAT gateway speaks to the internet.',
	step: 'Create NAT gateway inside the public subnet (its address).',
	outputs: ['allocationId', 'publicIp'],
	seconds: {create: 1, destroy: 3},
	actions: {
		build: ['ec2:AllocateAddress', 'ec2:CreateTags', 'ec2:DescribeAddresses'],
		teardown: ['ec2:ReleaseAddress', 'ec2:DescribeAddresses'],
	},
	// Billed in use or idle, so it goes only after the NAT gateway has let go of it.
	price: () => [
		{item: 'Public IPv4 address (NAT gateway)', quantity: 1, unitPrice: listPrices.publicAddress, wholeHours: false},
	],
});
