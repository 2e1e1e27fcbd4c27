import {defineKind} from '../kind.ts';

export type RouteTableAssociationInputs = {
	readonly routeTableId: string;
	readonly subnetId: string;
};

export const routeTableAssociation = defineKind<RouteTableAssociationInputs>()({
	label: 'Route table association',
	why: 'Makes a subnet public or private by the table it uses.',
	step: 'Create public and private route table and attach subnets to the route table.',
	outputs: ['associationId'],
	part: true,
	seconds: {create: 1, destroy: 1},
	actions: {
		build: ['ec2:AssociateRouteTable', 'ec2:DescribeRouteTables'],
		teardown: ['ec2:DisassociateRouteTable', 'ec2:DescribeRouteTables'],
	},
	// Both are launched onto a working route, but go without one.
	destroyDespite: ['instance', 'nat-gateway'],
});
