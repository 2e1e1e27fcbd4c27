import {
	AddRoleToInstanceProfileCommand,
	AttachRolePolicyCommand,
	CreateInstanceProfileCommand,
	CreateRoleCommand,
	DeleteInstanceProfileCommand,
	DeleteRoleCommand,
	DetachRolePolicyCommand,
	GetInstanceProfileCommand,
	GetRoleCommand,
	IAMClient,
	type IAMClientConfig,
	ListAttachedRolePoliciesCommand,
	ListInstanceProfilesCommand,
	ListRolesCommand,
	RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import {bindCalls} from '../calls.ts';

/** Every IAM operation the program uses. */
export const connectIam = (config: IAMClientConfig) =>
	bindCalls(new IAMClient(config), {
		addRoleToInstanceProfile: AddRoleToInstanceProfileCommand,
		attachRolePolicy: AttachRolePolicyCommand,
		createInstanceProfile: CreateInstanceProfileCommand,
		createRole: CreateRoleCommand,
		deleteInstanceProfile: DeleteInstanceProfileCommand,
		deleteRole: DeleteRoleCommand,
		detachRolePolicy: DetachRolePolicyCommand,
		getInstanceProfile: GetInstanceProfileCommand,
		getRole: GetRoleCommand,
		listAttachedRolePolicies: ListAttachedRolePoliciesCommand,
		listInstanceProfiles: ListInstanceProfilesCommand,
		listRoles: ListRolesCommand,
		removeRoleFromInstanceProfile: RemoveRoleFromInstanceProfileCommand,
	});
