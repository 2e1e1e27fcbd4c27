import {
	CreateTargetGroup$,
	type CreateTargetGroupInput,
	type CreateTargetGroupOutput,
	DeleteTargetGroup$,
	type DeleteTargetGroupInput,
	DescribeTargetGroupAttributes$,
	type DescribeTargetGroupAttributesInput,
	type DescribeTargetGroupAttributesOutput,
	DescribeTargetGroups$,
	type DescribeTargetGroupsInput,
	type DescribeTargetGroupsOutput,
	ModifyTargetGroupAttributes$,
	type ModifyTargetGroupAttributesInput,
	type ModifyTargetGroupAttributesOutput,
	type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {find, rowsOf} from '../../lookup.ts';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import type {World} from '../../world.ts';
import {insert, need, rowsIn} from '../ec2/rows.ts';
import {attributesOf, changed, targetGroupDefaults} from './attributes.ts';
import {healthCheckSettings} from './health-check-settings.ts';
import {listenersTo} from './listeners.ts';
import {arnOf, checkName, invalid, newDigits, requireMembers} from './names.ts';
import {notFound} from './not-found.ts';
import {pageOf} from './paging.ts';
import {recordOf} from './tags.ts';

export type TargetGroupRow = World['targetGroups'][string];

const settingsOf = (input: CreateTargetGroupInput, context: Context): TargetGroup => {
	checkName('target group', input.Name ?? '');
	const type = input.TargetType ?? 'instance';
	if (type !== 'instance') throw invalid(`The simulator has no target groups of type ${type}`);
	requireMembers(input, ['Protocol', 'Port', 'VpcId']);
	if (input.Protocol !== 'TCP') throw invalid(`The simulator has no ${input.Protocol} target groups`);
	if (!find(context.world.vpcs, input.VpcId, context)) throw invalid(`The VPC ID '${input.VpcId}' is not found`);
	return {
		TargetGroupName: input.Name,
		Protocol: input.Protocol,
		Port: input.Port,
		VpcId: input.VpcId,
		...healthCheckSettings(input),
		TargetType: type,
		IpAddressType: input.IpAddressType ?? 'ipv4',
	};
};

const insertGroup = (settings: TargetGroup, tags: Record<string, string>, context: Context): TargetGroupRow => {
	const arn = arnOf(context, `targetgroup/${settings.TargetGroupName}/${newDigits(context)}`);
	const shown: TargetGroup = {TargetGroupArn: arn, ...settings, LoadBalancerArns: []};
	return insert(context, context.world.targetGroups, arn, shown, {tags, targets: {}});
};

/** The name is the key: the same request again gives the same target group. */
const create = (input: CreateTargetGroupInput, context: Context): CreateTargetGroupOutput => {
	const tags = recordOf(input.Tags);
	const settings = settingsOf(input, context);
	const rows = rowsIn(context, context.world.targetGroups);
	const known = rows.find(({shown}) => shown.TargetGroupName === input.Name);
	if (known) {
		const same = JSON.stringify({...known.shown, ...settings}) === JSON.stringify(known.shown);
		if (same) return {TargetGroups: [known.shown]};
		throw new ServiceError(
			'DuplicateTargetGroupName',
			`A target group with the same name '${input.Name}' exists, but with different settings`,
		);
	}
	checkQuota(context, 'targetGroups', rows.length);
	return {TargetGroups: [insertGroup(settings, tags, context).shown]};
};

const describe = (input: DescribeTargetGroupsInput, context: Context): DescribeTargetGroupsOutput => {
	const {TargetGroupArns: arns, Names: names, LoadBalancerArn: balancer} = input;
	const rows = rowsOf(context.world.targetGroups, context).map(({shown}) => shown);
	if (balancer !== undefined) need(context, context.world.loadBalancers, balancer, notFound.loadBalancer);
	const missing =
		arns?.some(arn => !rows.some(({TargetGroupArn}) => TargetGroupArn === arn)) ||
		names?.some(name => !rows.some(({TargetGroupName}) => TargetGroupName === name));
	if (missing) throw new ServiceError(notFound.targetGroup.code, notFound.targetGroup.message());
	const wanted = rows.filter(
		({TargetGroupArn = '', TargetGroupName = '', LoadBalancerArns}) =>
			(!arns || arns.includes(TargetGroupArn)) &&
			(!names || names.includes(TargetGroupName)) &&
			(balancer === undefined || LoadBalancerArns?.includes(balancer)),
	);
	const {page, NextMarker} = pageOf(wanted, input);
	return {TargetGroups: page, NextMarker};
};

const needGroup = (arn: string | undefined, context: Context): TargetGroupRow =>
	need(context, context.world.targetGroups, arn, notFound.targetGroup);

/** What differs from the defaults stands with the row once it was changed. */
type WithAttributes = TargetGroupRow['hidden'] & {attributes?: Record<string, string>};

const attributesOfGroup = ({attributes}: WithAttributes): Readonly<Record<string, string>> =>
	attributes ?? targetGroupDefaults;

const modifyAttributes = (
	input: ModifyTargetGroupAttributesInput,
	context: Context,
): ModifyTargetGroupAttributesOutput => {
	const hidden: WithAttributes = needGroup(input.TargetGroupArn, context).hidden;
	hidden.attributes = changed('Target group', attributesOfGroup(hidden), input.Attributes);
	return {Attributes: attributesOf(hidden.attributes)};
};

const describeAttributes = (
	input: DescribeTargetGroupAttributesInput,
	context: Context,
): DescribeTargetGroupAttributesOutput => ({
	Attributes: attributesOf(attributesOfGroup(needGroup(input.TargetGroupArn, context).hidden)),
});

/** A target group that is gone already is deleted with success. */
const remove = (input: DeleteTargetGroupInput, context: Context): object => {
	const row = find(context.world.targetGroups, input.TargetGroupArn, context);
	if (!row) return {};
	if (listenersTo(context, row.id).length > 0) {
		throw new ServiceError('ResourceInUse', `Target group '${row.id}' is currently in use by a listener or a rule`);
	}
	delete context.world.targetGroups[row.id];
	return {};
};

export const operations: readonly Operation[] = [
	operation(CreateTargetGroup$, create),
	operation(DescribeTargetGroups$, describe),
	operation(DescribeTargetGroupAttributes$, describeAttributes),
	operation(ModifyTargetGroupAttributes$, modifyAttributes),
	operation(DeleteTargetGroup$, remove),
];
