import type {Clock} from '../clock.ts';
import type {ErrorClass} from './ports.ts';

/** How often and how long a call is repeated after an error of one class. All in milliseconds. */
export type RetryRule = {
	/** Before the first repetition. */
	readonly delay: number;
	/** Each further delay is that many times the one before. */
	readonly growth: number;
	readonly longestDelay: number;
	/** Counted from the first error of the class; no repetition starts later. */
	readonly budget: number;
};

const seconds = 1000;
const minutes = 60 * seconds;

/** `undefined`: a repetition cannot cure it. Delays have no jitter: one process calls, and its runs are to be repeatable. */
export const retryRules: Readonly<Record<ErrorClass, RetryRule | undefined>> = {
	throttled: {delay: 1 * seconds, growth: 2, longestDelay: 20 * seconds, budget: 10 * minutes},
	// A fresh endpoint service answers 503 and a fresh instance profile is unknown for minutes.
	'not-yet': {delay: 4 * seconds, growth: 1, longestDelay: 4 * seconds, budget: 10 * minutes},
	// Network interfaces of a load balancer were seen to outlive it by 20 minutes.
	dependency: {delay: 3 * seconds, growth: 1.2, longestDelay: 5 * seconds, budget: 25 * minutes},
	// Of a call that changes something only after a look that found nothing.
	ambiguous: {delay: 3 * seconds, growth: 1, longestDelay: 3 * seconds, budget: 10 * minutes},
	// Each repetition is of a new generation: a lost journal may have used up some.
	spent: {delay: 1 * seconds, growth: 1, longestDelay: 1 * seconds, budget: 10 * minutes},
	exists: undefined,
	gone: undefined,
	credentials: undefined,
	fatal: undefined,
};

/** What is repeated while something holds the resource, and for how long it is believed that it will let go, ms. */
export const blockerPatience = {
	/** Nothing that holds it is on its way out. */
	standing: 1 * minutes,
	/** What holds it does not show. Internet gateways were seen to take 12 minutes to detach, subnets 20 to go. */
	unknown: 20 * minutes,
} as const;

/** How long a look goes on after a call that may or may not have happened, ms. */
export const lookPatience = 30 * seconds;

/** Between two looks of that kind, ms. */
export const lookInterval = 3 * seconds;

/** How long AWS may hide what it has just made, ms: Describe calls are eventually consistent. */
export const visibilityPatience = 5 * minutes;

/**
 * The delay before the repetition that follows `attempts` earlier ones, in milliseconds.
 * @param elapsed ms since the first error of this class
 * @returns undefined when there is to be no (further) repetition
 */
export const retryDelay = (errorClass: ErrorClass, attempts: number, elapsed: number): number | undefined => {
	const rule = retryRules[errorClass];
	if (!rule) return undefined;
	const delay = Math.min(rule.longestDelay, rule.delay * rule.growth ** attempts);
	return elapsed + delay > rule.budget ? undefined : delay;
};

/** Counts the repetitions of one call, each class of errors by itself. */
export type Retries = {
	/** To be called at each error. ms until the repetition; undefined: give up. */
	readonly next: (errorClass: ErrorClass) => number | undefined;
};

export const startRetries = (clock: Clock): Retries => {
	const counted = new Map<ErrorClass, {readonly since: number; readonly attempts: number}>();
	return {
		next: errorClass => {
			const {since, attempts} = counted.get(errorClass) ?? {since: clock.now(), attempts: 0};
			counted.set(errorClass, {since, attempts: attempts + 1});
			return retryDelay(errorClass, attempts, clock.now() - since);
		},
	};
};
