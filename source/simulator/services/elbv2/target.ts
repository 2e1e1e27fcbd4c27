import {
	DeregisterTargets$,
	type DeregisterTargetsInput,
	DescribeTargetHealth$,
	type DescribeTargetHealthInput,
	type DescribeTargetHealthOutput,
	RegisterTargets$,
	type RegisterTargetsInput,
	type TargetDescription,
	type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {find} from '../../lookup.ts';
import {type Context, type Operation, operation, ServiceError, type TimerTable} from '../../operation.ts';
import {after, need, onRow} from '../ec2/rows.ts';
import {notFound} from './not-found.ts';
import type {TargetGroupRow} from './target-group.ts';
import {draining, instanceOf, notInUse, refreshHealth, startChecks, targetKey} from './target-health.ts';

const needGroup = (arn: string | undefined, context: Context): TargetGroupRow =>
	need(context, context.world.targetGroups, arn, notFound.targetGroup);

const keyOf = ({Id = '', Port}: TargetDescription, {shown}: TargetGroupRow): string =>
	targetKey(Id, Port ?? shown.Port ?? 0);

const invalidTarget = (message: string): ServiceError => new ServiceError('InvalidTarget', message);

const checkTarget = ({Id = ''}: TargetDescription, group: TargetGroupRow, context: Context): void => {
	const instance = find(context.world.instances, Id, context);
	if (!instance) throw invalidTarget(`The following targets are not valid instances: '${Id}'`);
	if (instance.shown.State?.Name !== 'running') {
		throw invalidTarget(`The following targets are not in a running state and cannot be registered: '${Id}'`);
	}
	if (instance.shown.VpcId !== group.shown.VpcId) {
		throw invalidTarget(`The following targets are not in the target group VPC '${group.shown.VpcId}': '${Id}'`);
	}
};

const register = (input: RegisterTargetsInput, context: Context): object => {
	const group = needGroup(input.TargetGroupArn, context);
	const targets = input.Targets ?? [];
	for (const target of targets) checkTarget(target, group, context);
	for (const target of targets) {
		const key = keyOf(target, group);
		const known = group.hidden.targets[key];
		if (known && known.health.State !== 'draining') continue;
		const port = target.Port ?? group.shown.Port ?? 0;
		group.hidden.targets[key] = {port, registeredAt: context.now, health: notInUse};
	}
	startChecks(context);
	return {};
};

/** A target that took traffic drains first; one that is not registered is deregistered with success. */
const deregister = (input: DeregisterTargetsInput, context: Context): object => {
	const group = needGroup(input.TargetGroupArn, context);
	for (const target of input.Targets ?? []) {
		const key = keyOf(target, group);
		const known = group.hidden.targets[key];
		if (!known || known.health.State === 'draining') continue;
		if (known.health.State === 'unused') {
			delete group.hidden.targets[key];
			continue;
		}
		known.health = draining;
		after(context, 'targetDraining', 'target-drained', group.id, {target: key});
	}
	return {};
};

const describe = (input: DescribeTargetHealthInput, context: Context): DescribeTargetHealthOutput => {
	const group = needGroup(input.TargetGroupArn, context);
	refreshHealth(context, group);
	const checkPort = (port: number) =>
		group.shown.HealthCheckPort === 'traffic-port' ? String(port) : group.shown.HealthCheckPort;
	const rows = Object.entries(group.hidden.targets).map(
		([key, {port, health}]): TargetHealthDescription => ({
			Target: {Id: instanceOf(key), Port: port},
			HealthCheckPort: checkPort(port),
			TargetHealth: health,
		}),
	);
	if (!input.Targets) return {TargetHealthDescriptions: rows};
	return {
		TargetHealthDescriptions: input.Targets.map(target => {
			const known = rows.find(row => targetKey(row.Target?.Id ?? '', row.Target?.Port ?? 0) === keyOf(target, group));
			return (
				known ?? {
					Target: target,
					TargetHealth: {
						State: 'unused',
						Reason: 'Target.NotRegistered',
						Description: 'Target is not registered to the target group',
					},
				}
			);
		}),
	};
};

export const operations: readonly Operation[] = [
	operation(RegisterTargets$, register),
	operation(DeregisterTargets$, deregister),
	operation(DescribeTargetHealth$, describe),
];

export const timers: TimerTable = {
	'target-drained': onRow(
		world => world.targetGroups,
		({hidden}, _context, payload) => {
			const key = String(payload['target']);
			if (hidden.targets[key]?.health.State === 'draining') delete hidden.targets[key];
		},
	),
};
