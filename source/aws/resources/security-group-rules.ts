import type {IpPermission} from '@aws-sdk/client-ec2';
import type {ResourceKind} from '../../engine/ports.ts';
import type {InboundRule} from '../../plan/kinds/security-group-rules.ts';
import type {AwsClients} from '../clients.ts';
import {absent, failed, observeEach, ready, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {filter, tagSpecifications} from '../tags.ts';

const toPermission = ({port, cidr, groupId}: InboundRule): IpPermission => ({
	IpProtocol: 'tcp',
	FromPort: port,
	ToPort: port,
	...(cidr === undefined ? {} : {IpRanges: [{CidrIp: cidr}]}),
	...(groupId === undefined ? {} : {UserIdGroupPairs: [{GroupId: groupId}]}),
});

const allows = (permission: IpPermission, {port, cidr, groupId}: InboundRule): boolean =>
	permission.IpProtocol === 'tcp' &&
	permission.FromPort === port &&
	permission.ToPort === port &&
	(cidr === undefined || (permission.IpRanges ?? []).some(({CidrIp}) => CidrIp === cidr)) &&
	(groupId === undefined || (permission.UserIdGroupPairs ?? []).some(({GroupId}) => GroupId === groupId));

export const securityGroupRules = (clients: AwsClients): ResourceKind<'security-group-rules'> => {
	const describe = async (groupIds: readonly string[]) => {
		const ec2 = await clients.ec2();
		return collect(
			token => ec2.describeSecurityGroups({Filters: [filter('group-id', ...groupIds)], NextToken: token}),
			page => page.SecurityGroups,
		);
	};
	return {
		operations: {
			create: 'AuthorizeSecurityGroupIngress',
			destroy: 'RevokeSecurityGroupIngress',
			observe: ['DescribeSecurityGroups'],
		},
		observe: async targets => {
			const groups = await describe(targets.map(({inputs}) => inputs.groupId));
			return observeEach(targets, ({inputs: {groupId, rules}}) => {
				const permissions = groups.find(({GroupId}) => GroupId === groupId)?.IpPermissions ?? [];
				const present = rules.filter(rule => permissions.some(permission => allows(permission, rule)));
				if (present.length === 0) return absent;
				const detail = `${present.length} of ${rules.length} rules`;
				// AWS refuses a whole set when one rule of it is there: what is left has to go first.
				return present.length === rules.length ? ready(detail) : failed(detail);
			});
		},
		create: async ({inputs, tags}) => {
			const ec2 = await clients.ec2();
			await ec2.authorizeSecurityGroupIngress({
				GroupId: inputs.groupId,
				IpPermissions: inputs.rules.map(toPermission),
				TagSpecifications: tagSpecifications(tags, 'security-group-rule'),
			});
			return {};
		},
		destroy: async ({inputs}) => {
			const [group] = await describe([inputs.groupId]);
			const permissions = group?.IpPermissions ?? [];
			if (permissions.length === 0) return;
			const ec2 = await clients.ec2();
			const revoked = ec2.revokeSecurityGroupIngress({GroupId: inputs.groupId, IpPermissions: permissions});
			await unlessMissing(revoked, undefined);
		},
	};
};
