import type {ResourceKind} from '../../engine/ports.ts';
import {roleHolders} from '../blockers.ts';
import type {AwsClients} from '../clients.ts';
import {iamPath, seeEntity} from '../iam-entity.ts';
import {absent, observeEach, unlessMissing} from '../observation.ts';
import {tagList} from '../tags.ts';
import {readTemplate} from '../templates.ts';

export const role = (clients: AwsClients): ResourceKind<'role'> => ({
	operations: {create: 'CreateRole', destroy: 'DeleteRole', observe: ['GetRole']},
	observe: async targets => {
		const iam = await clients.iam();
		return observeEach(targets, async target => {
			const {roleName} = target.inputs;
			const found = await unlessMissing(iam.getRole({RoleName: roleName}), undefined);
			return found ? seeEntity(target, found.Role, {roleName, roleArn: found.Role?.Arn ?? ''}) : absent;
		});
	},
	create: async ({inputs: {roleName}, tags}) => {
		const iam = await clients.iam();
		const {Role} = await iam.createRole({
			Path: iamPath,
			RoleName: roleName,
			Description: 'Lets EC2 instances of privatelink-wizard talk to Session Manager',
			AssumeRolePolicyDocument: readTemplate('policies/instance-trust.json'),
			Tags: tagList(tags),
		});
		return {roleName, roleArn: Role?.Arn ?? ''};
	},
	destroy: async ({inputs}) => {
		const iam = await clients.iam();
		await unlessMissing(iam.deleteRole({RoleName: inputs.roleName}), undefined);
	},
	blockers: ({inputs}) => roleHolders(clients, inputs.roleName),
});
