import {ServiceError} from './operation.ts';
import type {World} from './world.ts';

/** A token bucket: `capacity` at once, then `refillPerSecond`. */
export type Rate = {readonly capacity: number; readonly refillPerSecond: number};

/** Rates that a scenario sets, by operation; `*` stands for all others. */
export type RateOverrides = Readonly<Record<string, Rate | 'unlimited'>>;

/** What a call takes from one bucket. */
type Toll = Rate & {
	/** Calls with the same key share a bucket, in one account and region. */
	readonly key: string;
	readonly cost: number;
};

/** A call as its limits see it. */
export type LimitedCall = {
	/** As it stands in the credential scope. */
	readonly service: string;
	readonly operation: string;
	readonly account: string;
	readonly region: string;
	readonly input: Readonly<Record<string, unknown>>;
};

const rate = (capacity: number, refillPerSecond: number): Rate => ({capacity, refillPerSecond});

/**
 * EC2, for each account, region and operation; `unfiltered` is for the large listings without ids and filters.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const ec2 = {
	reading: rate(100, 20),
	unfiltered: rate(50, 10),
	mutating: rate(50, 5),
	/** One token for each instance, beside the one for the call. */
	launchedInstances: rate(1000, 2),
	exceptions: {
		RunInstances: rate(5, 2),
		CreateTags: rate(100, 10),
		CreateVpcEndpoint: rate(4, 0.3),
		ModifyVpcEndpoint: rate(4, 0.3),
		DeleteVpcEndpoints: rate(4, 0.3),
		CreateVpcEndpointServiceConfiguration: rate(10, 1),
		ModifyVpcEndpointServiceConfiguration: rate(10, 1),
		DeleteVpcEndpointServiceConfigurations: rate(10, 1),
		ModifyVpcEndpointServicePermissions: rate(10, 1),
		AcceptVpcEndpointConnections: rate(10, 1),
		RejectVpcEndpointConnections: rate(10, 1),
		CreateNatGateway: rate(10, 1),
		DeleteNatGateway: rate(10, 1),
	} as Readonly<Record<string, Rate>>,
};

const largeListings: readonly string[] = [
	'DescribeInstances',
	'DescribeNetworkInterfaces',
	'DescribeSecurityGroups',
	'DescribeSecurityGroupRules',
];

/**
 * Elastic Load Balancing: every call takes from the account's bucket, too; what reads shares one.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
 */
const elasticLoadBalancing = {
	account: rate(40, 10),
	reading: rate(40, 10),
	mutating: rate(20, 3),
	exceptions: {
		CreateLoadBalancer: rate(10, 0.2),
		SetSubnets: rate(10, 0.2),
		RegisterTargets: rate(20, 4),
		DeregisterTargets: rate(20, 4),
	} as Readonly<Record<string, Rate>>,
};

/** IAM, STS and Systems Manager publish no buckets: guesses. */
const guessed = {reading: rate(40, 10), mutating: rate(20, 5)};

const isReading = (operation: string): boolean => /^(Describe|Get|List)/.test(operation);

const isUnfiltered = (input: LimitedCall['input']): boolean =>
	Object.entries(input).every(
		([name, value]) => ['MaxResults', 'NextToken', 'DryRun'].includes(name) || value === undefined,
	);

const ec2Tolls = ({operation, input}: LimitedCall): readonly Toll[] => {
	const large = largeListings.includes(operation) && isUnfiltered(input);
	const own = ec2.exceptions[operation] ?? (large ? ec2.unfiltered : isReading(operation) ? ec2.reading : ec2.mutating);
	const call = {key: large ? `${operation} unfiltered` : operation, cost: 1, ...own};
	if (operation !== 'RunInstances') return [call];
	const {MaxCount} = input;
	const cost = typeof MaxCount === 'number' ? MaxCount : 1;
	return [call, {key: 'RunInstances instances', cost, ...ec2.launchedInstances}];
};

const elasticLoadBalancingTolls = ({operation}: LimitedCall): readonly Toll[] => [
	{key: 'account', cost: 1, ...elasticLoadBalancing.account},
	isReading(operation)
		? {key: 'reading', cost: 1, ...elasticLoadBalancing.reading}
		: {key: operation, cost: 1, ...(elasticLoadBalancing.exceptions[operation] ?? elasticLoadBalancing.mutating)},
];

/** What AWS takes for a call, from which buckets. */
export const tollsOf = (call: LimitedCall): readonly Toll[] => {
	switch (call.service) {
		case 'ec2':
			return ec2Tolls(call);
		case 'elasticloadbalancing':
			return elasticLoadBalancingTolls(call);
		default: {
			const own = isReading(call.operation) ? guessed.reading : guessed.mutating;
			return [{key: call.operation, cost: 1, ...own}];
		}
	}
};

/** What each service says to whoever asks too often. */
export const throttling = (service: string): ServiceError => {
	switch (service) {
		case 'ec2':
			return new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503);
		case 'ssm':
			return new ServiceError('ThrottlingException', 'Rate exceeded', 400);
		default:
			return new ServiceError('Throttling', 'Rate exceeded', 400);
	}
};

const overridden = (call: LimitedCall, overrides: RateOverrides): readonly Toll[] => {
	const override = overrides[call.operation] ?? overrides['*'];
	if (override === undefined) return tollsOf(call);
	return override === 'unlimited' ? [] : [{key: call.operation, cost: 1, ...override}];
};

/**
 * Takes the tokens of one call out of the world's buckets; a refused call takes none.
 * @param now world time, ms
 * @throws ServiceError in the service's own words when a bucket has too few
 */
export const takeTokens = (world: World, call: LimitedCall, now: number, overrides: RateOverrides = {}): void => {
	const taken = overridden(call, overrides).map(({key, cost, capacity, refillPerSecond}) => {
		const place = `${call.account} ${call.region} ${call.service} ${key}`;
		const {tokens, at} = world.buckets[place] ?? {tokens: capacity, at: now};
		const filled = Math.min(capacity, tokens + (Math.max(0, now - at) / 1000) * refillPerSecond);
		return {place, left: filled - cost};
	});
	// Tokens are fractions: what rounding takes from a whole one must not cost a call.
	if (taken.some(({left}) => left < -1e-9)) throw throttling(call.service);
	for (const {place, left} of taken) world.buckets[place] = {tokens: Math.max(0, left), at: now};
};
