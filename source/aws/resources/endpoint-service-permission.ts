import type {ResourceKind, Target} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {absent, observeEach, ready, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';

const principalOf = ({inputs, deployment}: Target<'endpoint-service-permission'>): string =>
	`arn:${deployment.place.partition}:iam::${inputs.account}:root`;

export const endpointServicePermission = (clients: AwsClients): ResourceKind<'endpoint-service-permission'> => ({
	operations: {create: 'ModifyVpcEndpointServicePermissions', observe: ['DescribeVpcEndpointServicePermissions']},
	observe: async targets => {
		const ec2 = await clients.ec2();
		return observeEach(targets, async target => {
			const allowed = await unlessMissing(
				collect(
					token => ec2.describeVpcEndpointServicePermissions({ServiceId: target.inputs.serviceId, NextToken: token}),
					page => page.AllowedPrincipals,
				),
				[],
			);
			return allowed.some(({Principal}) => Principal === principalOf(target)) ? ready('allowed') : absent;
		});
	},
	create: async target => {
		const ec2 = await clients.ec2();
		await ec2.modifyVpcEndpointServicePermissions({
			ServiceId: target.inputs.serviceId,
			AddAllowedPrincipals: [principalOf(target)],
		});
		return {};
	},
});
