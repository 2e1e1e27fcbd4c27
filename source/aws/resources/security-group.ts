import type {ResourceKind} from '../../engine/ports.ts';
import {groupHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {compared, observeByTag, ready, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {deploymentFilter, tagSpecifications} from '../tags.ts';

export const securityGroup = (clients: AwsClients): ResourceKind<'security-group'> => ({
	operations: {create: 'CreateSecurityGroup', destroy: 'DeleteSecurityGroup', observe: ['DescribeSecurityGroups']},
	observe: async targets => {
		const ec2 = await clients.ec2();
		const shown = await collect(
			token => ec2.describeSecurityGroups({Filters: [deploymentFilter(targets)], NextToken: token}),
			page => page.SecurityGroups,
		);
		return observeByTag(targets, shown, ({GroupId = '', VpcId, GroupName}, {inputs}) =>
			compared(ready('exists', {groupId: GroupId}), {
				'its VPC': [VpcId, inputs.vpcId],
				'its name': [GroupName, inputs.groupName],
			}),
		);
	},
	create: async ({inputs, tags}) => {
		const ec2 = await clients.ec2();
		const {GroupId = ''} = await ec2.createSecurityGroup({
			VpcId: inputs.vpcId,
			GroupName: inputs.groupName,
			Description: inputs.description,
			TagSpecifications: tagSpecifications(tags, 'security-group'),
		});
		return {groupId: GroupId};
	},
	destroy: async ({outputs}) => {
		const ec2 = await clients.ec2();
		await unlessMissing(ec2.deleteSecurityGroup({GroupId: outputs['groupId']}), undefined);
	},
	blockers: ({outputs}) => groupHolders(clients, outputs['groupId'] ?? ''),
});
