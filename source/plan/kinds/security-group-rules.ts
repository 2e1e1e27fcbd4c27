import {defineKind} from '../kind.ts';

/** TCP from one source; exactly one of `cidr` and `groupId` is present. */
export type InboundRule = {readonly port: number; readonly cidr?: string; readonly groupId?: string};

export type SecurityGroupRulesInputs = {
	readonly groupId: string;
	readonly rules: readonly InboundRule[];
};

export const securityGroupRules = defineKind<SecurityGroupRulesInputs>()({
	label: 'Security group rules',
	why: 'The only inbound traffic that is let in: one port, from one group or one CIDR.',
	step: 'SG with port 80 enabled.',
	outputs: [],
	part: true,
	seconds: {create: 1, destroy: 1},
	actions: {
		build: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:DescribeSecurityGroups'],
		teardown: ['ec2:RevokeSecurityGroupIngress', 'ec2:DescribeSecurityGroups'],
	},
	// The rules are there before traffic is; nothing needs them to go.
	destroyDespite: ['endpoint', 'target'],
});
