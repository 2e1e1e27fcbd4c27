import type {ResourceKind} from '../../engine/ports.ts';
import {interfaceHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {compared, failed, observeByTag, pending, ready, stateOf, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {deploymentFilter, filter, tagSpecifications} from '../tags.ts';

export const subnet = (clients: AwsClients): ResourceKind<'subnet'> => ({
	operations: {create: 'CreateSubnet', destroy: 'DeleteSubnet', observe: ['DescribeSubnets']},
	observe: async targets => {
		const ec2 = await clients.ec2();
		const shown = await collect(
			token => ec2.describeSubnets({Filters: [deploymentFilter(targets)], NextToken: token}),
			page => page.Subnets,
		);
		return observeByTag(targets, shown, ({SubnetId = '', State, VpcId, CidrBlock, AvailabilityZoneId}, {inputs}) => {
			const state = stateOf(State);
			const say = state === 'available' ? ready : state.startsWith('failed') ? failed : pending;
			return compared(say(State ?? '', {subnetId: SubnetId}), {
				'its VPC': [VpcId, inputs.vpcId],
				'its CIDR': [CidrBlock, inputs.cidr],
				'its availability zone': [AvailabilityZoneId, inputs.availabilityZoneId],
			});
		});
	},
	create: async ({inputs, tags}) => {
		const ec2 = await clients.ec2();
		const {Subnet} = await ec2.createSubnet({
			VpcId: inputs.vpcId,
			CidrBlock: inputs.cidr,
			AvailabilityZoneId: inputs.availabilityZoneId,
			TagSpecifications: tagSpecifications(tags, 'subnet'),
		});
		return {subnetId: Subnet?.SubnetId ?? ''};
	},
	destroy: async ({outputs}) => {
		const ec2 = await clients.ec2();
		await unlessMissing(ec2.deleteSubnet({SubnetId: outputs['subnetId']}), undefined);
	},
	blockers: ({outputs}) => interfaceHolders(clients, filter('subnet-id', outputs['subnetId'] ?? '')),
});
