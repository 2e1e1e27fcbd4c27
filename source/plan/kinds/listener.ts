import {defineKind} from '../kind.ts';

export type ListenerInputs = {
	readonly loadBalancerArn: string;
	readonly targetGroupArn: string;
	readonly port: number;
};

export const listener = defineKind<ListenerInputs>()({
	label: 'Listener',
	why: 'Takes TCP port 80 of the load balancer to the target group.',
	step: 'Select target group and choose TCP protocol.',
	outputs: ['listenerArn'],
	part: true,
	seconds: {create: 1, destroy: 1},
	actions: {
		build: [
			'elasticloadbalancing:CreateListener',
			'elasticloadbalancing:AddTags',
			'elasticloadbalancing:DescribeListeners',
		],
		teardown: ['elasticloadbalancing:DeleteListener', 'elasticloadbalancing:DescribeListeners'],
	},
});
