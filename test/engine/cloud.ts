import {type Clock, virtualClock} from '../../source/clock.ts';
import {createAdmission} from '../../source/engine/admission.ts';
import type {RunEvent, RunEventBody, Verb} from '../../source/engine/events.ts';
import type {
	Blocker,
	Classify,
	Decide,
	ErrorClass,
	Observation,
	Renewed,
	ResourceKind,
	ResourceKinds,
	Target,
} from '../../source/engine/ports.ts';
import {emptyRun, project, type RunState} from '../../source/engine/projection.ts';
import {build, type RunResult, summarize, teardown} from '../../source/engine/run.ts';
import {needsOf, type Resource, type ResourceId} from '../../source/plan/graph.ts';
import {type KindName, kinds as onPaper} from '../../source/plan/kinds.ts';
import {deployment} from '../helpers/deployment.ts';

/** A resource whose kind matters little: what counts is what it needs. */
export const resource = (
	id: ResourceId,
	kind: KindName,
	after: readonly ResourceId[] = [],
	inputs: Readonly<Record<string, unknown>> = {},
): Resource => ({id, kind, side: 'provider', label: id, inputs: inputs as never, after});

/** What the fake answers in place of AWS. */
export class FakeError extends Error {
	readonly class: ErrorClass;

	constructor(errorClass: ErrorClass) {
		super(`AWS says ${errorClass}`);
		this.class = errorClass;
	}
}

const classify: Classify = error => {
	if (!(error instanceof FakeError)) throw error;
	const stops = error.class === 'credentials';
	return {class: error.class, code: `Code.${error.class}`, message: error.message, nextSteps: [], stops};
};

/** How one resource behaves; all optional. Errors are thrown attempt by attempt; `lost`: it happens, the answer is lost. */
export type Script = {
	readonly readySeconds?: number;
	readonly goneSeconds?: number;
	/** Describe shows it only after this time. */
	readonly hiddenSeconds?: number;
	/** In place of ready it fails, in these words. */
	readonly failure?: string;
	readonly createErrors?: readonly (ErrorClass | 'lost' | 'ok')[];
	readonly destroyErrors?: readonly (ErrorClass | 'ok')[];
	/** While true, destroy answers `dependency`. */
	readonly held?: (seconds: number) => readonly Blocker[];
	/** AWS does not show our tag on it: not at all, or not before this time. */
	readonly foreign?: true;
	readonly tagSeconds?: number;
	/** How long the calls take. */
	readonly callSeconds?: number;
};

export type Thing = {
	readonly name: string;
	readonly generation: number;
	readonly token: string;
	readonly madeAt: number;
	destroyedAt?: number;
	/** Overrides what time makes of it. */
	state?: Exclude<Observation['state'], 'absent'>;
	detail?: string;
};

export type Call = {
	readonly at: number;
	readonly what: 'create' | 'destroy' | 'observe';
	readonly kind: KindName;
	readonly ids: readonly ResourceId[];
	readonly token: string;
};

/** An AWS of things without meaning: they take time, fail and hide as they are told to. */
export const createCloud = (scripts: Readonly<Record<ResourceId, Script>> = {}, clock: Clock = virtualClock()) => {
	const things = new Map<ResourceId, Thing>();
	const calls: Call[] = [];
	const origin = clock.now();
	let counter = 0;
	const attempts = new Map<string, number>();
	const seconds = () => (clock.now() - origin) / 1000;

	const attempt = (what: string, id: ResourceId): number => {
		const count = attempts.get(`${what} ${id}`) ?? 0;
		attempts.set(`${what} ${id}`, count + 1);
		return count;
	};

	const outputsOf = (kind: KindName, name: string) =>
		Object.fromEntries(
			onPaper[kind].outputs.map((output, index) => [output, index === 0 ? name : `${name}-${output}`]),
		);

	const show = ({id, kind}: Target): Observation => {
		const thing = things.get(id);
		const {readySeconds, goneSeconds, hiddenSeconds = 0, failure} = scripts[id] ?? {};
		if (!thing || clock.now() < thing.madeAt + hiddenSeconds * 1000) return {state: 'absent'};
		const outputs = outputsOf(kind, thing.name);
		if (thing.destroyedAt !== undefined) {
			const gone = thing.destroyedAt + (goneSeconds ?? onPaper[kind].seconds.destroy) * 1000;
			return clock.now() >= gone ? {state: 'absent'} : {state: 'going', detail: 'deleting', outputs};
		}
		if (thing.state) return {state: thing.state, detail: thing.detail ?? thing.state, outputs};
		const due = thing.madeAt + (readySeconds ?? onPaper[kind].seconds.create) * 1000;
		if (clock.now() < due) return {state: 'pending', detail: 'pending', outputs};
		if (failure && thing.generation === 1) return {state: 'failed', detail: failure, outputs};
		return {state: 'ready', detail: 'available', outputs};
	};

	const record = (what: Call['what'], kind: KindName, ids: readonly ResourceId[], token = '') =>
		calls.push({at: seconds(), what, kind, ids, token});

	const create = async (target: Target) => {
		const {id, kind, generation, clientToken} = target;
		record('create', kind, [id], clientToken);
		const {createErrors = [], callSeconds = 0} = scripts[id] ?? {};
		const verdict = createErrors[attempt('create', id)] ?? 'ok';
		await clock.sleep(callSeconds * 1000);
		if (verdict !== 'ok' && verdict !== 'lost') throw new FakeError(verdict);
		const before = things.get(id);
		const name = before?.token === clientToken ? before.name : `${kind}-${++counter}`;
		if (before?.token !== clientToken) things.set(id, {name, generation, token: clientToken, madeAt: clock.now()});
		if (verdict === 'lost') throw new FakeError('ambiguous');
		return outputsOf(kind, name);
	};

	const destroy = async ({id, kind}: Target) => {
		record('destroy', kind, [id]);
		const {destroyErrors = [], held, callSeconds = 0} = scripts[id] ?? {};
		const verdict = destroyErrors[attempt('destroy', id)] ?? 'ok';
		await clock.sleep(callSeconds * 1000);
		if (verdict !== 'ok') throw new FakeError(verdict);
		if ((held?.(seconds()) ?? []).length > 0) throw new FakeError('dependency');
		const thing = things.get(id);
		if (thing) thing.destroyedAt ??= clock.now();
	};

	const isOurs = async ({id}: Target) => {
		const {foreign, tagSeconds = 0} = scripts[id] ?? {};
		return !foreign && seconds() >= tagSeconds;
	};

	const kindCalls = (kind: KindName): ResourceKind => {
		const waitedFor = kind === 'managed-instance';
		const fixed = waitedFor || kind === 'vpc-attribute';
		return {
			operations: {
				observe: [`Describe ${kind}`],
				...(waitedFor ? {} : {create: `Create ${kind}`}),
				...(fixed ? {} : {destroy: `Delete ${kind}`, isOurs: `Tags of ${kind}`}),
			},
			observe: async targets => {
				record(
					'observe',
					kind,
					targets.map(({id}) => id),
				);
				return new Map(targets.map(target => [target.id, show(target)]));
			},
			...(waitedFor ? {} : {create}),
			...(fixed ? {} : {destroy, isOurs}),
			blockers: async ({id}) => scripts[id]?.held?.(seconds()) ?? [],
		};
	};

	const kinds = Object.fromEntries(
		(Object.keys(onPaper) as KindName[]).map(name => [name, kindCalls(name)]),
	) as unknown as ResourceKinds;

	return {
		clock,
		kinds,
		things,
		calls,
		seconds,
		/** Makes something that stands since long ago. */
		put: (id: ResourceId, kind: KindName, change: Partial<Thing> = {}) =>
			things.set(id, {
				name: `${kind}-${++counter}`,
				generation: 1,
				token: `${id}/1`,
				madeAt: origin - 86_400_000,
				...change,
			}),
		creates: () => calls.filter(({what}) => what === 'create'),
	};
};

export type Cloud = ReturnType<typeof createCloud>;

export type RunSetup = {
	readonly resources: readonly Resource[];
	readonly needs?: ReadonlyMap<ResourceId, readonly ResourceId[]>;
	readonly history?: RunState;
	readonly decide?: Decide;
	readonly signal?: AbortSignal;
	readonly renewed?: Renewed;
	readonly kinds?: Partial<Record<KindName, Partial<ResourceKind>>>;
	readonly buckets?: Parameters<typeof createAdmission>[1];
	readonly onEvent?: (event: RunEvent) => void;
};

export type Ran = RunResult & {
	readonly events: readonly RunEvent[];
	/** The history with this run's events. */
	readonly state: RunState;
	readonly seconds: number;
};

/** A history that knows the deployment's birth, and so of no resource that was not journaled. */
export const born: RunState = project(emptyRun, {
	at: deployment.createdAt,
	runId: 'birth',
	type: 'deployment-born',
	version: 1,
	...deployment,
});

const unbounded = () => ({capacity: 1000, refillPerSecond: 1000});

const execute = async (cloud: Cloud, verb: Verb, setup: RunSetup): Promise<Ran> => {
	const {resources, history = born, decide, signal = new AbortController().signal, onEvent} = setup;
	const needs = setup.needs ?? new Map(resources.map(each => [each.id, needsOf(each)]));
	const events: RunEvent[] = [];
	const {clock} = cloud;
	const start = clock.now();
	const emit = (body: RunEventBody) => {
		const event: RunEvent = {at: new Date(clock.now()).toISOString(), runId: verb, ...body};
		events.push(event);
		onEvent?.(event);
	};
	const tasks = summarize(resources, needs, verb === 'down' ? 'destroy' : 'create');
	emit({type: 'run-started', version: 1, verb, target: 'simulator', deployment: 'lab.k3jx7q2a', tasks});
	const kinds = Object.fromEntries(
		Object.entries(cloud.kinds).map(([name, calls]) => [name, {...calls, ...setup.kinds?.[name as KindName]}]),
	) as unknown as ResourceKinds;
	const options = {
		runId: verb,
		resources,
		needs,
		deployment,
		kinds,
		admission: createAdmission(clock, setup.buckets ?? unbounded),
		classify,
		clock,
		emit,
		history,
		tokenFor: (id: ResourceId, generation: number) => `${id}/${generation}`,
		signal,
		...(setup.renewed ? {renewed: setup.renewed} : {}),
		principal: 'arn:test:person',
		decide: decide ?? (async () => 'accept' as const),
	};
	const result = await (verb === 'down' ? teardown(options) : build(options));
	emit({type: 'run-finished', outcome: result.outcome});
	const state = events.reduce((seen, event) => project(seen, event), history);
	return {...result, events, state, seconds: (clock.now() - start) / 1000};
};

export const up = (cloud: Cloud, setup: RunSetup): Promise<Ran> => execute(cloud, 'up', setup);

export const down = (cloud: Cloud, setup: RunSetup): Promise<Ran> => execute(cloud, 'down', setup);

/** What a journal would have kept of the history when the process dies after `count` events of a run. */
export const cutOff = (history: RunState, events: readonly RunEvent[], count: number): RunState =>
	events
		.slice(0, count)
		.filter(({type}) => type !== 'task-waiting')
		.reduce((seen, event) => project(seen, event), history);

export const ofType = <Type extends RunEvent['type']>(events: readonly RunEvent[], type: Type) =>
	events.filter((event): event is Extract<RunEvent, {type: Type}> => event.type === type);
