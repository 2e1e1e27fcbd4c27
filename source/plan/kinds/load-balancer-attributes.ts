import {defineKind} from '../kind.ts';

export type LoadBalancerAttributesInputs = {
	readonly loadBalancerArn: string;
};

export const loadBalancerAttributes = defineKind<LoadBalancerAttributesInputs>()({
	label: 'Cross-zone load balancing',
	why: 'Each endpoint interface reaches the load balancer node of its own zone; cross-zone lets that node reach the one target.',
	step: 'Easily left out: off by default on a Network Load Balancer.',
	outputs: [],
	part: true,
	seconds: {create: 1, destroy: 0},
	actions: {
		build: ['elasticloadbalancing:ModifyLoadBalancerAttributes', 'elasticloadbalancing:DescribeLoadBalancerAttributes'],
		teardown: [],
	},
});
