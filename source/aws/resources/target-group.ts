import type {ResourceKind} from '../../engine/ports.ts';
import {targetGroupHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {absent, compared, observeEach, ready, unlessMissing} from '../observation.ts';
import {tagList} from '../tags.ts';

export const targetGroup = (clients: AwsClients): ResourceKind<'target-group'> => ({
	operations: {create: 'CreateTargetGroup', destroy: 'DeleteTargetGroup', observe: ['DescribeTargetGroups']},
	// One call per name: a name that does not exist fails the call for all of them.
	observe: async targets => {
		const elbv2 = await clients.elbv2();
		return observeEach(targets, async ({inputs}) => {
			const found = await unlessMissing(elbv2.describeTargetGroups({Names: [inputs.name]}), undefined);
			const group = found?.TargetGroups?.[0];
			if (!group) return absent;
			return compared(ready('exists', {targetGroupArn: group.TargetGroupArn ?? ''}), {
				'its VPC': [group.VpcId, inputs.vpcId],
				'its protocol': [group.Protocol, 'TCP'],
				'its port': [group.Port, inputs.port],
				'its type of target': [group.TargetType, 'instance'],
				'its health check': [group.HealthCheckProtocol, 'HTTP'],
			});
		});
	},
	create: async ({inputs, tags}) => {
		const elbv2 = await clients.elbv2();
		const {TargetGroups} = await elbv2.createTargetGroup({
			Name: inputs.name,
			Protocol: 'TCP',
			Port: inputs.port,
			VpcId: inputs.vpcId,
			TargetType: 'instance',
			HealthCheckProtocol: 'HTTP',
			HealthCheckPath: '/',
			// AWS's defaults (30 s, 5 times) would make it wait for minutes.
			HealthCheckIntervalSeconds: 10,
			HealthyThresholdCount: 2,
			UnhealthyThresholdCount: 2,
			Tags: tagList(tags),
		});
		return {targetGroupArn: TargetGroups?.[0]?.TargetGroupArn ?? ''};
	},
	destroy: async ({outputs}) => {
		const elbv2 = await clients.elbv2();
		await unlessMissing(elbv2.deleteTargetGroup({TargetGroupArn: outputs['targetGroupArn']}), undefined);
	},
	blockers: ({outputs}) => targetGroupHolders(clients, outputs['targetGroupArn'] ?? ''),
});
