import type {Route, RouteState, RouteTable, Tag} from '@aws-sdk/client-ec2';
import type {Context} from '../../operation.ts';
import type {Row} from '../../world.ts';
import {insert, rowsIn} from './rows.ts';

/** Creates a route table with the VPC's local route; the main one serves all subnets without an association. */
export const createRouteTable = (
	context: Context,
	{
		vpcId,
		cidr,
		main,
		tags,
	}: {readonly vpcId: string; readonly cidr: string; readonly main: boolean; readonly tags: Tag[]},
): Row<RouteTable> => {
	const id = context.newId('rtb');
	const shown: RouteTable = {
		RouteTableId: id,
		VpcId: vpcId,
		OwnerId: context.account,
		Associations: main
			? [
					{
						Main: true,
						RouteTableAssociationId: context.newId('rtbassoc'),
						RouteTableId: id,
						AssociationState: {State: 'associated'},
					},
				]
			: [],
		PropagatingVgws: [],
		Routes: [{DestinationCidrBlock: cidr, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active'}],
		Tags: tags,
	};
	return insert(context, context.world.routeTables, id, shown, {});
};

const targetOf = ({GatewayId, NatGatewayId}: Route): string | undefined => GatewayId ?? NatGatewayId;

/** Says of all routes to a gateway whether it is there. */
export const markRoutes = (context: Context, target: string, state: RouteState): void => {
	for (const {shown} of rowsIn(context, context.world.routeTables)) {
		for (const route of shown.Routes ?? []) if (targetOf(route) === target) route.State = state;
	}
};

/** Takes all routes to a gateway endpoint away. */
export const dropRoutes = (context: Context, target: string): void => {
	for (const {shown} of rowsIn(context, context.world.routeTables)) {
		shown.Routes = (shown.Routes ?? []).filter(route => targetOf(route) !== target);
	}
};

/** Takes a subnet out of its route table. */
export const dropAssociations = (context: Context, subnetId: string): void => {
	for (const {shown} of rowsIn(context, context.world.routeTables)) {
		shown.Associations = (shown.Associations ?? []).filter(({SubnetId}) => SubnetId !== subnetId);
	}
};
