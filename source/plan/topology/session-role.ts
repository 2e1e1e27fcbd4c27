import {type Deployment, globalName} from '../deployment.ts';
import {reference} from '../graph.ts';
import {nodesOf} from './node.ts';

const node = nodesOf('shared');

/** The one role and instance profile that let all instances talk to Session Manager. */
export const sessionRole = (deployment: Deployment) => {
	const name = globalName(deployment);
	const role = node('role', {name: 'role', label: 'IAM role'}, {roleName: name});
	const policy = node(
		'role-policy',
		{name: 'role-policy', label: 'Role policy'},
		{roleName: reference(role, 'roleName'), policyName: 'AmazonSSMManagedInstanceCore'},
	);
	const profile = node('instance-profile', {name: 'instance-profile', label: 'Instance profile'}, {profileName: name});
	const profileRole = node(
		'instance-profile-role',
		{name: 'instance-profile-role', label: 'Role in the instance profile'},
		{profileName: reference(profile, 'profileName'), roleName: reference(role, 'roleName')},
	);
	return {policy, profileRole, resources: [role, policy, profile, profileRole]};
};

/** What an instance needs for Session Manager: a profile that holds the role, and a role that holds the policy. */
export type SessionRole = ReturnType<typeof sessionRole>;
