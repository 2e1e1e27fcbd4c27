import {
	CreateSecurityGroup$,
	type CreateSecurityGroupRequest,
	type CreateSecurityGroupResult,
	DeleteSecurityGroup$,
	type DeleteSecurityGroupRequest,
	type DeleteSecurityGroupResult,
	DescribeSecurityGroups$,
	type DescribeSecurityGroupsRequest,
	type DescribeSecurityGroupsResult,
	type SecurityGroup,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import type {Row} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {interfacesWhere} from './interfaces.ts';
import {notFound} from './not-found.ts';
import {need, rowsIn} from './rows.ts';
import {createSecurityGroup} from './security-groups.ts';
import {creationTags} from './tagging.ts';

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);

const checkWords = ({GroupName = '', Description = ''}: CreateSecurityGroupRequest): void => {
	if (GroupName.toLowerCase() === 'default') throw invalid(`Cannot use reserved security group name: ${GroupName}`);
	if (GroupName.startsWith('sg-')) {
		throw invalid(`invalid value for parameter groupName: ${GroupName}. Group names may not be in the format sg-*.`);
	}
	const words = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;
	const set = 'a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*';
	if (!words.test(GroupName)) {
		throw invalid(
			`Value (${GroupName}) for parameter GroupName is invalid. Valid names are strings less than 256 characters from the following set: ${set}`,
		);
	}
	if (!words.test(Description)) {
		throw invalid(
			`Invalid security group description. Valid descriptions are strings less than 256 characters from the following set: ${set}`,
		);
	}
};

const create = (input: CreateSecurityGroupRequest, context: Context): CreateSecurityGroupResult => {
	const tags = creationTags(input.TagSpecifications, 'security-group');
	checkWords(input);
	if (input.VpcId === undefined) throw new ServiceError('VPCIdNotSpecified', 'No default VPC for this user');
	const vpc = need(context, context.world.vpcs, input.VpcId, notFound.vpc);
	const name = input.GroupName ?? '';
	const groups = rowsIn(context, context.world.securityGroups).filter(({shown}) => shown.VpcId === vpc.id);
	if (groups.some(({shown}) => shown.GroupName === name)) {
		throw new ServiceError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc.id}'`);
	}
	checkQuota(context, 'securityGroups', rowsIn(context, context.world.securityGroups).length);
	const {id, shown} = createSecurityGroup(context, {
		vpcId: vpc.id,
		name,
		description: input.Description ?? '',
		tags,
	});
	return {GroupId: id, SecurityGroupArn: shown.SecurityGroupArn, Tags: tags};
};

const peers = (permissions: SecurityGroup['IpPermissions']): readonly (string | undefined)[] =>
	(permissions ?? []).flatMap(({UserIdGroupPairs}) => (UserIdGroupPairs ?? []).map(({GroupId}) => GroupId));

const ranges = (permissions: SecurityGroup['IpPermissions']): readonly (string | undefined)[] =>
	(permissions ?? []).flatMap(({IpRanges}) => (IpRanges ?? []).map(({CidrIp}) => CidrIp));

const getters: FilterGetters<Row<SecurityGroup>> = {
	'group-id': ({id}) => id,
	'group-name': ({shown}) => shown.GroupName,
	description: ({shown}) => shown.Description,
	'ip-permission.cidr': ({shown}) => ranges(shown.IpPermissions),
	'ip-permission.from-port': ({shown}) => (shown.IpPermissions ?? []).map(({FromPort}) => FromPort),
	'ip-permission.group-id': ({shown}) => peers(shown.IpPermissions),
	'ip-permission.protocol': ({shown}) => (shown.IpPermissions ?? []).map(({IpProtocol}) => IpProtocol),
	'ip-permission.to-port': ({shown}) => (shown.IpPermissions ?? []).map(({ToPort}) => ToPort),
	'egress.ip-permission.cidr': ({shown}) => ranges(shown.IpPermissionsEgress),
	'egress.ip-permission.group-id': ({shown}) => peers(shown.IpPermissionsEgress),
	'owner-id': ({shown}) => shown.OwnerId,
	'vpc-id': ({shown}) => shown.VpcId,
};

const describe = (input: DescribeSecurityGroupsRequest, context: Context): DescribeSecurityGroupsResult => {
	const {page, NextToken} = describeRows(context, context.world.securityGroups, {
		...input,
		ids: input.GroupIds,
		notFound: notFound.securityGroup,
		filters: [
			...(input.Filters ?? []),
			...(input.GroupNames && input.GroupNames.length > 0 ? [{Name: 'group-name', Values: input.GroupNames}] : []),
		],
		getters,
	});
	return {SecurityGroups: page.map(({shown}) => shown), NextToken};
};

const remove = (input: DeleteSecurityGroupRequest, context: Context): DeleteSecurityGroupResult => {
	const {world} = context;
	const {id, shown} = need(context, world.securityGroups, input.GroupId, notFound.securityGroup);
	if (shown.GroupName === 'default') {
		throw new ServiceError('CannotDelete', `the specified group: "${id}" name: "default" cannot be deleted by a user`);
	}
	const referenced = Object.values(world.securityGroupRules).some(
		rule => rule.shown.ReferencedGroupInfo?.GroupId === id && rule.shown.GroupId !== id,
	);
	if (
		referenced ||
		interfacesWhere(context, ({Groups}) => Groups?.some(each => each.GroupId === id) ?? false).length > 0
	) {
		throw new ServiceError('DependencyViolation', `resource ${id} has a dependent object`);
	}
	for (const [ruleId, rule] of Object.entries(world.securityGroupRules)) {
		if (rule.shown.GroupId === id) delete world.securityGroupRules[ruleId];
	}
	delete world.securityGroups[id];
	return {Return: true, GroupId: id};
};

export const operations: readonly Operation[] = [
	operation(CreateSecurityGroup$, create),
	operation(DescribeSecurityGroups$, describe),
	operation(DeleteSecurityGroup$, remove),
];
