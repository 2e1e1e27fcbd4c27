import {defineKind} from '../kind.ts';

export type RouteInputs = {
	readonly routeTableId: string;
	readonly destinationCidr: string;
	readonly via: 'internet-gateway' | 'nat-gateway';
	/** Id of the gateway. */
	readonly gatewayId: string;
};

export const route = defineKind<RouteInputs>()({
	label: 'Route',
	why: 'The default route: by the internet gateway in the public table, by the NAT gateway in the private one.',
	step: 'Create route entry for IGW in public route table; for NGW inside the private route table.',
	outputs: [],
	part: true,
	seconds: {create: 1, destroy: 1},
	actions: {
		build: ['ec2:CreateRoute', 'ec2:DescribeRouteTables'],
		teardown: ['ec2:DeleteRoute', 'ec2:DescribeRouteTables'],
	},
	// Both are launched onto a working route, but go without one.
	destroyDespite: ['instance', 'nat-gateway'],
});
