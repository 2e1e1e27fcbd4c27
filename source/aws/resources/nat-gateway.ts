import type {Observation, ResourceKind} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {refuseDead} from '../errors.ts';
import {absent, compared, failed, going, observeByTag, pending, ready, stateOf, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {deploymentFilter, tagSpecifications} from '../tags.ts';

const see = (state: string, natGatewayId: string, reason: string): Observation => {
	const outputs = {natGatewayId};
	switch (state) {
		case 'available':
			return ready(state, outputs);
		case 'failed':
			return failed(reason || state, outputs);
		case 'deleting':
			return going(state, outputs);
		case 'deleted':
			return absent;
		default:
			return pending(state, outputs);
	}
};

export const natGateway = (clients: AwsClients): ResourceKind<'nat-gateway'> => ({
	operations: {create: 'CreateNatGateway', destroy: 'DeleteNatGateway', observe: ['DescribeNatGateways']},
	observe: async targets => {
		const ec2 = await clients.ec2();
		const shown = await collect(
			token => ec2.describeNatGateways({Filter: [deploymentFilter(targets)], NextToken: token}),
			page => page.NatGateways,
		);
		return observeByTag(targets, shown, (one, {inputs}) => {
			const {NatGatewayId = '', State, FailureCode, FailureMessage} = one;
			const seen = see(stateOf(State), NatGatewayId, [FailureCode, FailureMessage].filter(Boolean).join(': '));
			return compared(seen, {
				'its subnet': [one.SubnetId, inputs.subnetId],
				'its address': [one.NatGatewayAddresses?.map(({AllocationId}) => AllocationId), [inputs.allocationId]],
			});
		});
	},
	create: async ({inputs, tags, clientToken}) => {
		const ec2 = await clients.ec2();
		const {NatGateway} = await ec2.createNatGateway({
			SubnetId: inputs.subnetId,
			AllocationId: inputs.allocationId,
			ConnectivityType: 'public',
			ClientToken: clientToken,
			TagSpecifications: tagSpecifications(tags, 'natgateway'),
		});
		refuseDead(NatGateway?.NatGatewayId, NatGateway?.State);
		return {natGatewayId: NatGateway?.NatGatewayId ?? ''};
	},
	destroy: async ({outputs}) => {
		const ec2 = await clients.ec2();
		await unlessMissing(ec2.deleteNatGateway({NatGatewayId: outputs['natGatewayId']}), undefined);
	},
});
