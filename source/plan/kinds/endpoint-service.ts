import {defineKind} from '../kind.ts';

export type EndpointServiceInputs = {
	readonly loadBalancerArn: string;
};

export const endpointService = defineKind<EndpointServiceInputs>()({
	label: 'Endpoint service',
	why: 'Offers the load balancer to other VPCs over AWS PrivateLink; every connection has to be accepted.',
	step: 'Go to VPC endpoint services, create endpoint service, select NLB as type, IPv4.',
	outputs: ['serviceId', 'serviceName'],
	seconds: {create: 6, destroy: 5},
	actions: {
		build: [
			'ec2:CreateVpcEndpointServiceConfiguration',
			'ec2:CreateTags',
			'ec2:DescribeVpcEndpointServiceConfigurations',
		],
		teardown: ['ec2:DeleteVpcEndpointServiceConfigurations', 'ec2:DescribeVpcEndpointServiceConfigurations'],
	},
	// A service goes once its connections are rejected; the endpoints behind them may still be going.
	destroyDespite: ['endpoint'],
});
