import {defineKind} from '../kind.ts';

export type TargetInputs = {
	readonly targetGroupArn: string;
	readonly instanceId: string;
	readonly port: number;
};

export const target = defineKind<TargetInputs>()({
	label: 'Registered target',
	why: 'Puts the private instance behind the load balancer; ready when its health check passes.',
	step: 'Create a target group (its target).',
	outputs: [],
	part: true,
	seconds: {create: 90, destroy: 1},
	actions: {
		build: [
			'elasticloadbalancing:RegisterTargets',
			'elasticloadbalancing:DescribeTargetHealth',
			'ec2:DescribeInstances',
			'ec2:DescribeInternetGateways',
			'ec2:DescribeSubnets',
			'ec2:DescribeVpcs',
		],
		teardown: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:DescribeTargetHealth'],
	},
});
