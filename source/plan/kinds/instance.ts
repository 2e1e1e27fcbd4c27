import {defineKind, type PriceLine} from '../kind.ts';
import {listedPrice, listPrices} from '../list-prices.ts';

export type InstanceInputs = {
	readonly subnetId: string;
	readonly groupIds: readonly string[];
	readonly profileName: string;
	readonly imageId: string;
	readonly instanceType: string;
	readonly publicAddress: boolean;
	/** A file of `templates/user-data/` and the values it is rendered with; absent: nothing runs at boot. */
	readonly userData?: {readonly template: string; readonly values: Readonly<Record<string, string>>};
};

const computeLine = (instanceType: string): PriceLine => {
	const unitPrice = listedPrice(instanceType);
	return {
		item: `EC2 instance ${instanceType}`,
		quantity: 1,
		unitPrice: unitPrice ?? 0,
		wholeHours: false,
		...(unitPrice === undefined ? {unlisted: true} : {}),
	};
};

export const instance = defineKind<InstanceInputs>()({
	label: 'EC2 instance',
	why: 'The private one of the provider runs Apache; the private one of the consumer sends the request; the public ones stand in the public subnets and take no part in it.',
	step: 'Create EC2 instance inside public and private subnet.',
	outputs: ['instanceId', 'privateIp', 'privateDnsName'],
	seconds: {create: 20, destroy: 45},
	actions: {
		build: ['ec2:RunInstances', 'ec2:CreateTags', 'ec2:DescribeInstances', 'iam:PassRole'],
		teardown: ['ec2:TerminateInstances', 'ec2:DescribeInstances'],
	},
	price: ({instanceType, publicAddress}) => [
		computeLine(instanceType),
		{item: 'EBS gp3 root volume, 8 GB', quantity: 1, unitPrice: listPrices.rootVolume, wholeHours: false},
		...(publicAddress
			? [{item: 'Public IPv4 address (instance)', quantity: 1, unitPrice: listPrices.publicAddress, wholeHours: false}]
			: []),
	],
});
