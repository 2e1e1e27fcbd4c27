import {defineKind} from '../kind.ts';
import {listPrices} from '../list-prices.ts';

export type LoadBalancerInputs = {
	readonly name: string;
	readonly subnetIds: readonly string[];
	readonly groupIds: readonly string[];
};

export const loadBalancer = defineKind<LoadBalancerInputs>()({
	label: 'Network Load Balancer',
	why: 'The door of the service inside the provider VPC; an endpoint service stands on it.',
	step: 'Create Network Load Balancer and select private subnets and SG with port 80 enabled.',
	outputs: ['loadBalancerArn', 'dnsName'],
	seconds: {create: 157, destroy: 5},
	actions: {
		build: [
			'elasticloadbalancing:CreateLoadBalancer',
			'elasticloadbalancing:AddTags',
			'elasticloadbalancing:DescribeLoadBalancers',
			// What Elastic Load Balancing looks up in the caller's name: https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-permissions.html
			'ec2:DescribeAccountAttributes',
			'ec2:DescribeAddresses',
			'ec2:DescribeInternetGateways',
			'ec2:DescribeSecurityGroups',
			'ec2:DescribeSubnets',
			'ec2:DescribeVpcs',
			'iam:CreateServiceLinkedRole',
		],
		teardown: ['elasticloadbalancing:DeleteLoadBalancer', 'elasticloadbalancing:DescribeLoadBalancers'],
	},
	price: () => [{item: 'Network Load Balancer', quantity: 1, unitPrice: listPrices.loadBalancer, wholeHours: true}],
});
