import type {ResourceKind} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {absent, failed, observeEach, ready, stateOf, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {filter} from '../tags.ts';

export const route = (clients: AwsClients): ResourceKind<'route'> => ({
	operations: {create: 'CreateRoute', destroy: 'DeleteRoute', observe: ['DescribeRouteTables']},
	observe: async targets => {
		const ec2 = await clients.ec2();
		const ids = filter('route-table-id', ...targets.map(({inputs}) => inputs.routeTableId));
		const tables = await collect(
			token => ec2.describeRouteTables({Filters: [ids], NextToken: token}),
			page => page.RouteTables,
		);
		return observeEach(targets, ({inputs}) => {
			const table = tables.find(({RouteTableId}) => RouteTableId === inputs.routeTableId);
			const found = table?.Routes?.find(({DestinationCidrBlock}) => DestinationCidrBlock === inputs.destinationCidr);
			if (!found) return absent;
			const via = found.NatGatewayId ?? found.GatewayId ?? '';
			if (via !== inputs.gatewayId) return failed(`leads to ${via || 'something else'}`);
			// A blackhole's gateway is gone: the route itself will never be active again.
			return stateOf(found.State) === 'blackhole' ? failed('blackhole') : ready(found.State ?? 'active');
		});
	},
	create: async ({inputs}) => {
		const ec2 = await clients.ec2();
		await ec2.createRoute({
			RouteTableId: inputs.routeTableId,
			DestinationCidrBlock: inputs.destinationCidr,
			...(inputs.via === 'nat-gateway' ? {NatGatewayId: inputs.gatewayId} : {GatewayId: inputs.gatewayId}),
		});
		return {};
	},
	destroy: async ({inputs}) => {
		const ec2 = await clients.ec2();
		const deleted = ec2.deleteRoute({RouteTableId: inputs.routeTableId, DestinationCidrBlock: inputs.destinationCidr});
		await unlessMissing(deleted, undefined);
	},
});
