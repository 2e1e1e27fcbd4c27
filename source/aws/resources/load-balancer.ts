import type {LoadBalancer} from '@aws-sdk/client-elastic-load-balancing-v2';
import type {Observation, ResourceKind} from '../../engine/ports.ts';
import {loadBalancerHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {absent, compared, failed, observeEach, pending, ready, stateOf, unlessMissing} from '../observation.ts';
import {tagList} from '../tags.ts';

const outputsOf = ({LoadBalancerArn = '', DNSName = ''}: LoadBalancer) => ({
	loadBalancerArn: LoadBalancerArn,
	dnsName: DNSName,
});

const see = (shown: LoadBalancer): Observation => {
	const state = stateOf(shown.State?.Code);
	switch (state) {
		case 'active':
		case 'active_impaired':
			return ready(state, outputsOf(shown));
		case 'failed':
			return failed(shown.State?.Reason ?? state, outputsOf(shown));
		default:
			return pending(state, outputsOf(shown));
	}
};

export const loadBalancer = (clients: AwsClients): ResourceKind<'load-balancer'> => ({
	operations: {create: 'CreateLoadBalancer', destroy: 'DeleteLoadBalancer', observe: ['DescribeLoadBalancers']},
	// One call per name: a name that does not exist fails the call for all of them.
	observe: async targets => {
		const elbv2 = await clients.elbv2();
		return observeEach(targets, async ({inputs}) => {
			const found = await unlessMissing(elbv2.describeLoadBalancers({Names: [inputs.name]}), undefined);
			const shown = found?.LoadBalancers?.[0];
			if (!shown) return absent;
			return compared(see(shown), {
				'its type': [shown.Type, 'network'],
				'its scheme': [shown.Scheme, 'internal'],
				'the list of its subnets': [shown.AvailabilityZones?.map(({SubnetId}) => SubnetId), inputs.subnetIds],
			});
		});
	},
	create: async ({inputs, tags}) => {
		const elbv2 = await clients.elbv2();
		const {LoadBalancers} = await elbv2.createLoadBalancer({
			Name: inputs.name,
			Type: 'network',
			Scheme: 'internal',
			IpAddressType: 'ipv4',
			Subnets: [...inputs.subnetIds],
			// Groups can never be added to a Network Load Balancer that was made without any.
			SecurityGroups: [...inputs.groupIds],
			Tags: tagList(tags),
		});
		return outputsOf(LoadBalancers?.[0] ?? {});
	},
	destroy: async ({outputs}) => {
		const elbv2 = await clients.elbv2();
		await unlessMissing(elbv2.deleteLoadBalancer({LoadBalancerArn: outputs['loadBalancerArn']}), undefined);
	},
	blockers: ({outputs}) => loadBalancerHolders(clients, outputs['loadBalancerArn'] ?? ''),
});
