import type {ResourceKind} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {absent, observeEach, ready, unlessMissing} from '../observation.ts';

export const instanceProfileRole = (clients: AwsClients): ResourceKind<'instance-profile-role'> => ({
	operations: {
		create: 'AddRoleToInstanceProfile',
		destroy: 'RemoveRoleFromInstanceProfile',
		observe: ['GetInstanceProfile'],
	},
	observe: async targets => {
		const iam = await clients.iam();
		return observeEach(targets, async ({inputs: {profileName, roleName}}) => {
			const found = await unlessMissing(iam.getInstanceProfile({InstanceProfileName: profileName}), undefined);
			const holds = found?.InstanceProfile?.Roles?.some(({RoleName}) => RoleName === roleName);
			return holds ? ready('added', {profileName}) : absent;
		});
	},
	create: async ({inputs: {profileName, roleName}}) => {
		const iam = await clients.iam();
		await iam.addRoleToInstanceProfile({InstanceProfileName: profileName, RoleName: roleName});
		return {profileName};
	},
	destroy: async ({inputs: {profileName, roleName}}) => {
		const iam = await clients.iam();
		const removed = iam.removeRoleFromInstanceProfile({InstanceProfileName: profileName, RoleName: roleName});
		await unlessMissing(removed, undefined);
	},
});
