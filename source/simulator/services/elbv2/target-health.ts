import type {TargetHealth} from '@aws-sdk/client-elastic-load-balancing-v2';
import {healthCheckReaches} from '../../../network/load-balancer-walk.ts';
import {httpResponse} from '../../machines/web-server.ts';
import {describeNetwork} from '../../network-state.ts';
import type {Context, TimerTable} from '../../operation.ts';
import type {World} from '../../world.ts';
import {drawMilliseconds, rowsIn} from '../ec2/rows.ts';
import {matches} from './health-check-settings.ts';
import {listenersTo} from './listeners.ts';

type GroupRow = World['targetGroups'][string];
type TargetRecord = GroupRow['hidden']['targets'][string];

/** Targets are recorded by `<instance id>:<port>`: one instance may serve on several ports. */
export const targetKey = (instanceId: string, port: number): string => `${instanceId}:${port}`;

export const instanceOf = (key: string): string => key.split(':')[0] ?? '';

const words = {
	registering: {
		State: 'initial',
		Reason: 'Elb.RegistrationInProgress',
		Description: 'Target registration is in progress',
	},
	checking: {State: 'initial', Reason: 'Elb.InitialHealthChecking', Description: 'Initial health checks in progress'},
	healthy: {State: 'healthy'},
	notInUse: {
		State: 'unused',
		Reason: 'Target.NotInUse',
		Description: 'Target group is not configured to receive traffic from the load balancer',
	},
	stopped: {State: 'unused', Reason: 'Target.InvalidState', Description: 'Target is in the stopped state'},
	draining: {
		State: 'draining',
		Reason: 'Target.DeregistrationInProgress',
		Description: 'Target deregistration is in progress',
	},
	failed: {State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed'},
	timeout: {State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out'},
} as const satisfies Readonly<Record<string, TargetHealth>>;

export const notInUse: TargetHealth = words.notInUse;
export const draining: TargetHealth = words.draining;

/** One health check of a target: undefined when it passes, else what its state is after enough of them. */
const check = (context: Context, group: GroupRow, key: string): TargetHealth | undefined => {
	const instanceId = instanceOf(key);
	const {verdict} = healthCheckReaches(describeNetwork(context.world, group.region), group.id, instanceId);
	if ('dropped' in verdict) return verdict.kind === 'timeout' ? words.timeout : words.failed;
	if (group.shown.HealthCheckProtocol === 'TCP') return undefined;
	const machine = context.world.machines[instanceId];
	const answer = machine && httpResponse(machine, verdict.port, group.shown.HealthCheckPath ?? '/');
	if (!answer) return words.failed;
	if (matches(group.shown.Matcher?.HttpCode, answer.status)) return undefined;
	return {
		State: 'unhealthy',
		Reason: 'Target.ResponseCodeMismatch',
		Description: `Health checks failed with these codes: [${answer.status}]`,
	};
};

const isRunning = (context: Context, key: string): boolean =>
	context.world.instances[instanceOf(key)]?.shown.State?.Name === 'running';

/** Whether a listener of an active load balancer uses the group. */
const isServed = (context: Context, group: GroupRow): boolean =>
	listenersTo(context, group.id).some(
		({shown}) => context.world.loadBalancers[shown.LoadBalancerArn ?? '']?.shown.State?.Code === 'active',
	);

/** A check that is due later; its `streak` counts passed checks up from 0, failed ones down. */
const isChecked = (context: Context, group: GroupRow, key: string): boolean =>
	context.world.timers.some(
		({kind, payload}) => kind === 'target-check' && payload['id'] === group.id && payload['target'] === key,
	);

const scheduleCheck = (context: Context, group: GroupRow, key: string, milliseconds: number, streak: number): void =>
	context.schedule(milliseconds, 'target-check', {id: group.id, target: key, streak});

/** Begins to check the targets that wait for a load balancer and now have one. */
export const startChecks = (context: Context): void => {
	for (const group of rowsIn(context, context.world.targetGroups)) {
		if (listenersTo(context, group.id).length === 0) continue;
		for (const [key, target] of Object.entries(group.hidden.targets)) {
			if (target.health.State !== 'unused' && target.health.State !== 'initial') continue;
			if (!isRunning(context, key) || isChecked(context, group, key)) continue;
			target.health = words.registering;
			if (isServed(context, group)) scheduleCheck(context, group, key, drawMilliseconds(context, 'targetInitial'), 0);
		}
	}
};

/** Checks once; goes on at the group's interval until the state is certain, then rests until something differs. */
const checkOnce = (context: Context, group: GroupRow, key: string, target: TargetRecord, streak: number): void => {
	const failure = check(context, group, key);
	const next = failure ? Math.min(streak, 0) - 1 : Math.max(streak, 0) + 1;
	const {HealthyThresholdCount = 5, UnhealthyThresholdCount = 2, HealthCheckIntervalSeconds = 30} = group.shown;
	if (next >= HealthyThresholdCount || (failure && -next >= UnhealthyThresholdCount)) {
		target.health = failure ?? words.healthy;
		target.lookedAt = context.now;
	} else {
		if (target.health.State === 'initial') target.health = words.checking;
		scheduleCheck(context, group, key, HealthCheckIntervalSeconds * 1000, next);
	}
};

/** How long the checks take to be certain of a change, ms. */
const certainAfter = ({shown}: GroupRow, failed: boolean): number => {
	const {HealthyThresholdCount = 5, UnhealthyThresholdCount = 2, HealthCheckIntervalSeconds = 30} = shown;
	return HealthCheckIntervalSeconds * 1000 * (failed ? UnhealthyThresholdCount : HealthyThresholdCount);
};

/** What becomes of a target by itself: it stops, its group loses its listener, or its checks come out differently. */
const refreshOne = (context: Context, group: GroupRow, key: string, target: TargetRecord): void => {
	if (target.health.State === 'draining') return;
	if (listenersTo(context, group.id).length === 0) {
		target.health = words.notInUse;
		return;
	}
	if (!isRunning(context, key)) {
		target.health = words.stopped;
		return;
	}
	if (target.health.State === 'healthy' || target.health.State === 'unhealthy') {
		if (isChecked(context, group, key)) return;
		const failure = check(context, group, key);
		if ((failure === undefined) === (target.health.State === 'healthy')) target.lookedAt = context.now;
		// Whoever looks seldom finds what the checks have long come to.
		else if (context.now - (target.lookedAt ?? context.now) > certainAfter(group, failure !== undefined)) {
			target.health = failure ?? words.healthy;
			target.lookedAt = context.now;
		} else checkOnce(context, group, key, target, 0);
	}
};

/**
 * Brings the health of a group's targets up to now. A certain state is looked at only when somebody asks for it, so that
 * an idle world has nothing to do.
 */
export const refreshHealth = (context: Context, group: GroupRow): void => {
	for (const [key, target] of Object.entries(group.hidden.targets)) refreshOne(context, group, key, target);
	startChecks(context);
};

export const timers: TimerTable = {
	'target-check': ({id, target: key, streak}, context) => {
		const group = context.world.targetGroups[String(id)];
		const target = group?.hidden.targets[String(key)];
		if (!group || !target || target.health.State === 'draining') return;
		if (!isServed(context, group) || !isRunning(context, String(key))) refreshOne(context, group, String(key), target);
		else checkOnce(context, group, String(key), target, Number(streak));
	},
};
