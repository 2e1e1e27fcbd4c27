import type {ResourceKind} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {absent, failed, observeEach, ready, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {tagList} from '../tags.ts';

export const listener = (clients: AwsClients): ResourceKind<'listener'> => ({
	operations: {create: 'CreateListener', destroy: 'DeleteListener', observe: ['DescribeListeners']},
	observe: async targets => {
		const elbv2 = await clients.elbv2();
		return observeEach(targets, async ({inputs}) => {
			const shown = await unlessMissing(
				collect(
					token => elbv2.describeListeners({LoadBalancerArn: inputs.loadBalancerArn, Marker: token}),
					page => page.Listeners,
				),
				[],
			);
			const found = shown.find(({Port}) => Port === inputs.port);
			if (!found) return absent;
			const outputs = {listenerArn: found.ListenerArn ?? ''};
			const action = found.DefaultActions?.[0];
			const groupArn = action?.TargetGroupArn ?? action?.ForwardConfig?.TargetGroups?.[0]?.TargetGroupArn;
			return groupArn === inputs.targetGroupArn && found.Protocol?.toUpperCase() === 'TCP'
				? ready('exists', outputs)
				: failed('forwards to something else', outputs);
		});
	},
	create: async ({inputs, tags}) => {
		const elbv2 = await clients.elbv2();
		const {Listeners} = await elbv2.createListener({
			LoadBalancerArn: inputs.loadBalancerArn,
			Protocol: 'TCP',
			Port: inputs.port,
			DefaultActions: [{Type: 'forward', TargetGroupArn: inputs.targetGroupArn}],
			Tags: tagList(tags),
		});
		return {listenerArn: Listeners?.[0]?.ListenerArn ?? ''};
	},
	destroy: async ({outputs}) => {
		const elbv2 = await clients.elbv2();
		await unlessMissing(elbv2.deleteListener({ListenerArn: outputs['listenerArn']}), undefined);
	},
});
