import {defineKind} from '../kind.ts';

export type InstanceProfileInputs = {
	readonly profileName: string;
};

export const instanceProfile = defineKind<InstanceProfileInputs>()({
	label: 'Instance profile',
	why: 'Carries the role to the instances.',
	step: 'Easily left out: a Session Manager session needs it.',
	outputs: ['profileName'],
	seconds: {create: 1, destroy: 1},
	actions: {
		build: ['iam:CreateInstanceProfile', 'iam:TagInstanceProfile', 'iam:GetInstanceProfile'],
		teardown: ['iam:DeleteInstanceProfile', 'iam:GetInstanceProfile'],
	},
});
