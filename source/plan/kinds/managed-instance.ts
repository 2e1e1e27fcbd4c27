import {defineKind} from '../kind.ts';

export type ManagedInstanceInputs = {
	readonly instanceId: string;
};

export const managedInstance = defineKind<ManagedInstanceInputs>()({
	label: 'Session Manager registration',
	why: "A session can be opened once the agent on the consumer's private instance is online.",
	step: 'Go to private instance of consumer.',
	outputs: [],
	part: true,
	seconds: {create: 60, destroy: 0},
	actions: {build: ['ssm:DescribeInstanceInformation', 'ssm:GetConnectionStatus'], teardown: []},
});
