import type {ResourceKind, Target} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {absent, observeEach, ready, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';

const policyArn = ({inputs, deployment}: Target<'role-policy'>): string =>
	`arn:${deployment.place.partition}:iam::aws:policy/${inputs.policyName}`;

export const rolePolicy = (clients: AwsClients): ResourceKind<'role-policy'> => ({
	operations: {create: 'AttachRolePolicy', destroy: 'DetachRolePolicy', observe: ['ListAttachedRolePolicies']},
	observe: async targets => {
		const iam = await clients.iam();
		return observeEach(targets, async target => {
			const attached = await unlessMissing(
				collect(
					token => iam.listAttachedRolePolicies({RoleName: target.inputs.roleName, Marker: token}),
					page => page.AttachedPolicies,
				),
				[],
			);
			return attached.some(({PolicyArn}) => PolicyArn === policyArn(target)) ? ready('attached') : absent;
		});
	},
	create: async target => {
		const iam = await clients.iam();
		await iam.attachRolePolicy({RoleName: target.inputs.roleName, PolicyArn: policyArn(target)});
		return {};
	},
	destroy: async target => {
		const iam = await clients.iam();
		const detached = iam.detachRolePolicy({RoleName: target.inputs.roleName, PolicyArn: policyArn(target)});
		await unlessMissing(detached, undefined);
	},
});
