import {
	AuthorizeSecurityGroupEgress$,
	type AuthorizeSecurityGroupEgressRequest,
	AuthorizeSecurityGroupIngress$,
	type AuthorizeSecurityGroupIngressRequest,
	type AuthorizeSecurityGroupIngressResult,
	DescribeSecurityGroupRules$,
	type DescribeSecurityGroupRulesRequest,
	type DescribeSecurityGroupRulesResult,
	RevokeSecurityGroupEgress$,
	type RevokeSecurityGroupEgressRequest,
	RevokeSecurityGroupIngress$,
	type RevokeSecurityGroupIngressRequest,
	type RevokeSecurityGroupIngressResult,
	type SecurityGroup,
	type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import type {Row} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {notFound} from './not-found.ts';
import {need} from './rows.ts';
import {specificationsOf} from './rule-specifications.ts';
import {addRules, dropRules, identityOf, type RuleSpecification, rulesOf} from './security-groups.ts';
import {creationTags} from './tagging.ts';

const needGroup = (input: {GroupId?: string | undefined}, context: Context): Row<SecurityGroup> => {
	if (input.GroupId === undefined) {
		throw new ServiceError('MissingParameter', 'The request must contain the parameter groupName or groupId');
	}
	return need(context, context.world.securityGroups, input.GroupId, notFound.securityGroup);
};

const words = ({IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, ReferencedGroupInfo}: RuleSpecification): string => {
	const peer = CidrIpv4 ?? CidrIpv6 ?? ReferencedGroupInfo?.GroupId;
	const ports =
		IpProtocol === '-1' ? 'ALL' : `${IpProtocol?.toUpperCase()}, from port: ${FromPort}, to port: ${ToPort}`;
	return `peer: ${peer}, ${ports}, ALLOW`;
};

const authorize = (
	input: AuthorizeSecurityGroupIngressRequest | AuthorizeSecurityGroupEgressRequest,
	context: Context,
	isEgress: boolean,
): AuthorizeSecurityGroupIngressResult => {
	const group = needGroup(input, context);
	const tags = creationTags(input.TagSpecifications, 'security-group-rule');
	const rules = specificationsOf(context, input, group.shown.VpcId);
	const known = rulesOf(context, group.id, isEgress).map(({shown}) => identityOf(shown));
	const wanted = rules.map(identityOf);
	const twice = rules.find((_, index) => {
		const identity = wanted[index] ?? '';
		return known.includes(identity) || wanted.indexOf(identity) !== index;
	});
	if (twice) {
		throw new ServiceError('InvalidPermission.Duplicate', `the specified rule "${words(twice)}" already exists`);
	}
	checkQuota(context, 'rules', known.length, rules.length);
	const rows = addRules(context, group, isEgress, rules, tags);
	return {Return: true, SecurityGroupRules: rows.map(({shown}) => shown)};
};

const chosen = (
	input: RevokeSecurityGroupIngressRequest | RevokeSecurityGroupEgressRequest,
	context: Context,
	group: Row<SecurityGroup>,
	rules: readonly Row<SecurityGroupRule>[],
): readonly Row<SecurityGroupRule>[] => {
	const {SecurityGroupRuleIds: ids = []} = input;
	if (ids.length > 0) {
		return ids.map(id => {
			const rule = rules.find(each => each.id === id);
			if (rule) return rule;
			throw new ServiceError(notFound.securityGroupRule.code, notFound.securityGroupRule.message(id));
		});
	}
	return specificationsOf(context, input, group.shown.VpcId).map(specification => {
		const rule = rules.find(({shown}) => identityOf(shown) === identityOf(specification));
		if (rule) return rule;
		throw new ServiceError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
	});
};

const revoke = (
	input: RevokeSecurityGroupIngressRequest | RevokeSecurityGroupEgressRequest,
	context: Context,
	isEgress: boolean,
): RevokeSecurityGroupIngressResult => {
	const group = needGroup(input, context);
	const rules = chosen(input, context, group, rulesOf(context, group.id, isEgress));
	dropRules(context, group, rules);
	return {
		Return: true,
		RevokedSecurityGroupRules: rules.map(({id, shown}) => ({
			SecurityGroupRuleId: id,
			GroupId: shown.GroupId,
			IsEgress: shown.IsEgress,
			IpProtocol: shown.IpProtocol,
			FromPort: shown.FromPort,
			ToPort: shown.ToPort,
			CidrIpv4: shown.CidrIpv4,
			CidrIpv6: shown.CidrIpv6,
			PrefixListId: shown.PrefixListId,
			ReferencedGroupId: shown.ReferencedGroupInfo?.GroupId,
			Description: shown.Description,
		})),
	};
};

const getters: FilterGetters<Row<SecurityGroupRule>> = {
	'group-id': ({shown}) => shown.GroupId,
	'security-group-rule-id': ({id}) => id,
};

const describe = (input: DescribeSecurityGroupRulesRequest, context: Context): DescribeSecurityGroupRulesResult => {
	const {page, NextToken} = describeRows(context, context.world.securityGroupRules, {
		...input,
		ids: input.SecurityGroupRuleIds,
		notFound: notFound.securityGroupRule,
		filters: input.Filters,
		getters,
	});
	return {SecurityGroupRules: page.map(({shown}) => shown), NextToken};
};

export const operations: readonly Operation[] = [
	operation(AuthorizeSecurityGroupIngress$, (input: AuthorizeSecurityGroupIngressRequest, context) =>
		authorize(input, context, false),
	),
	operation(AuthorizeSecurityGroupEgress$, (input: AuthorizeSecurityGroupEgressRequest, context) =>
		authorize(input, context, true),
	),
	operation(RevokeSecurityGroupIngress$, (input: RevokeSecurityGroupIngressRequest, context) =>
		revoke(input, context, false),
	),
	operation(RevokeSecurityGroupEgress$, (input: RevokeSecurityGroupEgressRequest, context) =>
		revoke(input, context, true),
	),
	operation(DescribeSecurityGroupRules$, describe),
];
