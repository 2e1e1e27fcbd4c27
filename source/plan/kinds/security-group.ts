import {defineKind} from '../kind.ts';

export type SecurityGroupInputs = {
	readonly vpcId: string;
	readonly groupName: string;
	readonly description: string;
};

export const securityGroup = defineKind<SecurityGroupInputs>()({
	label: 'Security group',
	why: 'Names who may speak to whom; empty until its rules are set.',
	step: 'Create security group.',
	outputs: ['groupId'],
	seconds: {create: 2, destroy: 5},
	actions: {
		build: ['ec2:CreateSecurityGroup', 'ec2:CreateTags', 'ec2:DescribeSecurityGroups'],
		teardown: ['ec2:DeleteSecurityGroup', 'ec2:DescribeSecurityGroups', 'ec2:DescribeNetworkInterfaces'],
	},
});
