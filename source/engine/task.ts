import type {Clock} from '../clock.ts';
import {type Deployment, tagsFor} from '../plan/deployment.ts';
import type {Outputs, Resource, ResourceId} from '../plan/graph.ts';
import type {InputsOf, KindName} from '../plan/kinds.ts';
import type {RunEventBody} from './events.ts';
import type {Pause} from './pause.ts';
import type {Poller} from './poller.ts';
import type {Admission, Classify, Renewed, ResourceKind, ResourceKinds, Target} from './ports.ts';
import {identityOf, type Known, type RunState, unknownResource} from './projection.ts';

/** What building and tearing down take alike. */
export type RunOptions = {
	readonly runId: string;
	readonly resources: readonly Resource[];
	/** For each resource what must be done first: ready in a build, gone in a teardown. */
	readonly needs: ReadonlyMap<ResourceId, readonly ResourceId[]>;
	readonly deployment: Deployment;
	readonly kinds: ResourceKinds;
	readonly admission: Admission;
	readonly classify: Classify;
	readonly clock: Clock;
	/** Stamps the event, journals it (durably where the contract says so), then shows it; synchronous. */
	readonly emit: (event: RunEventBody) => void;
	/** The journal so far, projected. */
	readonly history: RunState;
	/** The ClientToken of a resource in a generation. */
	readonly tokenFor: (resource: ResourceId, generation: number) => string;
	/** Aborted: nothing more starts, what is in flight settles. */
	readonly signal: AbortSignal;
	/** Absent where nobody can sign in again: credentials that run out end the run. */
	readonly renewed?: Renewed;
	/** ARN of the principal that decides. */
	readonly principal: string;
};

/** What one task has at hand. */
export type TaskContext = RunOptions & {
	readonly poller: Poller;
	readonly pause: Pause;
	/** Outputs of what is done in this run. */
	readonly outputs: Map<ResourceId, Outputs>;
	/** The same as its calls want it. */
	readonly targets: Map<ResourceId, Target>;
};

/** The calls of a kind, whichever it is: a target always comes with the calls of its own kind. */
export const callsOf = (kinds: ResourceKinds, name: KindName): ResourceKind => kinds[name] as unknown as ResourceKind;

/** What the journal knows of a resource; of one that it does not name: generation 1, never intended. */
export const knownOf = ({history}: RunOptions, id: ResourceId): Known => history.known.get(id) ?? unknownResource;

/** The resource in one generation, as its calls want it. */
export const targetOf = (
	{deployment, tokenFor}: RunOptions,
	resource: Resource,
	inputs: InputsOf<KindName>,
	{generation, outputs}: Pick<Known, 'generation' | 'outputs'>,
): Target => ({
	id: resource.id,
	kind: resource.kind,
	inputs,
	deployment,
	generation,
	tags: tagsFor(deployment, resource, generation),
	clientToken: tokenFor(resource.id, generation),
	outputs,
});

/** The same target, with what was learnt of it. */
export const learn = (target: Target, outputs: Outputs): Target => ({
	...target,
	outputs: {...target.outputs, ...outputs},
});

/** What the journal calls the resource: its id outside, or for kinds without one its id in the graph. */
export const nameOf = ({kind, id}: Target, outputs: Outputs): string =>
	identityOf(kind, outputs) ?? Object.values(outputs)[0] ?? id;
