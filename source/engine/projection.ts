import {buildPlan} from '../plan/build.ts';
import type {Deployment} from '../plan/deployment.ts';
import type {Outputs, ResourceId} from '../plan/graph.ts';
import {type KindName, kinds} from '../plan/kinds.ts';
import type {
	DecisionAnswer,
	DecisionRequest,
	EventError,
	RunEvent,
	RunEventType,
	RunOutcome,
	TaskSummary,
	Verb,
} from './events.ts';

/** `blocked`: it will not start in this run, as something that it needs has failed. `deciding`: a person is asked. */
export type TaskState = 'waiting-to-start' | 'running' | 'deciding' | 'done' | 'failed' | 'blocked';

/** One task of the current run. Times are ms since the Unix epoch, AWS time. */
export type Task = TaskSummary & {
	readonly state: TaskState;
	readonly generation: number;
	readonly startedAt?: number;
	readonly endedAt?: number;
	/** What is awaited; empty before the first wait. */
	readonly reason: string;
	/** AWS's last word on the state; empty before the first look. */
	readonly observed: string;
	readonly polls: number;
	readonly outputs: Outputs;
	/** It stood already (build) or was gone already (teardown). */
	readonly found: boolean;
	readonly error?: EventError;
};

/** What all runs of a deployment together tell of a resource. */
export type Known = {
	/** The generation that stands or is to be made next. */
	readonly generation: number;
	readonly outputs: Outputs;
	/** A call that makes it was intended in this generation: it may stand. */
	readonly intended: boolean;
	/** It stood in this generation. */
	readonly made: boolean;
	/** When its last call was intended, ms since the Unix epoch. */
	readonly calledAt?: number;
};

/** A call of which nobody knows whether it happened: it was intended, and the answer is not in the journal. */
export type UnsettledCall = {
	readonly operation: string;
	readonly generation: number;
	readonly clientToken: string;
	readonly at: number;
};

export type Decision = {
	readonly request: DecisionRequest;
	readonly askedAt: number;
	/** Absent while it is pending. */
	readonly made?: {readonly answer: DecisionAnswer; readonly by: string; readonly at: number};
};

export type Verification =
	| ({readonly verified: true} & Pick<
			Extract<RunEvent, {type: 'request-verified'}>,
			'url' | 'status' | 'server' | 'remoteAddress' | 'body'
	  >)
	| {readonly verified: false; readonly url: string; readonly reason: string};

export type Sweep = Pick<Extract<RunEvent, {type: 'sweep-finished'}>, 'remaining' | 'checked'>;

/** The state of the deployment's own endpoint connection, as far as the journal knows. */
export type ConnectionKnowledge = 'unknown' | 'pending' | 'accepted' | 'rejected';

/** Everything that events tell: of the deployment over all its runs, and of the current (or last) run. */
export type RunState = {
	readonly deployment?: Deployment;
	/** ARN of the principal that took it over from its tags; absent where the journal reaches back to its birth. */
	readonly adoptedBy?: string;
	readonly known: ReadonlyMap<ResourceId, Known>;
	readonly unsettled: ReadonlyMap<ResourceId, UnsettledCall>;
	readonly connection: ConnectionKnowledge;

	readonly runId?: string;
	readonly verb?: Verb;
	readonly target?: string;
	readonly startedAt?: number;
	readonly finishedAt?: number;
	readonly outcome?: RunOutcome;
	readonly message?: string;
	/** Why nothing is sent at the moment. */
	readonly paused?: EventError;
	/** In the plan's order. */
	readonly tasks: ReadonlyMap<ResourceId, Task>;
	readonly decision?: Decision;
	readonly verification?: Verification;
	readonly sweep?: Sweep;
};

/** Before the first event. */
export const emptyRun: RunState = {known: new Map(), unsettled: new Map(), connection: 'unknown', tasks: new Map()};

/** A resource of which no event tells anything. */
export const unknownResource: Known = {generation: 1, outputs: {}, intended: false, made: false};

/** The output that a resource is known by outside; undefined for kinds without an id of their own. */
export const identityOf = (kind: KindName, outputs: Outputs): string | undefined => {
	const [name] = kinds[kind].outputs;
	return name === undefined ? undefined : outputs[name];
};

type EventOf<Type extends RunEventType> = Extract<RunEvent, {readonly type: Type}>;

const time = (event: RunEvent): number => Date.parse(event.at);

const withEntry = <Value>(
	map: ReadonlyMap<ResourceId, Value>,
	id: ResourceId,
	value: Value,
): ReadonlyMap<ResourceId, Value> => new Map(map).set(id, value);

const without = <Value>(map: ReadonlyMap<ResourceId, Value>, id: ResourceId): ReadonlyMap<ResourceId, Value> =>
	map.has(id) ? new Map([...map].filter(([key]) => key !== id)) : map;

const changeTask = (state: RunState, id: ResourceId | undefined, change: (task: Task) => Partial<Task>): RunState => {
	const task = id === undefined ? undefined : state.tasks.get(id);
	return task ? {...state, tasks: withEntry(state.tasks, task.id, {...task, ...change(task)})} : state;
};

const changeKnown = (state: RunState, id: ResourceId, generation: number, change: Partial<Known>): RunState => {
	const before = state.known.get(id);
	const base = before?.generation === generation ? before : {...unknownResource, generation};
	return {...state, known: withEntry(state.known, id, {...base, ...change})};
};

/** Whatever needs the failed task, directly or not, will not start any more. */
const blockDependents = (state: RunState, failed: ResourceId): RunState => {
	const lost = new Set([failed]);
	for (let size = 0; size < lost.size; ) {
		size = lost.size;
		for (const task of state.tasks.values()) if (task.needs.some(need => lost.has(need))) lost.add(task.id);
	}
	const tasks = new Map(
		[...state.tasks].map(([id, task]) =>
			lost.has(id) && task.state === 'waiting-to-start' ? [id, {...task, state: 'blocked' as const}] : [id, task],
		),
	);
	return {...state, tasks};
};

const failTask = (state: RunState, id: ResourceId | undefined, error: EventError, endedAt: number): RunState =>
	id !== undefined && state.tasks.has(id)
		? blockDependents(
				changeTask(state, id, () => ({state: 'failed', error, endedAt})),
				id,
			)
		: state;

/** True for kinds that only a person's decision makes. */
export const isGate = (kind: KindName): boolean => 'gate' in kinds[kind];

/** The task that a decision about `endpointId` belongs to; undefined when it is somebody else's endpoint. */
const gateOf = (state: RunState, endpointId: string): ResourceId | undefined => {
	if (state.decision?.request.endpointId === endpointId) return state.decision.request.task;
	return [...state.tasks.values()].find(
		task => isGate(task.kind) && task.needs.some(need => state.known.get(need)?.outputs['endpointId'] === endpointId),
	)?.id;
};

const decided = (state: RunState, {endpointId, answer, by, ...event}: EventOf<'decision-made'>): RunState => {
	const task = gateOf(state, endpointId);
	if (task === undefined) return state;
	const at = Date.parse(event.at);
	const decision = state.decision && {...state.decision, made: {answer, by, at}};
	switch (answer) {
		case 'accept':
			return changeTask({...state, decision, connection: 'accepted'}, task, () => ({state: 'running'}));
		case 'reject': {
			const error = {code: 'Rejected', message: `The endpoint connection was rejected by ${by}`, nextSteps: []};
			return failTask({...state, decision, connection: 'rejected'}, task, error, at);
		}
		case 'later':
			return {...state, decision};
	}
};

/**
 * An earlier journal may have intended any call up to this moment, and what it made may not show yet: nothing counts as
 * never intended, and absence is believed only after the patience that a call is given.
 */
const adopted = (state: RunState, event: EventOf<'deployment-adopted'>): RunState => {
	const shown = new Map(event.resources.map(resource => [resource.task, resource]));
	const calledAt = time(event);
	const resources = state.deployment ? buildPlan(state.deployment) : [];
	const known = resources.map(({id, kind}): [ResourceId, Known] => {
		const {generation = 1, resourceId} = shown.get(id) ?? {};
		const [name] = kinds[kind].outputs;
		const outputs = name === undefined || resourceId === undefined ? {} : {[name]: resourceId};
		const newest = Math.max(generation, state.known.get(id)?.generation ?? 1);
		return [id, {generation: newest, outputs, intended: true, made: false, calledAt}];
	});
	return {...state, adoptedBy: event.by, known: new Map(known), unsettled: new Map(), connection: 'unknown'};
};

const startRun = (state: RunState, event: EventOf<'run-started'>): RunState => ({
	deployment: state.deployment,
	adoptedBy: state.adoptedBy,
	known: state.known,
	unsettled: state.unsettled,
	connection: state.connection,
	decision: state.decision,
	runId: event.runId,
	verb: event.verb,
	target: event.target,
	startedAt: time(event),
	tasks: new Map(
		event.tasks.map(task => [
			task.id,
			{
				...task,
				state: 'waiting-to-start',
				generation: 1,
				reason: '',
				observed: '',
				polls: 0,
				outputs: {},
				found: false,
			},
		]),
	),
});

const taskDone = (state: RunState, event: EventOf<'task-done'>): RunState => {
	const {task: id, generation, outputs, found} = event;
	const ended = changeTask(state, id, () => ({state: 'done', endedAt: time(event), generation, outputs, found}));
	const task = ended.tasks.get(id);
	const gate = task !== undefined && isGate(task.kind);
	if (state.verb === 'down') {
		// A client token that may have made something cannot make it again: what comes next is a new generation.
		const used = !found || state.known.get(id)?.intended === true;
		const next = changeKnown(ended, id, used ? generation + 1 : generation, {});
		return gate ? {...next, connection: 'unknown'} : next;
	}
	const next = changeKnown(ended, id, generation, {outputs, intended: true, made: true});
	return gate ? {...next, connection: 'accepted'} : next;
};

const callIntended = (state: RunState, event: EventOf<'call-intended'>): RunState => {
	const {task, operation, generation, clientToken} = event;
	const at = time(event);
	const next = changeKnown(state, task, generation, {intended: true, calledAt: at});
	return {...next, unsettled: withEntry(state.unsettled, task, {operation, generation, clientToken, at})};
};

const callSettled = (state: RunState, {task: id, generation, resourceId}: EventOf<'call-settled'>): RunState => {
	const settled = {...state, unsettled: without(state.unsettled, id)};
	if (resourceId === undefined || state.verb === 'down') return settled;
	const task = state.tasks.get(id);
	const [name] = task ? kinds[task.kind].outputs : [];
	const before = state.known.get(id);
	const outputs = before?.generation === generation ? before.outputs : {};
	const own = name === undefined ? undefined : outputs[name];
	// What goes by another name was not made here: it stood beside it, and was removed.
	if (own !== undefined && own !== resourceId) return settled;
	return changeKnown(settled, id, generation, {
		made: true,
		outputs: name === undefined ? outputs : {...outputs, [name]: resourceId},
	});
};

const reducers: {readonly [Type in RunEventType]: (state: RunState, event: EventOf<Type>) => RunState} = {
	'deployment-born': (state, {at: _at, runId: _runId, type: _type, version: _version, ...deployment}) => ({
		...state,
		deployment,
	}),
	'deployment-adopted': adopted,
	'run-started': startRun,
	'run-paused': (state, {error}) => ({...state, paused: error}),
	'run-resumed': ({paused: _paused, ...state}) => state,
	'task-started': (state, event) =>
		changeTask(state, event.task, () => ({state: 'running', startedAt: time(event), generation: event.generation})),
	'task-waiting': (state, {task, reason, observed, polls}) =>
		changeTask(state, task, () => ({reason, observed, polls})),
	'call-intended': callIntended,
	'call-settled': callSettled,
	'task-done': taskDone,
	'task-failed': (state, event) => failTask(state, event.task, event.error, time(event)),
	'decision-needed': (state, event) =>
		changeTask(
			{...state, connection: 'pending', decision: {request: event.request, askedAt: time(event)}},
			event.request.task,
			() => ({state: 'deciding'}),
		),
	'decision-made': decided,
	'request-verified': (state, {url, status, server, remoteAddress, body}) => ({
		...state,
		verification: {verified: true, url, status, server, remoteAddress, body},
	}),
	'verification-failed': (state, {url, reason}) => ({...state, verification: {verified: false, url, reason}}),
	'sweep-finished': (state, {remaining, checked}) => ({...state, sweep: {remaining, checked}}),
	'run-finished': ({paused: _paused, ...state}, event) => ({
		...state,
		finishedAt: time(event),
		outcome: event.outcome,
		...(event.message === undefined ? {} : {message: event.message}),
	}),
};

/**
 * The state after one more event. Pure; meant for a whole journal with several runs: what is known of resources outlives a
 * run, the tasks' states begin anew with `run-started`. Events of a type it does not know change nothing.
 */
export const project = (state: RunState, event: RunEvent): RunState => {
	if (!Object.hasOwn(reducers, event.type)) return state;
	const reduce = reducers[event.type] as (state: RunState, event: RunEvent) => RunState;
	return reduce(state, event);
};

export type Counts = {
	readonly total: number;
	readonly done: number;
	/** Including the one that waits for a decision. */
	readonly running: number;
	/** Including the blocked ones. */
	readonly waiting: number;
	readonly failed: number;
};

const countedAs: Readonly<Record<TaskState, Exclude<keyof Counts, 'total'>>> = {
	'waiting-to-start': 'waiting',
	blocked: 'waiting',
	running: 'running',
	deciding: 'running',
	done: 'done',
	failed: 'failed',
};

/** How the tasks of the current run stand; the four add up to `total`. */
export const counts = ({tasks}: RunState): Counts => {
	const states = [...tasks.values()].map(({state}) => countedAs[state]);
	const count = (name: string): number => states.filter(state => state === name).length;
	return {
		total: tasks.size,
		done: count('done'),
		running: count('running'),
		waiting: count('waiting'),
		failed: count('failed'),
	};
};
