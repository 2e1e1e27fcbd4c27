import type {ResourceKind} from '../../engine/ports.ts';
import {gatewayHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {observeByTag, ready, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {deploymentFilter, tagSpecifications} from '../tags.ts';

export const internetGateway = (clients: AwsClients): ResourceKind<'internet-gateway'> => ({
	operations: {
		create: 'CreateInternetGateway',
		destroy: 'DeleteInternetGateway',
		observe: ['DescribeInternetGateways'],
	},
	canDouble: true,
	observe: async targets => {
		const ec2 = await clients.ec2();
		const shown = await collect(
			token => ec2.describeInternetGateways({Filters: [deploymentFilter(targets)], NextToken: token}),
			page => page.InternetGateways,
		);
		return observeByTag(targets, shown, ({InternetGatewayId = ''}) =>
			ready('exists', {internetGatewayId: InternetGatewayId}),
		);
	},
	create: async ({tags}) => {
		const ec2 = await clients.ec2();
		const {InternetGateway} = await ec2.createInternetGateway({
			TagSpecifications: tagSpecifications(tags, 'internet-gateway'),
		});
		return {internetGatewayId: InternetGateway?.InternetGatewayId ?? ''};
	},
	destroy: async ({outputs}) => {
		const ec2 = await clients.ec2();
		await unlessMissing(ec2.deleteInternetGateway({InternetGatewayId: outputs['internetGatewayId']}), undefined);
	},
	blockers: ({outputs}) => gatewayHolders(clients, outputs['internetGatewayId'] ?? ''),
});
