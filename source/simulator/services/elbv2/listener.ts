import {
	type Action,
	CreateListener$,
	type CreateListenerInput,
	type CreateListenerOutput,
	DeleteListener$,
	type DeleteListenerInput,
	DescribeListeners$,
	type DescribeListenersInput,
	type DescribeListenersOutput,
	type Listener,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {rowsOf} from '../../lookup.ts';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {insert, need, rowsIn} from '../ec2/rows.ts';
import {dropListeners, type ListenerRow, listenersTo, showBalancers, targetGroupOf} from './listeners.ts';
import type {BalancerRow} from './load-balancer.ts';
import {arnOf, invalid, newDigits, requireMembers} from './names.ts';
import {notFound} from './not-found.ts';
import {pageOf} from './paging.ts';
import {recordOf} from './tags.ts';
import {startChecks} from './target-health.ts';

/** The one action of a TCP listener: forward to a target group of the load balancer's VPC that no other one uses. */
const forwardTo = (actions: readonly Action[] | undefined, balancer: BalancerRow, context: Context): string => {
	const [action, ...others] = actions ?? [];
	if (action?.Type !== 'forward' || others.length > 0) {
		throw invalid('A listener of a Network Load Balancer must have exactly one default action of type forward');
	}
	const arn = action.TargetGroupArn ?? action.ForwardConfig?.TargetGroups?.[0]?.TargetGroupArn;
	const group = need(context, context.world.targetGroups, arn, notFound.targetGroup);
	if (group.shown.VpcId !== balancer.shown.VpcId) {
		throw new ServiceError(
			'InvalidConfigurationRequest',
			`The following target groups are not in the VPC '${balancer.shown.VpcId}' of the load balancer: '${group.id}'`,
		);
	}
	if (listenersTo(context, group.id).some(({shown}) => shown.LoadBalancerArn !== balancer.id)) {
		throw new ServiceError(
			'TargetGroupAssociationLimit',
			`The following target groups cannot be associated with more than one load balancer: ${group.id}`,
		);
	}
	return group.id;
};

const insertListener = (
	input: CreateListenerInput,
	balancer: BalancerRow,
	targetGroupArn: string,
	context: Context,
): ListenerRow => {
	const parent = balancer.id.split(':loadbalancer/')[1];
	const arn = arnOf(context, `listener/${parent}/${newDigits(context)}`);
	const shown: Listener = {
		ListenerArn: arn,
		LoadBalancerArn: balancer.id,
		Port: input.Port,
		Protocol: input.Protocol,
		DefaultActions: [
			{
				Type: 'forward',
				Order: 1,
				TargetGroupArn: targetGroupArn,
				ForwardConfig: {TargetGroups: [{TargetGroupArn: targetGroupArn}]},
			},
		],
	};
	const row = insert(context, context.world.listeners, arn, shown, {tags: recordOf(input.Tags)});
	showBalancers(context);
	startChecks(context);
	return row;
};

/** The port is the key: the same request again gives the same listener. */
const create = (input: CreateListenerInput, context: Context): CreateListenerOutput => {
	const balancer = need(context, context.world.loadBalancers, input.LoadBalancerArn, notFound.loadBalancer);
	requireMembers(input, ['Protocol', 'Port']);
	if (input.Protocol !== 'TCP') throw invalid(`The simulator has no ${input.Protocol} listeners`);
	const targetGroupArn = forwardTo(input.DefaultActions, balancer, context);
	const known = rowsIn(context, context.world.listeners).find(
		({shown}) => shown.LoadBalancerArn === balancer.id && shown.Port === input.Port,
	);
	if (known && targetGroupOf(known) !== targetGroupArn) {
		throw new ServiceError(
			'DuplicateListener',
			`A listener already exists on this port for this load balancer '${balancer.id}'`,
		);
	}
	return {Listeners: [(known ?? insertListener(input, balancer, targetGroupArn, context)).shown]};
};

const describe = (input: DescribeListenersInput, context: Context): DescribeListenersOutput => {
	const {ListenerArns: arns = [], LoadBalancerArn: balancer} = input;
	if (balancer === undefined && arns.length === 0) {
		throw invalid('You must specify either listener ARNs or a load balancer ARN');
	}
	if (balancer !== undefined) need(context, context.world.loadBalancers, balancer, notFound.loadBalancer);
	for (const arn of arns) need(context, context.world.listeners, arn, notFound.listener);
	const wanted = rowsOf(context.world.listeners, context)
		.filter(({id, shown}) => (balancer === undefined ? arns.includes(id) : shown.LoadBalancerArn === balancer))
		.map(({shown}) => shown);
	const {page, NextMarker} = pageOf(wanted, input);
	return {Listeners: page, NextMarker};
};

const remove = (input: DeleteListenerInput, context: Context): object => {
	const row = need(context, context.world.listeners, input.ListenerArn, notFound.listener);
	dropListeners(context, ({id}) => id === row.id);
	return {};
};

export const operations: readonly Operation[] = [
	operation(CreateListener$, create),
	operation(DescribeListeners$, describe),
	operation(DeleteListener$, remove),
];
