import type {ResourceKind, ResourceKinds} from '../engine/ports.ts';
import type {KindName} from '../plan/kinds.ts';
import type {AwsClients} from './clients.ts';
import {AwsError, classify} from './errors.ts';
import {explainQuota} from './quotas.ts';

const goOn = 'Then run the same command again: it goes on where it stopped.';

type Denial = {
	readonly principal: string;
	readonly action: string;
	readonly resource: string;
	/** Whether a policy says no; else none says yes. */
	readonly explicit: boolean;
	/** The policy's type, e.g. `service control policy`; empty where it is not told. */
	readonly policy: string;
};

/** What an encoded message says of who may not do what: EC2 is the only one to encode, and may leave its own prefix out. */
const decoded = (text: string): Denial | undefined => {
	const {context, explicitDeny: explicit = false} = JSON.parse(text) as {
		readonly explicitDeny?: boolean;
		readonly context?: {
			readonly principal?: {readonly arn?: string};
			readonly action?: string;
			readonly resource?: string;
		};
	};
	const {principal, action, resource = '*'} = context ?? {};
	if (!principal?.arn || !action) return undefined;
	const named = action.includes(':') ? action : `ec2:${action}`;
	return {principal: principal.arn, action: named, resource, explicit, policy: ''};
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html has the forms. */
const spoken =
	/(?<principal>arn:\S+) is not authorized to perform: (?<action>\S+)(?: on resource: (?<resource>\S+))?(?: (?<explicit>with an explicit deny)(?: in an? (?<denying>[\w -]+))?| because no (?<silent>[\w -]+?) allows)?/;

/** Who may not do what: as the message says, or as AWS decodes it for those who may ask. */
const denialIn = async (clients: AwsClients, message: string): Promise<Denial | undefined> => {
	const {principal, action, resource = '*', explicit, denying, silent} = spoken.exec(message)?.groups ?? {};
	if (principal && action) {
		return {principal, action, resource, explicit: explicit !== undefined, policy: denying ?? silent ?? ''};
	}
	const encoded = /Encoded authorization failure message: (\S+)/.exec(message)?.[1];
	if (encoded === undefined) return undefined;
	const sts = await clients.sts();
	const {DecodedMessage} = await sts.decodeAuthorizationMessage({EncodedMessage: encoded});
	return DecodedMessage === undefined ? undefined : decoded(DecodedMessage);
};

const withArticle = (words: string): string => `${/^[aeiou]/.test(words) ? 'An' : 'A'} ${words}`;

/** No permission outweighs an explicit denial; every type of policy that applies has to allow what none denies. */
const adviceOn = ({principal, action, resource, explicit, policy}: Denial): readonly string[] => {
	if (explicit) {
		return [
			`${withArticle(policy || 'policy')} denies it, which no permission outweighs: have whoever administrates the account or its organization except ${principal}, or use another account or --region.`,
		];
	}
	const statement = JSON.stringify({Effect: 'Allow', Action: action, Resource: resource});
	const where = policy === '' || policy === 'identity-based policy' ? 'a policy' : `the ${policy}`;
	return [`Have whoever administrates the account add to ${where} of ${principal}: ${statement}`];
};

const explainDenial = async (clients: AwsClients, code: string, message: string): Promise<AwsError | undefined> => {
	const denial = await denialIn(clients, message);
	if (!denial) return undefined;
	const {principal, action, resource} = denial;
	const steps = [...adviceOn(denial), goOn];
	return new AwsError(code, `${principal} is not authorized to perform ${action} on ${resource}.`, steps);
};

/** AWS names the zone that has none left, and those that have some. */
const explainCapacity = (code: string, message: string): AwsError | undefined => {
	const zone = /you requested \(([^)]+)\)/.exec(message)?.[1];
	const [one, other] = /or choosing ([\w, -]+)/.exec(message)?.[1]?.split(', ') ?? [];
	if (zone === undefined || one === undefined || other === undefined) return undefined;
	return new AwsError(code, message, [
		`${zone} has none left: tear this down, then build it in other zones, for example: privatelink-wizard up --azs ${one},${other}`,
		'Or wait and run the same command again: it goes on in the zones that it has.',
	]);
};

const explained = async (clients: AwsClients, error: unknown, operation: string): Promise<unknown> => {
	const {code, message} = classify(error, operation);
	if (/^(UnauthorizedOperation|AccessDenied)$/.test(code)) return explainDenial(clients, code, message);
	if (code === 'InsufficientInstanceCapacity') return explainCapacity(code, message);
	return explainQuota(clients, code, message);
};

/**
 * The error that a person can do most with: one that AWS encodes is decoded, a quota is named with what is used of it. What
 * cannot be looked up stays as it is.
 * @throws the error itself when it is not AWS's, the SDK's or the network's
 */
export const explain = async (clients: AwsClients, error: unknown, operation: string): Promise<unknown> => {
	try {
		return (await explained(clients, error, operation)) ?? error;
	} catch (another) {
		classify(another, operation);
		return error;
	}
};

const explaining = (clients: AwsClients, kind: ResourceKind): ResourceKind => {
	const {observe, create, destroy, operations} = kind;
	const better =
		<In, Out>(call: (what: In) => Promise<Out>, operation = 'Describe') =>
		async (what: In): Promise<Out> => {
			try {
				return await call(what);
			} catch (error) {
				throw await explain(clients, error, operation);
			}
		};
	return {
		...kind,
		observe: better(observe, operations.observe[0]),
		...(create ? {create: better(create, operations.create)} : {}),
		...(destroy ? {destroy: better(destroy, operations.destroy)} : {}),
	};
};

/** The calls of all kinds, whose errors say as much as AWS can be asked for. */
export const withExplanations = (clients: AwsClients, kinds: ResourceKinds): ResourceKinds => {
	const entries = Object.entries(kinds) as unknown as readonly [KindName, ResourceKind][];
	return Object.fromEntries(
		entries.map(([name, kind]) => [name, explaining(clients, kind)]),
	) as unknown as ResourceKinds;
};
