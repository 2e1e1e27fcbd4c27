import type {CreateVpcEndpointRequest} from '@aws-sdk/client-ec2';
import {type Context, ServiceError} from '../../operation.ts';
import {digestHex} from '../../random.ts';
import {notFound} from './not-found.ts';
import {need} from './rows.ts';

/**
 * Adds a gateway endpoint's route to the tables that the request names, and returns their ids.
 * @throws ServiceError RouteAlreadyExists where a table has a route to the service already.
 */
export const addGatewayRoutes = (
	context: Context,
	endpointId: string,
	{RouteTableIds = [], ServiceName = ''}: CreateVpcEndpointRequest,
	vpcId: string,
): string[] => {
	const prefixList = `pl-${digestHex(`${context.region} ${ServiceName}`, 8)}`;
	const tables = RouteTableIds.map(id => need(context, context.world.routeTables, id, notFound.routeTable));
	for (const {id, shown} of tables) {
		if (shown.VpcId !== vpcId) {
			throw new ServiceError('InvalidParameter', `Route table ${id} and VPC ${vpcId} belong to different networks.`);
		}
		if (shown.Routes?.some(({DestinationPrefixListId}) => DestinationPrefixListId === prefixList)) {
			throw new ServiceError(
				'RouteAlreadyExists',
				`route table ${id} already has a route with destination-prefix-list-id ${prefixList}`,
			);
		}
	}
	for (const {shown} of tables) {
		shown.Routes = [
			...(shown.Routes ?? []),
			{DestinationPrefixListId: prefixList, GatewayId: endpointId, Origin: 'CreateRoute', State: 'active'},
		];
	}
	return RouteTableIds;
};
