import {defineKind} from '../kind.ts';

export type TargetGroupInputs = {
	readonly name: string;
	readonly vpcId: string;
	readonly port: number;
};

export const targetGroup = defineKind<TargetGroupInputs>()({
	label: 'Target group',
	why: 'Says where the load balancer sends TCP port 80 and how it checks that Apache answers.',
	step: 'Create a target group and select protocol as TCP.',
	outputs: ['targetGroupArn'],
	seconds: {create: 1, destroy: 2},
	actions: {
		build: [
			'elasticloadbalancing:CreateTargetGroup',
			'elasticloadbalancing:AddTags',
			'elasticloadbalancing:DescribeTargetGroups',
			'ec2:DescribeInternetGateways',
			'ec2:DescribeVpcs',
			'iam:CreateServiceLinkedRole',
		],
		teardown: ['elasticloadbalancing:DeleteTargetGroup', 'elasticloadbalancing:DescribeTargetGroups'],
	},
});
