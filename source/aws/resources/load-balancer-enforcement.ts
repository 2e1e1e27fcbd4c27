import type {ResourceKind} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {absent, observeEach, ready, unlessMissing} from '../observation.ts';

export const loadBalancerEnforcement = (clients: AwsClients): ResourceKind<'load-balancer-enforcement'> => ({
	operations: {create: 'SetSecurityGroups', observe: ['DescribeLoadBalancers']},
	observe: async targets => {
		const elbv2 = await clients.elbv2();
		return observeEach(targets, async ({inputs}) => {
			const found = await unlessMissing(
				elbv2.describeLoadBalancers({LoadBalancerArns: [inputs.loadBalancerArn]}),
				undefined,
			);
			const shown = found?.LoadBalancers?.[0];
			const groups = shown?.SecurityGroups ?? [];
			const holds =
				shown?.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic?.toLowerCase() === 'on' &&
				inputs.groupIds.every(groupId => groups.includes(groupId));
			return holds ? ready('on') : absent;
		});
	},
	// CreateLoadBalancer does not take the setting; setting it means naming the groups again.
	create: async ({inputs}) => {
		const elbv2 = await clients.elbv2();
		await elbv2.setSecurityGroups({
			LoadBalancerArn: inputs.loadBalancerArn,
			SecurityGroups: [...inputs.groupIds],
			EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
		});
		return {};
	},
});
