import {
	DescribeLoadBalancerAttributes$,
	type DescribeLoadBalancerAttributesInput,
	type DescribeLoadBalancerAttributesOutput,
	ModifyLoadBalancerAttributes$,
	type ModifyLoadBalancerAttributesInput,
	type ModifyLoadBalancerAttributesOutput,
	SetSecurityGroups$,
	type SetSecurityGroupsInput,
	type SetSecurityGroupsOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {groupIdentifiers} from '../ec2/interfaces.ts';
import {need} from '../ec2/rows.ts';
import {attributesOf, changed} from './attributes.ts';
import {type BalancerRow, nodesOf} from './load-balancer.ts';
import {groupsNamed} from './load-balancer-request.ts';
import {notFound} from './not-found.ts';

const needBalancer = (arn: string | undefined, context: Context): BalancerRow =>
	need(context, context.world.loadBalancers, arn, notFound.loadBalancer);

const modify = (input: ModifyLoadBalancerAttributesInput, context: Context): ModifyLoadBalancerAttributesOutput => {
	const {hidden} = needBalancer(input.LoadBalancerArn, context);
	hidden.attributes = changed('Load balancer', hidden.attributes, input.Attributes);
	return {Attributes: attributesOf(hidden.attributes)};
};

const describe = (
	input: DescribeLoadBalancerAttributesInput,
	context: Context,
): DescribeLoadBalancerAttributesOutput => ({
	Attributes: attributesOf(needBalancer(input.LoadBalancerArn, context).hidden.attributes),
});

/** Replaces the groups; whether they hold for PrivateLink traffic can be said nowhere else. */
const setGroups = (input: SetSecurityGroupsInput, context: Context): SetSecurityGroupsOutput => {
	const {id, shown, hidden} = needBalancer(input.LoadBalancerArn, context);
	if (!hidden.hasGroups) {
		throw new ServiceError(
			'InvalidConfigurationRequest',
			'Security groups cannot be set on a Network Load Balancer that was created without any',
		);
	}
	const groups = groupsNamed(input.SecurityGroups, shown.VpcId, context);
	if (groups.length === 0) {
		throw new ServiceError('InvalidConfigurationRequest', 'At least one security group must be specified');
	}
	shown.SecurityGroups = groups.map(group => group.id);
	const enforce = input.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic;
	if (enforce !== undefined) shown.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic = enforce;
	for (const node of nodesOf(context, id)) node.shown.Groups = groupIdentifiers(groups);
	return {
		SecurityGroupIds: shown.SecurityGroups,
		EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic:
			shown.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic === 'off' ? 'off' : 'on',
	};
};

export const operations: readonly Operation[] = [
	operation(ModifyLoadBalancerAttributes$, modify),
	operation(DescribeLoadBalancerAttributes$, describe),
	operation(SetSecurityGroups$, setGroups),
];
