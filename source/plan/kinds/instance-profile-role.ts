import {defineKind} from '../kind.ts';

export type InstanceProfileRoleInputs = {
	readonly profileName: string;
	readonly roleName: string;
};

export const instanceProfileRole = defineKind<InstanceProfileRoleInputs>()({
	label: 'Role in the instance profile',
	why: 'Puts the role into the instance profile.',
	step: 'Easily left out: a Session Manager session needs it.',
	outputs: ['profileName'],
	part: true,
	seconds: {create: 1, destroy: 1},
	actions: {
		build: ['iam:AddRoleToInstanceProfile', 'iam:GetInstanceProfile', 'iam:PassRole'],
		teardown: ['iam:RemoveRoleFromInstanceProfile', 'iam:GetInstanceProfile'],
	},
});
