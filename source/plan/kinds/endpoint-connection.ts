import {defineKind} from '../kind.ts';

export type EndpointConnectionInputs = {
	readonly serviceId: string;
	readonly endpointId: string;
};

export const endpointConnection = defineKind<EndpointConnectionInputs>()({
	label: 'Endpoint connection',
	why: 'Nobody gets in unasked: a person on the provider side accepts or rejects the connection.',
	step: 'Go to endpoint connections, select the requester and accept the endpoint connection request.',
	outputs: [],
	part: true,
	seconds: {create: 100, destroy: 3},
	actions: {
		build: [
			'ec2:AcceptVpcEndpointConnections',
			'ec2:RejectVpcEndpointConnections',
			'ec2:DescribeVpcEndpointConnections',
			'ec2:DescribeVpcEndpoints',
		],
		teardown: ['ec2:RejectVpcEndpointConnections', 'ec2:DescribeVpcEndpointConnections'],
	},
	gate: true,
});
