import type {ResourceKind} from '../../engine/ports.ts';
import {addressHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {observeByTag, ready, unlessMissing} from '../observation.ts';
import {deploymentFilter, tagSpecifications} from '../tags.ts';

export const address = (clients: AwsClients): ResourceKind<'address'> => ({
	operations: {create: 'AllocateAddress', destroy: 'ReleaseAddress', observe: ['DescribeAddresses']},
	canDouble: true,
	observe: async targets => {
		const ec2 = await clients.ec2();
		const {Addresses = []} = await ec2.describeAddresses({Filters: [deploymentFilter(targets)]});
		return observeByTag(targets, Addresses, ({AllocationId = '', PublicIp = '', AssociationId}) =>
			ready(AssociationId ? 'associated' : 'allocated', {allocationId: AllocationId, publicIp: PublicIp}),
		);
	},
	create: async ({tags}) => {
		const ec2 = await clients.ec2();
		const {AllocationId = '', PublicIp = ''} = await ec2.allocateAddress({
			Domain: 'vpc',
			TagSpecifications: tagSpecifications(tags, 'elastic-ip'),
		});
		return {allocationId: AllocationId, publicIp: PublicIp};
	},
	destroy: async ({outputs}) => {
		const ec2 = await clients.ec2();
		await unlessMissing(ec2.releaseAddress({AllocationId: outputs['allocationId']}), undefined);
	},
	blockers: ({outputs}) => addressHolders(clients, outputs['allocationId'] ?? ''),
});
