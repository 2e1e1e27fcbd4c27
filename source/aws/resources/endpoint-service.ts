import type {ServiceConfiguration} from '@aws-sdk/client-ec2';
import type {Observation, ResourceKind} from '../../engine/ports.ts';
import {serviceHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {refuseDead, throwUnsuccessful} from '../errors.ts';
import {absent, compared, failed, going, observeByTag, pending, ready, stateOf, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {deploymentFilter, tagSpecifications} from '../tags.ts';

const outputsOf = ({ServiceId = '', ServiceName = ''}: ServiceConfiguration) => ({
	serviceId: ServiceId,
	serviceName: ServiceName,
});

const see = (shown: ServiceConfiguration): Observation => {
	const state = stateOf(shown.ServiceState);
	switch (state) {
		case 'available':
			return ready(state, outputsOf(shown));
		case 'deleting':
			return going(state, outputsOf(shown));
		case 'deleted':
			return absent;
		case 'failed':
			return failed(state, outputsOf(shown));
		default:
			return pending(state, outputsOf(shown));
	}
};

export const endpointService = (clients: AwsClients): ResourceKind<'endpoint-service'> => ({
	operations: {
		create: 'CreateVpcEndpointServiceConfiguration',
		destroy: 'DeleteVpcEndpointServiceConfigurations',
		observe: ['DescribeVpcEndpointServiceConfigurations'],
	},
	observe: async targets => {
		const ec2 = await clients.ec2();
		const shown = await collect(
			token => ec2.describeVpcEndpointServiceConfigurations({Filters: [deploymentFilter(targets)], NextToken: token}),
			page => page.ServiceConfigurations,
		);
		return observeByTag(targets, shown, (one, {inputs}) =>
			compared(see(one), {
				'its load balancer': [one.NetworkLoadBalancerArns, [inputs.loadBalancerArn]],
				'whether every connection has to be accepted': [one.AcceptanceRequired, true],
			}),
		);
	},
	create: async ({inputs, tags, clientToken}) => {
		const ec2 = await clients.ec2();
		const {ServiceConfiguration = {}} = await ec2.createVpcEndpointServiceConfiguration({
			AcceptanceRequired: true,
			NetworkLoadBalancerArns: [inputs.loadBalancerArn],
			SupportedIpAddressTypes: ['ipv4'],
			ClientToken: clientToken,
			TagSpecifications: tagSpecifications(tags, 'vpc-endpoint-service'),
		});
		refuseDead(ServiceConfiguration.ServiceId, ServiceConfiguration.ServiceState);
		return outputsOf(ServiceConfiguration);
	},
	destroy: async ({outputs}) => {
		const ec2 = await clients.ec2();
		const remove = async () =>
			throwUnsuccessful(await ec2.deleteVpcEndpointServiceConfigurations({ServiceIds: [outputs['serviceId'] ?? '']}));
		await unlessMissing(remove(), undefined);
	},
	blockers: ({outputs}) => serviceHolders(clients, outputs['serviceId'] ?? ''),
});
