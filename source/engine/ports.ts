import type {Deployment} from '../plan/deployment.ts';
import type {Outputs, ResourceId} from '../plan/graph.ts';
import type {InputsOf, KindName} from '../plan/kinds.ts';
import type {DecisionAnswer, DecisionRequest} from './events.ts';

/** One resource as the calls see it: every reference resolved. */
export type Target<Name extends KindName = KindName> = {
	readonly id: ResourceId;
	readonly kind: Name;
	readonly inputs: InputsOf<Name>;
	readonly deployment: Deployment;
	/** Counts up when a resource that failed for good is made anew. */
	readonly generation: number;
	/** The tags to create it with, and to find it by. */
	readonly tags: Readonly<Record<string, string>>;
	/** Deterministic: hash of deployment id, resource and generation; at most 64 ASCII characters. */
	readonly clientToken: string;
	/** What is known of it from its creation or the journal; empty when nothing is. */
	readonly outputs: Outputs;
};

/** What AWS shows of a resource. `absent`: nothing with its tags or natural key is there (or it is deleted). */
export type Observation =
	| {readonly state: 'absent'}
	| (Shown & {readonly state: 'pending'})
	| (Shown & {readonly state: 'ready'})
	/** It will never be ready: only a new generation will. */
	| (Shown & {readonly state: 'failed'})
	/** It stands, but is not what the plan wants; `detail` says in what. Nobody but a person can say which of the two is right. */
	| (Shown & {readonly state: 'different'})
	/** It is on its way out, by our call or somebody else's. */
	| (Shown & {readonly state: 'going'});

type Shown = {
	/** AWS's word for the state. */
	readonly detail: string;
	readonly outputs: Outputs;
	/** What else stands with the same tags: of an older generation, or made by a request that was delivered twice. */
	readonly others?: readonly Outputs[];
};

/** The operations a kind calls, by AWS's names; admission is asked for each before it is sent. */
export type KindOperations = {
	/** Absent: nothing is made, the resource is only waited for. */
	readonly create?: string;
	/** Absent: it goes with its parent. */
	readonly destroy?: string;
	/** The calls of one `observe`. */
	readonly observe: readonly string[];
	/** The call of `isOurs`. */
	readonly isOurs?: string;
};

/** The calls of one kind. Each method makes AWS calls and throws what the SDK throws. */
export type ResourceKind<Name extends KindName = KindName> = {
	readonly operations: KindOperations;
	/**
	 * Looks at all `targets` (of one deployment) with one batched Describe per parent, by tag or natural key, so that it
	 * also finds what a lost reply made. Serves adoption, polling and teardown alike.
	 */
	readonly observe: (targets: readonly Target<Name>[]) => Promise<ReadonlyMap<ResourceId, Observation>>;
	/** One mutating call, tagged on creation, with the ClientToken where the API takes one. */
	readonly create?: (target: Target<Name>) => Promise<Outputs>;
	/** One mutating call; "already gone" is success. `outputs` are those last observed. */
	readonly destroy?: (target: Target<Name>) => Promise<void>;
	/** A request to create it that is delivered twice makes two: AWS takes no token and no unique name for it. */
	readonly canDouble?: true;
	/**
	 * Whether AWS shows now that it carries our deployment's tag, or is part of what does: asked before each `destroy`.
	 * Absent: nothing is destroyed.
	 */
	readonly isOurs?: (target: Target<Name>) => Promise<boolean>;
	/** Asked when it takes much longer than usual. */
	readonly delays?: (target: Target<Name>) => Promise<Delay>;
	/** On a DependencyViolation: what holds the resource, one line each, and whether it is on its way out. */
	readonly blockers?: (target: Target<Name>) => Promise<readonly Blocker[]>;
};

/** What may keep a resource from being ready, a sentence each, and what a person can do about it. */
export type Delay = {readonly causes: readonly string[]; readonly nextSteps: readonly string[]};

export type Blocker = {readonly description: string; readonly going: boolean};

/** The calls of all kinds, by kind. */
export type ResourceKinds = {readonly [Name in KindName]: ResourceKind<Name>};

/**
 * What an error means for the one who called:
 * - `throttled`: nothing happened, come back later
 * - `not-yet`: AWS is not ready for it though it will be (eventual consistency, profile propagation, 503 of a fresh service)
 * - `dependency`: something still holds the resource
 * - `ambiguous`: it may or may not have happened (timeout, reset, 5xx)
 * - `exists`: it is there already: look at it
 * - `gone`: it is not there any more
 * - `spent`: its ClientToken stands for something else, or for what is gone: only a new generation makes another one
 * - `credentials`: expired or missing
 * - `fatal`: a retry cannot cure it (permission, quota, bad parameter)
 */
export type ErrorClass =
	| 'throttled'
	| 'not-yet'
	| 'dependency'
	| 'ambiguous'
	| 'exists'
	| 'gone'
	| 'spent'
	| 'credentials'
	| 'fatal';

export type ClassifiedError = {
	readonly class: ErrorClass;
	readonly code: string;
	/** In AWS's own words. */
	readonly message: string;
	/** What that means, in ours; absent where AWS's words say it all. */
	readonly why?: string;
	readonly nextSteps: readonly string[];
	/** Nothing else can come to its end either: the run starts nothing more. */
	readonly stops?: boolean;
};

/** Classifies whatever a `ResourceKind` threw; unknown codes are `fatal`, errors that are not AWS's are thrown again. */
export type Classify = (error: unknown, operation: string) => ClassifiedError;

/** Client-side token buckets, one per operation: resolves when the call may be sent. */
export type Admission = {readonly admit: (operation: string, signal?: AbortSignal) => Promise<void>};

/** Resolves once AWS takes the credentials again: somebody has signed in. */
export type Renewed = (signal: AbortSignal) => Promise<void>;

/** Answers a pending connection; the engine ends the wait through `signal` when AWS shows that somebody else did. */
export type Decide = (request: DecisionRequest, signal: AbortSignal) => Promise<DecisionAnswer>;

/** The journal's file. All methods are synchronous: a virtual clock must not move while they work. */
export type JournalFile = {
	/** Appends one line; not durable until `sync`. */
	readonly append: (line: string) => void;
	/** fsync: what was appended survives a crash. */
	readonly sync: () => void;
	/** All complete lines. */
	readonly read: () => readonly string[];
	/** Takes the lock of the deployment; returns its release. @throws DeploymentBusy naming the pid that holds it. */
	readonly lock: () => () => void;
};
