import type {ResourceKind} from '../../engine/ports.ts';
import {profileHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {iamPath, seeEntity} from '../iam-entity.ts';
import {absent, observeEach, unlessMissing} from '../observation.ts';
import {tagList} from '../tags.ts';

export const instanceProfile = (clients: AwsClients): ResourceKind<'instance-profile'> => ({
	operations: {create: 'CreateInstanceProfile', destroy: 'DeleteInstanceProfile', observe: ['GetInstanceProfile']},
	observe: async targets => {
		const iam = await clients.iam();
		return observeEach(targets, async target => {
			const {profileName} = target.inputs;
			const found = await unlessMissing(iam.getInstanceProfile({InstanceProfileName: profileName}), undefined);
			return found ? seeEntity(target, found.InstanceProfile, {profileName}) : absent;
		});
	},
	create: async ({inputs: {profileName}, tags}) => {
		const iam = await clients.iam();
		await iam.createInstanceProfile({Path: iamPath, InstanceProfileName: profileName, Tags: tagList(tags)});
		return {profileName};
	},
	destroy: async ({inputs}) => {
		const iam = await clients.iam();
		await unlessMissing(iam.deleteInstanceProfile({InstanceProfileName: inputs.profileName}), undefined);
	},
	blockers: ({inputs}) => profileHolders(clients, inputs.profileName),
});
