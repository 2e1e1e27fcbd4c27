import type {Observation, ResourceKind} from '../../engine/ports.ts';
import {publicAddressHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {absent, going, observeEach, pending, ready, stateOf, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {filter} from '../tags.ts';

/** AWS says `available` of an attached internet gateway, though its model lists `attached`. */
const see = (state: string): Observation => {
	switch (state) {
		case 'available':
		case 'attached':
			return ready(state);
		case 'detaching':
			return going(state);
		case 'detached':
			return absent;
		default:
			return pending(state);
	}
};

export const internetGatewayAttachment = (clients: AwsClients): ResourceKind<'internet-gateway-attachment'> => ({
	operations: {
		create: 'AttachInternetGateway',
		destroy: 'DetachInternetGateway',
		observe: ['DescribeInternetGateways'],
	},
	observe: async targets => {
		const ec2 = await clients.ec2();
		const ids = filter('internet-gateway-id', ...targets.map(({inputs}) => inputs.internetGatewayId));
		const shown = await collect(
			token => ec2.describeInternetGateways({Filters: [ids], NextToken: token}),
			page => page.InternetGateways,
		);
		return observeEach(targets, ({inputs}) => {
			const gateway = shown.find(({InternetGatewayId}) => InternetGatewayId === inputs.internetGatewayId);
			const attachment = gateway?.Attachments?.find(({VpcId}) => VpcId === inputs.vpcId);
			return attachment ? see(stateOf(attachment.State)) : absent;
		});
	},
	create: async ({inputs}) => {
		const ec2 = await clients.ec2();
		await ec2.attachInternetGateway({InternetGatewayId: inputs.internetGatewayId, VpcId: inputs.vpcId});
		return {};
	},
	destroy: async ({inputs}) => {
		const ec2 = await clients.ec2();
		const detached = ec2.detachInternetGateway({InternetGatewayId: inputs.internetGatewayId, VpcId: inputs.vpcId});
		await unlessMissing(detached, undefined);
	},
	blockers: ({inputs}) => publicAddressHolders(clients, inputs.vpcId),
});
