import {defineKind} from '../kind.ts';

export type RoleInputs = {
	readonly roleName: string;
};

export const role = defineKind<RoleInputs>()({
	label: 'IAM role',
	why: 'Lets the instances talk to Session Manager, so that no port and no key is needed to reach them.',
	step: 'Easily left out: a Session Manager session needs it.',
	outputs: ['roleName', 'roleArn'],
	seconds: {create: 2, destroy: 1},
	actions: {build: ['iam:CreateRole', 'iam:TagRole', 'iam:GetRole'], teardown: ['iam:DeleteRole', 'iam:GetRole']},
});
