import {defineKind} from '../kind.ts';
import {instancePrice} from '../price.ts';

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

export const instance = defineKind<InstanceInputs>()({
	label: 'EC2 instance',
	why: 'The private one of the provider runs Apache; the private one of the consumer sends the request; the public ones are there because the procedure has them.',
	step: 'Create EC2 instance inside public and private subnet.',
	outputs: ['instanceId', 'privateIp', 'privateDnsName'],
	seconds: {create: 20, destroy: 45},
	actions: {
		build: ['ec2:RunInstances', 'ec2:CreateTags', 'ec2:DescribeInstances', 'iam:PassRole'],
		teardown: ['ec2:TerminateInstances', 'ec2:DescribeInstances'],
	},
	price: ({instanceType, publicAddress}) => [
		{item: `EC2 instance ${instanceType}`, quantity: 1, unitPrice: instancePrice(instanceType), wholeHours: false},
		{item: 'EBS gp3 root volume, 8 GB', quantity: 1, unitPrice: 0.000877, wholeHours: false},
		...(publicAddress
			? [{item: 'Public IPv4 address (instance)', quantity: 1, unitPrice: 0.005, wholeHours: false}]
			: []),
	],
});
