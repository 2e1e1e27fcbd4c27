import type {ResourceKind} from '../../engine/ports.ts';
import {vpcHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {compared, observeByTag, pending, ready, stateOf, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {deploymentFilter, tagSpecifications} from '../tags.ts';

export const vpc = (clients: AwsClients): ResourceKind<'vpc'> => ({
	operations: {create: 'CreateVpc', destroy: 'DeleteVpc', observe: ['DescribeVpcs']},
	canDouble: true,
	observe: async targets => {
		const ec2 = await clients.ec2();
		const shown = await collect(
			token => ec2.describeVpcs({Filters: [deploymentFilter(targets)], NextToken: token}),
			page => page.Vpcs,
		);
		return observeByTag(targets, shown, ({VpcId = '', State, CidrBlock}, {inputs}) => {
			const say = stateOf(State) === 'available' ? ready : pending;
			return compared(say(State ?? '', {vpcId: VpcId}), {'its CIDR': [CidrBlock, inputs.cidr]});
		});
	},
	create: async ({inputs, tags}) => {
		const ec2 = await clients.ec2();
		const {Vpc} = await ec2.createVpc({CidrBlock: inputs.cidr, TagSpecifications: tagSpecifications(tags, 'vpc')});
		return {vpcId: Vpc?.VpcId ?? ''};
	},
	destroy: async ({outputs}) => {
		const ec2 = await clients.ec2();
		await unlessMissing(ec2.deleteVpc({VpcId: outputs['vpcId']}), undefined);
	},
	blockers: ({outputs}) => vpcHolders(clients, outputs['vpcId'] ?? ''),
});
