import type {ResourceKind} from '../../engine/ports.ts';
import {routeTableHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {compared, observeByTag, ready, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {deploymentFilter, tagSpecifications} from '../tags.ts';

export const routeTable = (clients: AwsClients): ResourceKind<'route-table'> => ({
	operations: {create: 'CreateRouteTable', destroy: 'DeleteRouteTable', observe: ['DescribeRouteTables']},
	observe: async targets => {
		const ec2 = await clients.ec2();
		const shown = await collect(
			token => ec2.describeRouteTables({Filters: [deploymentFilter(targets)], NextToken: token}),
			page => page.RouteTables,
		);
		return observeByTag(targets, shown, ({RouteTableId = '', VpcId}, {inputs}) =>
			compared(ready('exists', {routeTableId: RouteTableId}), {'its VPC': [VpcId, inputs.vpcId]}),
		);
	},
	create: async ({inputs, tags, clientToken}) => {
		const ec2 = await clients.ec2();
		const {RouteTable} = await ec2.createRouteTable({
			VpcId: inputs.vpcId,
			ClientToken: clientToken,
			TagSpecifications: tagSpecifications(tags, 'route-table'),
		});
		return {routeTableId: RouteTable?.RouteTableId ?? ''};
	},
	destroy: async ({outputs}) => {
		const ec2 = await clients.ec2();
		await unlessMissing(ec2.deleteRouteTable({RouteTableId: outputs['routeTableId']}), undefined);
	},
	blockers: ({outputs}) => routeTableHolders(clients, outputs['routeTableId'] ?? ''),
});
