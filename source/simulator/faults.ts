import {unreachable} from '../errors.ts';
import {findRegion, type Zone} from './catalogue.ts';
import {type LimitedCall, throttling} from './limits.ts';
import {type Context, ServiceError} from './operation.ts';
import type {Delivery} from './protocols/protocol.ts';
import type {FailingResource, FaultRule} from './scenario.ts';

/** What goes wrong with one call. */
export type Fault =
	/** Answered with an error; `performed`: after it took effect all the same. */
	| {
			readonly type: 'error';
			readonly code: string;
			readonly message: string;
			/** HTTP. */
			readonly status: number;
			readonly performed?: boolean | undefined;
	  }
	/** The connection is reset; `performed`: after the call took effect, so that only the reply is lost. */
	| {readonly type: 'reset'; readonly performed?: boolean | undefined}
	/** Refused in the service's own words, as if its buckets were empty. */
	| {readonly type: 'throttled'}
	/** Delivered twice; the second reply reaches the client. */
	| {readonly type: 'twice'}
	/** Performed, and answered so many seconds of world time later. */
	| {readonly type: 'late'; readonly seconds: number};

/** A call as faults see it. */
export type FaultyCall = LimitedCall & {
	/** Whether it changes resources. */
	readonly mutating: boolean;
};

/** Says what goes wrong with a call; undefined: nothing. */
export type FaultOf = (call: FaultyCall) => Fault | undefined;

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');

/** Whether a text is like a pattern in which `*` stands for anything, as in a policy; case does not count. */
export const isLike = (pattern: string, text: string): boolean =>
	new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, 'is').test(text);

const zonesOf = (region: string): readonly Zone[] => findRegion(region)?.zones ?? [];

/** All values of an input with their paths, e.g. `TagSpecifications.1.Tags.2.Value`. */
const leavesOf = (value: unknown, path = ''): readonly (readonly [path: string, text: string])[] => {
	if (typeof value !== 'object' || value === null) return [[path, String(value)]];
	const first = Array.isArray(value) ? 1 : 0;
	return Object.entries(value).flatMap(([key, each]) => {
		const name = first === 0 ? key : String(Number(key) + first);
		return leavesOf(each, path === '' ? name : `${path}.${name}`);
	});
};

const isWhere = (where: Readonly<Record<string, string>>, input: unknown): boolean => {
	const leaves = leavesOf(input);
	return Object.entries(where).every(([path, value]) =>
		leaves.some(([at, text]) => isLike(path, at) && isLike(value, text)),
	);
};

/** Whether `wanted` names the zone: by its name, its id, or its place among the region's zones by their ids, counted from 1. */
export const isZone = (wanted: string, zoneId: string | undefined, region: string): boolean => {
	const zones = zonesOf(region).toSorted((a, b) => (a.id < b.id ? -1 : 1));
	const at = zones.findIndex(({id}) => id === zoneId);
	const zone = zones[at];
	return zone !== undefined && [zone.id, zone.name, String(at + 1)].includes(wanted);
};

/** The zones that a call names, directly or by subnets. */
const zonesNamed = (input: unknown, {world, region}: Pick<Context, 'world' | 'region'>): readonly string[] =>
	leavesOf(input).flatMap(([, text]) => {
		const subnet = world.subnets[text]?.shown.AvailabilityZoneId;
		const named = zonesOf(region).find(({id, name}) => id === text || name === text)?.id;
		return subnet ?? named ?? [];
	});

const fits = (rule: FaultRule, call: FaultyCall, context: Context): boolean => {
	const seconds = (context.now - context.world.scenario.since) / 1000;
	const {zone} = rule;
	return (
		isLike(rule.service ?? '*', call.service) &&
		isLike(rule.operation ?? '*', call.operation) &&
		(rule.mutating === undefined || rule.mutating === call.mutating) &&
		seconds >= (rule.from ?? 0) &&
		seconds < (rule.until ?? Number.POSITIVE_INFINITY) &&
		(rule.where === undefined || isWhere(rule.where, call.input)) &&
		(zone === undefined || zonesNamed(call.input, context).some(id => isZone(zone, id, context.region)))
	);
};

/** Whether a rule that fits strikes this time; it counts the calls that it fits. */
const strikes = ({skip = 0, times, probability}: FaultRule, key: string, context: Context): boolean => {
	const {counts} = context.world.scenario;
	const seen = counts[key] ?? 0;
	counts[key] = seen + 1;
	if (seen < skip || (times !== undefined && seen >= skip + times)) return false;
	return probability === undefined || context.random() < probability;
};

/** What the world's scenario does to a call: the first rule that fits and strikes. */
export const faultOfScenario = (call: FaultyCall, context: Context): Fault | undefined => {
	const rules = context.world.scenario.plan.faults ?? [];
	for (const [index, rule] of rules.entries()) {
		if (fits(rule, call, context) && strikes(rule, `faults.${index}`, context)) return rule.fault;
	}
	return undefined;
};

/** How the response to a call is delivered that meets the fault. */
export const deliveryOf = (fault: Fault | undefined): Delivery | undefined => {
	if (fault?.type === 'reset') return {delay: 0, lost: true};
	return fault?.type === 'late' ? {delay: fault.seconds * 1000, lost: false} : undefined;
};

/**
 * Has a call performed as often as its fault lets it be.
 * @throws ServiceError in place of an answer
 */
export const strike = (fault: Fault | undefined, service: string, perform: () => unknown): unknown => {
	switch (fault?.type) {
		case undefined:
		case 'late':
			return perform();
		case 'twice':
			perform();
			return perform();
		case 'throttled':
			throw throttling(service);
		case 'reset':
			if (fault.performed) return perform();
			// Nobody reads it: it only stands in the log of the world's calls.
			throw new ServiceError('ConnectionReset', 'The connection was reset before the request was read', 500);
		case 'error':
			if (fault.performed) perform();
			throw new ServiceError(fault.code, fault.message, fault.status);
		default:
			return unreachable(fault);
	}
};

/** How a resource that is being made shall fail, in AWS's words; `zones` are the ids of those that it is made in. */
export const failureOnDemand = (
	context: Pick<Context, 'world' | 'region'>,
	resource: FailingResource,
	zones: readonly (string | undefined)[],
): {readonly code: string; readonly message: string} | undefined => {
	const failure = context.world.scenario.plan.failures?.[resource];
	if (!failure) return undefined;
	const {zone, times} = failure;
	const isMeant = zone === undefined || zones.some(id => isZone(zone, id, context.region));
	return isMeant && happens(context, `failures.${resource}`, times) ? failure : undefined;
};

/** Counts what a scenario does only so often. @returns whether it happens this time */
export const happens = (context: Pick<Context, 'world'>, key: string, times = Number.POSITIVE_INFINITY): boolean => {
	const {counts} = context.world.scenario;
	const seen = counts[key] ?? 0;
	if (seen >= times) return false;
	counts[key] = seen + 1;
	return true;
};
