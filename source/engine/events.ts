import type {Deployment} from '../plan/deployment.ts';
import type {Outputs, ResourceId, Side} from '../plan/graph.ts';
import type {KindName} from '../plan/kinds.ts';

/** The version of this contract: of `--output json` and of the journal. */
export const eventVersion = 1;

export type Verb = 'up' | 'down' | 'verify' | 'approve';

/** How a run ended; the process's exit code follows from it. */
export type RunOutcome =
	| 'done'
	| 'waiting'
	| 'needs-input'
	| 'rejected'
	| 'declined'
	| 'unverified'
	| 'failed'
	| 'foreign-left'
	| 'interrupted';

export type TaskSummary = {
	readonly id: ResourceId;
	readonly kind: KindName;
	readonly side: Side;
	readonly label: string;
	readonly needs: readonly ResourceId[];
	/** How long it usually takes, in seconds of AWS time. */
	readonly expectedSeconds: number;
};

/** What went wrong, in AWS's own words where AWS said something, and what to do. */
export type EventError = {
	readonly code: string;
	readonly message: string;
	/** What that means; absent where the message says it all. */
	readonly why?: string;
	readonly nextSteps: readonly string[];
};

export type DecisionAnswer = 'accept' | 'reject' | 'later';

/** A pending endpoint connection, as the person who decides needs to see it. */
export type DecisionRequest = {
	readonly task: ResourceId;
	readonly endpointId: string;
	readonly serviceId: string;
	readonly serviceName: string;
	/** Account that owns the endpoint. */
	readonly owner: string;
	readonly vpcId: string;
	readonly region: string;
	/** ISO 8601: since when AWS shows the connection. */
	readonly since: string;
};

/** Something that still stands after a teardown. */
export type Remainder = {
	readonly kind: string;
	readonly id: string;
	readonly vpcId?: string;
	/** Who holds it: an account, a requester, a tag. */
	readonly owner?: string;
	/** USD per hour, 0 where it is free. */
	readonly hourlyCost: number;
	/** The AWS CLI command that removes it, for whoever may; of others' things only. */
	readonly removal?: string;
};

export type RunEventBody =
	| ({readonly type: 'deployment-born'; readonly version: number} & Deployment)
	/**
	 * The deployment was found by its tags where no journal of it was; what follows is all that is known of it. `by` is the
	 * ARN of the principal that goes on with it.
	 */
	| {
			readonly type: 'deployment-adopted';
			readonly by: string;
			/** What was shown of the plan's resources; without `resourceId` where only its parts were. */
			readonly resources: readonly {
				readonly task: ResourceId;
				readonly generation: number;
				readonly resourceId?: string;
			}[];
	  }
	| {
			readonly type: 'run-started';
			readonly version: number;
			readonly verb: Verb;
			readonly target: string;
			/** `<name>.<id>` */
			readonly deployment: string;
			readonly tasks: readonly TaskSummary[];
	  }
	/** AWS takes the credentials no longer: nothing more is sent until somebody has signed in again. */
	| {readonly type: 'run-paused'; readonly error: EventError}
	| {readonly type: 'run-resumed'}
	| {readonly type: 'task-started'; readonly task: ResourceId; readonly generation: number}
	/** `observed` is AWS's last word on the state; `reason` says what is awaited. Not in the journal. */
	| {
			readonly type: 'task-waiting';
			readonly task: ResourceId;
			readonly reason: string;
			readonly observed: string;
			readonly polls: number;
	  }
	/** Durable before the call is sent. */
	| {
			readonly type: 'call-intended';
			readonly task: ResourceId;
			readonly operation: string;
			readonly generation: number;
			readonly clientToken: string;
	  }
	/** Durable after the call, before any renderer hears of it. One of `resourceId` and `errorCode` is present. */
	| {
			readonly type: 'call-settled';
			readonly task: ResourceId;
			readonly operation: string;
			readonly generation: number;
			readonly resourceId?: string;
			readonly errorCode?: string;
	  }
	| {
			readonly type: 'task-done';
			readonly task: ResourceId;
			readonly generation: number;
			readonly outputs: Outputs;
			/** True when it stood already (build) or was gone already (teardown). */
			readonly found: boolean;
	  }
	| {readonly type: 'task-failed'; readonly task: ResourceId; readonly error: EventError}
	| {readonly type: 'decision-needed'; readonly request: DecisionRequest}
	/** `by` is the deciding principal's ARN, or `outside` when AWS shows a decision that this run did not make. */
	| {
			readonly type: 'decision-made';
			readonly endpointId: string;
			readonly answer: DecisionAnswer;
			readonly by: string;
	  }
	| {
			readonly type: 'request-verified';
			readonly url: string;
			readonly status: number;
			readonly server: string;
			readonly remoteAddress: string;
			readonly body: string;
			/** How the request's command was carried to the instance: a session document, or Run Command. */
			readonly way?: string;
	  }
	| {readonly type: 'verification-failed'; readonly url: string; readonly reason: string}
	| {
			readonly type: 'sweep-finished';
			readonly remaining: {readonly ours: readonly Remainder[]; readonly foreign: readonly Remainder[]};
			/** What was described, e.g. `NAT gateways`. */
			readonly checked: readonly string[];
	  }
	| {readonly type: 'run-finished'; readonly outcome: RunOutcome; readonly message?: string};

/** One event of a run: the public contract of `--output json` and the journal's format. `at` is AWS time, ISO 8601. */
export type RunEvent = {readonly at: string; readonly runId: string} & RunEventBody;

export type RunEventType = RunEvent['type'];
