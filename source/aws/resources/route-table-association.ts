import type {Observation, ResourceKind} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {absent, failed, going, observeEach, pending, ready, stateOf, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {filter} from '../tags.ts';

const see = (state: string, associationId: string): Observation => {
	const outputs = {associationId};
	switch (state) {
		case 'associated':
			return ready(state, outputs);
		case 'disassociating':
			return going(state, outputs);
		case 'disassociated':
			return absent;
		case 'failed':
			return failed(state, outputs);
		default:
			return pending(state, outputs);
	}
};

export const routeTableAssociation = (clients: AwsClients): ResourceKind<'route-table-association'> => ({
	operations: {create: 'AssociateRouteTable', destroy: 'DisassociateRouteTable', observe: ['DescribeRouteTables']},
	observe: async targets => {
		const ec2 = await clients.ec2();
		const ids = filter('route-table-id', ...targets.map(({inputs}) => inputs.routeTableId));
		const tables = await collect(
			token => ec2.describeRouteTables({Filters: [ids], NextToken: token}),
			page => page.RouteTables,
		);
		return observeEach(targets, ({inputs}) => {
			const table = tables.find(({RouteTableId}) => RouteTableId === inputs.routeTableId);
			const association = table?.Associations?.find(({SubnetId}) => SubnetId === inputs.subnetId);
			if (!association) return absent;
			return see(stateOf(association.AssociationState?.State), association.RouteTableAssociationId ?? '');
		});
	},
	create: async ({inputs}) => {
		const ec2 = await clients.ec2();
		const {AssociationId = ''} = await ec2.associateRouteTable({
			RouteTableId: inputs.routeTableId,
			SubnetId: inputs.subnetId,
		});
		return {associationId: AssociationId};
	},
	destroy: async ({outputs}) => {
		const ec2 = await clients.ec2();
		await unlessMissing(ec2.disassociateRouteTable({AssociationId: outputs['associationId']}), undefined);
	},
});
