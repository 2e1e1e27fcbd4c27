import type {ResourceKind} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {absent, observeEach, ready, unlessMissing} from '../observation.ts';

const crossZone = 'load_balancing.cross_zone.enabled';

export const loadBalancerAttributes = (clients: AwsClients): ResourceKind<'load-balancer-attributes'> => ({
	operations: {create: 'ModifyLoadBalancerAttributes', observe: ['DescribeLoadBalancerAttributes']},
	observe: async targets => {
		const elbv2 = await clients.elbv2();
		return observeEach(targets, async ({inputs}) => {
			const shown = await unlessMissing(
				elbv2.describeLoadBalancerAttributes({LoadBalancerArn: inputs.loadBalancerArn}),
				undefined,
			);
			const on = shown?.Attributes?.some(({Key, Value}) => Key === crossZone && Value === 'true');
			return on ? ready('on') : absent;
		});
	},
	create: async ({inputs}) => {
		const elbv2 = await clients.elbv2();
		await elbv2.modifyLoadBalancerAttributes({
			LoadBalancerArn: inputs.loadBalancerArn,
			Attributes: [{Key: crossZone, Value: 'true'}],
		});
		return {};
	},
});
