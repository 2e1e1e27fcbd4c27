import {defineKind} from '../kind.ts';

export type RouteTableInputs = {
	readonly vpcId: string;
};

export const routeTable = defineKind<RouteTableInputs>()({
	label: 'Route table',
	why: 'One table for the public subnets, one for the private ones.',
	step: 'Create public and private route table and attach subnets to the route table.',
	outputs: ['routeTableId'],
	seconds: {create: 1, destroy: 1},
	actions: {
		build: ['ec2:CreateRouteTable', 'ec2:CreateTags', 'ec2:DescribeRouteTables'],
		teardown: ['ec2:DeleteRouteTable', 'ec2:DescribeRouteTables'],
	},
});
