import {defineKind} from '../kind.ts';

export type LoadBalancerEnforcementInputs = {
	readonly loadBalancerArn: string;
	readonly groupIds: readonly string[];
};

export const loadBalancerEnforcement = defineKind<LoadBalancerEnforcementInputs>()({
	label: 'PrivateLink security group enforcement',
	why: "States openly that the load balancer's security group is applied to the client's address also for traffic over PrivateLink.",
	step: 'Easily left out: on by default, and the usual reason of a silent timeout.',
	outputs: [],
	part: true,
	seconds: {create: 1, destroy: 0},
	actions: {
		build: ['elasticloadbalancing:SetSecurityGroups', 'elasticloadbalancing:DescribeLoadBalancers'],
		teardown: [],
	},
});
