import type {IpPermission, SecurityGroup, SecurityGroupRule, Tag} from '@aws-sdk/client-ec2';
import type {Context} from '../../operation.ts';
import type {Row} from '../../world.ts';
import {insert, rowsIn} from './rows.ts';

/** One rule before it has an id: one protocol, one range of ports, one peer. */
export type RuleSpecification = Pick<
	SecurityGroupRule,
	| 'IpProtocol'
	| 'FromPort'
	| 'ToPort'
	| 'CidrIpv4'
	| 'CidrIpv6'
	| 'PrefixListId'
	| 'ReferencedGroupInfo'
	| 'Description'
>;

/** What makes two rules of a group and direction the same. */
export const identityOf = (rule: RuleSpecification): string =>
	JSON.stringify([
		rule.IpProtocol,
		rule.FromPort,
		rule.ToPort,
		rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId,
	]);

/** The rules of a group in one direction. */
export const rulesOf = (context: Context, groupId: string, isEgress: boolean): readonly Row<SecurityGroupRule>[] =>
	rowsIn(context, context.world.securityGroupRules).filter(
		({shown}) => shown.GroupId === groupId && shown.IsEgress === isEgress,
	);

const described = <Value extends object>(value: Value, {Description}: SecurityGroupRule): Value =>
	Description === undefined ? value : {...value, Description};

/** Rules as DescribeSecurityGroups has them: peers grouped by protocol and ports. */
const permissionsOf = (rules: readonly Row<SecurityGroupRule>[]): IpPermission[] => {
	const groups = Map.groupBy(rules, ({shown}) => JSON.stringify([shown.IpProtocol, shown.FromPort, shown.ToPort]));
	return [...groups.values()].map(members => {
		const rows = members.map(({shown}) => shown);
		const [first] = rows;
		return {
			IpProtocol: first?.IpProtocol,
			...(first?.IpProtocol === '-1' ? {} : {FromPort: first?.FromPort, ToPort: first?.ToPort}),
			IpRanges: rows.flatMap(rule => (rule.CidrIpv4 ? [described({CidrIp: rule.CidrIpv4}, rule)] : [])),
			Ipv6Ranges: rows.flatMap(rule => (rule.CidrIpv6 ? [described({CidrIpv6: rule.CidrIpv6}, rule)] : [])),
			PrefixListIds: rows.flatMap(rule =>
				rule.PrefixListId ? [described({PrefixListId: rule.PrefixListId}, rule)] : [],
			),
			UserIdGroupPairs: rows.flatMap(rule =>
				rule.ReferencedGroupInfo
					? [described({GroupId: rule.ReferencedGroupInfo.GroupId, UserId: rule.ReferencedGroupInfo.UserId}, rule)]
					: [],
			),
		};
	});
};

/** Brings what the group shows in line with its rules. */
const showRules = (context: Context, group: Row<SecurityGroup>): void => {
	group.shown.IpPermissions = permissionsOf(rulesOf(context, group.id, false));
	group.shown.IpPermissionsEgress = permissionsOf(rulesOf(context, group.id, true));
};

/** Adds rules to a group. */
export const addRules = (
	context: Context,
	group: Row<SecurityGroup>,
	isEgress: boolean,
	rules: readonly RuleSpecification[],
	tags: readonly Tag[] = [],
): readonly Row<SecurityGroupRule>[] => {
	const rows = rules.map(rule => {
		const id = context.newId('sgr');
		const shown: SecurityGroupRule = {
			SecurityGroupRuleId: id,
			SecurityGroupRuleArn: `arn:${context.partition}:ec2:${context.region}:${context.account}:security-group-rule/${id}`,
			GroupId: group.id,
			GroupOwnerId: context.account,
			IsEgress: isEgress,
			...rule,
			Tags: [...tags],
		};
		return insert(context, context.world.securityGroupRules, id, shown, {});
	});
	showRules(context, group);
	return rows;
};

/** Takes rules from a group. */
export const dropRules = (
	context: Context,
	group: Row<SecurityGroup>,
	rules: readonly Row<SecurityGroupRule>[],
): void => {
	for (const {id} of rules) delete context.world.securityGroupRules[id];
	showRules(context, group);
};

const everything = {IpProtocol: '-1', FromPort: -1, ToPort: -1} as const;

/** Creates a group with EC2's default rules: all traffic out; into a VPC's `default` group also all from its members. */
export const createSecurityGroup = (
	context: Context,
	{
		vpcId,
		name,
		description,
		tags,
	}: {readonly vpcId: string; readonly name: string; readonly description: string; readonly tags: Tag[]},
): Row<SecurityGroup> => {
	const id = context.newId('sg');
	const shown: SecurityGroup = {
		GroupId: id,
		GroupName: name,
		Description: description,
		VpcId: vpcId,
		OwnerId: context.account,
		SecurityGroupArn: `arn:${context.partition}:ec2:${context.region}:${context.account}:security-group/${id}`,
		Tags: tags,
	};
	const group = insert(context, context.world.securityGroups, id, shown, {});
	addRules(context, group, true, [{...everything, CidrIpv4: '0.0.0.0/0'}]);
	if (name === 'default') {
		addRules(context, group, false, [{...everything, ReferencedGroupInfo: {GroupId: id, UserId: context.account}}]);
	}
	return group;
};
