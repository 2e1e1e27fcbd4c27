import {z} from 'zod';
import {usageError} from '../errors.ts';
import {quotas} from './quotas.ts';
import {timings} from './timings.ts';

const names = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
	z.enum(Object.keys(table) as [Name, ...Name[]]);

const count = z.int().min(0);
const seconds = z.number().min(0);
const words = {code: z.string().min(1), message: z.string()};

const fault = z.discriminatedUnion('type', [
	z.strictObject({
		type: z.literal('error'),
		...words,
		status: z.int().min(400).max(599).default(400),
		performed: z.boolean().optional(),
	}),
	z.strictObject({type: z.literal('reset'), performed: z.boolean().optional()}),
	z.strictObject({type: z.literal('throttled')}),
	z.strictObject({type: z.literal('twice')}),
	z.strictObject({type: z.literal('late'), seconds}),
]);

/** Which calls a fault meets, by all that is given; of these it lets `skip` through and then strikes `times` times. */
const faultRule = z.strictObject({
	service: z.string().optional(),
	operation: z.string().optional(),
	mutating: z.boolean().optional(),
	where: z.record(z.string(), z.string()).optional(),
	zone: z.string().optional(),
	from: seconds.optional(),
	until: seconds.optional(),
	skip: count.optional(),
	times: count.optional(),
	probability: z.number().min(0).max(1).optional(),
	fault,
});

const failure = z.strictObject({...words, zone: z.string().optional(), times: count.optional()});

/** The resources that can be created and then fail. */
const failing = ['nat-gateway', 'endpoint', 'instance', 'load-balancer'] as const;

const rate = z.strictObject({capacity: z.number().min(1), refillPerSecond: z.number().min(0)});

const share = z.number().min(0).max(1).optional();

/** What goes wrong on the lines of sessions: see `Faults` of the data channel. */
const line = z.strictObject({
	drop: share,
	duplicate: share,
	reorder: share,
	delay: share,
	longestDelay: z.number().min(1).optional(),
	close: z.strictObject({code: z.union([z.literal(1000), z.literal(1006)]), afterFrames: count}).optional(),
	halfOpenAfterFrames: count.optional(),
});

/** What goes wrong in a world, and where it differs from an ordinary account. Everything is optional. */
const scenario = z.strictObject({
	about: z.string().optional(),
	faults: z.array(faultRule).optional(),
	rates: z.record(z.string(), z.union([z.literal('unlimited'), rate])).optional(),
	quotas: z.partialRecord(names(quotas), count).optional(),
	capacity: z.record(z.string(), count).optional(),
	timings: z.partialRecord(names(timings), z.union([z.literal('never'), seconds])).optional(),
	failures: z.partialRecord(z.enum(failing), failure).optional(),
	denied: z.array(z.string().regex(/^[\w*-]+:[\w*]+$/, 'is not of the form service:Action')).optional(),
	credentials: z.strictObject({seconds, signIns: count.default(1), renewedAfter: seconds.optional()}).optional(),
	agents: z.strictObject({firstTry: z.enum(['denied', 'unreachable']), times: count.optional()}).optional(),
	decision: z.strictObject({answer: z.enum(['accept', 'reject']), seconds}).optional(),
	sessions: z
		.strictObject({
			/** Of the account's session preferences: sessions are encrypted. */
			kmsKeyId: z.string().min(1).optional(),
			line: line.optional(),
		})
		.optional(),
	blockPublicAccess: z.enum(['block-ingress', 'block-bidirectional']).optional(),
	guardDuty: z.strictObject({seconds}).optional(),
	freePlan: z.boolean().optional(),
});

/** The names of all that may stand in a scenario and in its rules. */
export const scenarioMembers: readonly string[] = [scenario, faultRule].flatMap(({shape}) => Object.keys(shape));

export type Scenario = z.infer<typeof scenario>;
export type FaultRule = z.infer<typeof faultRule>;
export type FailingResource = (typeof failing)[number];

/** A scenario as a world keeps it: plain data, saved and forked with the world. */
export type ScenarioState = {
	readonly plan: Scenario;
	/** World time from which its seconds count, ms. */
	readonly since: number;
	/** How often what is counted has happened, by the place in the plan. */
	counts: Record<string, number>;
	/** World time of the last sign-in, ms, and how many there were. */
	signedInAt: number;
	signIns: number;
};

/** A scenario that begins at `now` (world time, ms), when its user signs in. */
export const beginScenario = (plan: Scenario, now: number): ScenarioState => ({
	plan,
	since: now,
	counts: {},
	signedInAt: now,
	signIns: 1,
});

/** The place of an issue as it is written in JavaScript: `faults[2].fault.status`. */
const placeOf = (path: readonly PropertyKey[]): string =>
	path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('');

const complaintOf = ({path, message}: z.core.$ZodIssue): string =>
	`${placeOf(path) || 'the scenario'}: ${message.slice(0, 1).toLowerCase()}${message.slice(1)}`;

/** @throws UserError (exit 2) naming each place in the JSON that does not fit; `source` is what it was read from */
export const parseScenario = (text: string, source: string): Scenario => {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw usageError(`The scenario in ${source} is no JSON: ${(error as Error).message}`);
	}
	const parsed = scenario.safeParse(value);
	if (parsed.success) return parsed.data;
	throw usageError(`The scenario in ${source} does not fit:`, parsed.error.issues.map(complaintOf));
};
