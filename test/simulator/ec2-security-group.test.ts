import {
	AuthorizeSecurityGroupEgressCommand,
	AuthorizeSecurityGroupIngressCommand,
	CreateSecurityGroupCommand,
	DeleteSecurityGroupCommand,
	DescribeSecurityGroupRulesCommand,
	DescribeSecurityGroupsCommand,
	type IpPermission,
	RevokeSecurityGroupEgressCommand,
	RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import {describe, expect, it} from 'vitest';
import {ownCaller} from '../../source/simulator/accounts.ts';
import {type Cloud, id, makeGroup, makeInstance, makeSubnet, makeVpc, openCloud, refusal} from './ec2-world.ts';

const web = (more: Partial<IpPermission>): IpPermission => ({IpProtocol: 'tcp', FromPort: 80, ToPort: 80, ...more});

const allow = ({ec2}: Cloud, GroupId: string, ...IpPermissions: IpPermission[]) =>
	ec2.send(new AuthorizeSecurityGroupIngressCommand({GroupId, IpPermissions}));

const show = async ({ec2}: Cloud, groupId: string) =>
	(await ec2.send(new DescribeSecurityGroupsCommand({GroupIds: [groupId]}))).SecurityGroups?.[0];

describe('a security group', () => {
	it('shows its rules by protocol and ports, and each rule by itself', async () => {
		const cloud = openCloud();
		const vpcId = await makeVpc(cloud);
		const group = await makeGroup(cloud, vpcId, 'load-balancer');
		const peer = await makeGroup(cloud, vpcId, 'instance');
		const answer = await allow(
			cloud,
			group,
			web({IpRanges: [{CidrIp: '21.0.7.1/16', Description: 'consumer'}]}),
			web({UserIdGroupPairs: [{GroupId: peer}]}),
		);
		expect(answer.Return).toBe(true);
		expect(answer.SecurityGroupRules?.map(({IsEgress, CidrIpv4}) => [IsEgress, CidrIpv4])).toEqual([
			[false, '21.0.0.0/16'],
			[false, undefined],
		]);
		expect((await show(cloud, group))?.IpPermissions).toEqual([
			{
				IpProtocol: 'tcp',
				FromPort: 80,
				ToPort: 80,
				IpRanges: [{CidrIp: '21.0.0.0/16', Description: 'consumer'}],
				Ipv6Ranges: [],
				PrefixListIds: [],
				UserIdGroupPairs: [{GroupId: peer, UserId: ownCaller.account}],
			},
		]);
		await cloud.settle();
		const rules = await cloud.ec2.send(
			new DescribeSecurityGroupRulesCommand({Filters: [{Name: 'group-id', Values: [group]}]}),
		);
		expect(rules.SecurityGroupRules).toHaveLength(3);
	});

	it('has each rule once, in all of a request or not at all', async () => {
		const cloud = openCloud();
		const group = await makeGroup(cloud, await makeVpc(cloud), 'web');
		const rule = web({IpRanges: [{CidrIp: '21.0.0.0/16'}]});
		await allow(cloud, group, rule);
		const call = allow(cloud, group, web({IpRanges: [{CidrIp: '31.0.0.0/16'}]}), rule);
		expect(await refusal(call)).toMatchObject({
			code: 'InvalidPermission.Duplicate',
			message: 'the specified rule "peer: 21.0.0.0/16, TCP, from port: 80, to port: 80, ALLOW" already exists',
		});
		expect((await show(cloud, group))?.IpPermissions?.[0]?.IpRanges).toEqual([{CidrIp: '21.0.0.0/16'}]);
	});

	it.each([
		[web({IpRanges: [{CidrIp: '21.0.0/16'}]}), 'InvalidParameterValue'],
		[{IpProtocol: 'tcp', IpRanges: [{CidrIp: '21.0.0.0/16'}]}, 'InvalidParameterValue'],
		[web({FromPort: 90, IpRanges: [{CidrIp: '21.0.0.0/16'}]}), 'InvalidParameterValue'],
		[web({UserIdGroupPairs: [{GroupId: 'sg-0aaaaaaaaaaaaaaaa'}]}), 'InvalidGroup.NotFound'],
		[web({}), 'MissingParameter'],
	])('refuses the rule %j', async (rule, code) => {
		const cloud = openCloud();
		const group = await makeGroup(cloud, await makeVpc(cloud), 'web');
		expect((await refusal(allow(cloud, group, rule))).code).toBe(code);
	});

	it('refuses a peer of another VPC', async () => {
		const cloud = openCloud();
		const group = await makeGroup(cloud, await makeVpc(cloud), 'web');
		const foreign = await makeGroup(cloud, await makeVpc(cloud, '21.0.0.0/16'), 'client');
		expect((await refusal(allow(cloud, group, web({UserIdGroupPairs: [{GroupId: foreign}]})))).message).toBe(
			'You have specified two resources that belong to different networks.',
		);
	});

	it('loses rules by permission and by id', async () => {
		const cloud = openCloud();
		const GroupId = await makeGroup(cloud, await makeVpc(cloud), 'web');
		const rule = web({IpRanges: [{CidrIp: '21.0.0.0/16'}]});
		const {SecurityGroupRules} = await allow(cloud, GroupId, rule);
		const ruleId = id(SecurityGroupRules?.[0]?.SecurityGroupRuleId);
		const revoke = new RevokeSecurityGroupIngressCommand({GroupId, SecurityGroupRuleIds: [ruleId]});
		expect((await cloud.ec2.send(revoke)).RevokedSecurityGroupRules?.[0]?.CidrIpv4).toBe('21.0.0.0/16');
		expect(
			(await refusal(cloud.ec2.send(new RevokeSecurityGroupIngressCommand({GroupId, IpPermissions: [rule]})))).code,
		).toBe('InvalidPermission.NotFound');
		const everything = {IpProtocol: '-1', IpRanges: [{CidrIp: '0.0.0.0/0'}]};
		await cloud.ec2.send(new RevokeSecurityGroupEgressCommand({GroupId, IpPermissions: [everything]}));
		expect((await show(cloud, GroupId))?.IpPermissionsEgress).toEqual([]);
		await cloud.ec2.send(new AuthorizeSecurityGroupEgressCommand({GroupId, IpPermissions: [everything]}));
		expect((await show(cloud, GroupId))?.IpPermissionsEgress).toHaveLength(1);
	});

	it('has a name that no other one of its VPC has', async () => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		await makeGroup(cloud, VpcId, 'web');
		expect(await refusal(makeGroup(cloud, VpcId, 'web'))).toMatchObject({
			code: 'InvalidGroup.Duplicate',
			message: `The security group 'web' already exists for VPC '${VpcId}'`,
		});
		await makeGroup(cloud, await makeVpc(cloud, '21.0.0.0/16'), 'web');
	});

	it.each([
		['default', 'lab'],
		['sg-web', 'lab'],
		['web', 'the lab’s'],
		['web', 'x'.repeat(256)],
	])('called %s and described as %s is refused', async (GroupName, Description) => {
		const cloud = openCloud();
		const VpcId = await makeVpc(cloud);
		const call = cloud.ec2.send(new CreateSecurityGroupCommand({VpcId, GroupName, Description}));
		expect((await refusal(call)).code).toBe('InvalidParameterValue');
	});

	it('is deleted only when nothing has it and no rule names it', async () => {
		const cloud = openCloud();
		const vpcId = await makeVpc(cloud);
		const used = await makeGroup(cloud, vpcId, 'used');
		const named = await makeGroup(cloud, vpcId, 'named');
		const subnetId = await makeSubnet(cloud, vpcId, '11.0.0.0/24');
		await makeInstance(cloud, subnetId, {SecurityGroupIds: [used]});
		await allow(cloud, used, web({UserIdGroupPairs: [{GroupId: named}]}));
		const remove = (GroupId: string) => cloud.ec2.send(new DeleteSecurityGroupCommand({GroupId}));
		for (const group of [used, named]) {
			expect(await refusal(remove(group))).toMatchObject({
				code: 'DependencyViolation',
				message: `resource ${group} has a dependent object`,
			});
		}
		const main = Object.values(cloud.world.securityGroups).find(({shown}) => shown.GroupName === 'default');
		expect((await refusal(remove(id(main?.id)))).code).toBe('CannotDelete');
		await cloud.ec2.send(
			new RevokeSecurityGroupIngressCommand({
				GroupId: used,
				IpPermissions: [web({UserIdGroupPairs: [{GroupId: named}]})],
			}),
		);
		await remove(named);
		expect((await refusal(show(cloud, named))).code).toBe('InvalidGroup.NotFound');
	});
});
