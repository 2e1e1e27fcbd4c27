import {defineKind} from '../kind.ts';

export type RolePolicyInputs = {
	readonly roleName: string;
	/** Name of an AWS managed policy. */
	readonly policyName: string;
};

export const rolePolicy = defineKind<RolePolicyInputs>()({
	label: 'Role policy attachment',
	why: 'The AWS managed policy AmazonSSMManagedInstanceCore: what the Session Manager agent may do.',
	step: 'Easily left out: a Session Manager session needs it.',
	outputs: [],
	part: true,
	seconds: {create: 1, destroy: 1},
	actions: {
		build: ['iam:AttachRolePolicy', 'iam:ListAttachedRolePolicies'],
		teardown: ['iam:DetachRolePolicy', 'iam:ListAttachedRolePolicies'],
	},
});
