import {type Outputs, type Resource, resolveInputs} from '../plan/graph.ts';
import {create} from './create.ts';
import {destroy} from './destroy.ts';
import {gate} from './gate.ts';
import {outputsOf} from './poller.ts';
import type {Decide, Observation, Target} from './ports.ts';
import {identityOf, isGate, type Known} from './projection.ts';
import type {TaskEnd} from './schedule.ts';
import {callsOf, knownOf, learn, type TaskContext, targetOf} from './task.ts';
import {awaitGone, awaitReady, differing, firstLook} from './wait.ts';

const absent: Observation = {state: 'absent'};

/** Brings one resource to `ready`: found, waited for, made, or made anew in place of one that failed. */
export const buildTask = async (context: TaskContext, resource: Resource, decide: Decide): Promise<TaskEnd> => {
	const known = knownOf(context, resource.id);
	const inputs = resolveInputs(resource, context.outputs);
	context.emit({type: 'task-started', task: resource.id, generation: known.generation});
	if (isGate(resource.kind)) return decideConnection(context, resource, decide);
	const target = targetOf(context, resource, inputs, known);
	const first = isProvenNew(context, known) ? absent : await firstLook(context, target, known);
	if (first.state === 'different') throw differing(target, first);
	if (first.state === 'ready') return done(context, target, {...target.outputs, ...first.outputs}, true);
	const makes = callsOf(context.kinds, resource.kind).create !== undefined;
	if (!makes || first.state === 'pending') {
		const outputs = await awaitReady(context, learn(target, outputsOf(first)), known.calledAt);
		return done(context, target, outputs, makes);
	}
	const generation = await vacate(context, target, known, first);
	if (generation === undefined) return buildTask(context, resource, decide);
	const outputs = generation === known.generation ? known.outputs : {};
	const inGeneration = (wanted: number): Target =>
		targetOf(context, resource, inputs, {generation: wanted, outputs: wanted === known.generation ? outputs : {}});
	return make(context, generation, inGeneration, identityOf(resource.kind, outputsOf(first)));
};

const decideConnection = async (context: TaskContext, resource: Resource, decide: Decide): Promise<TaskEnd> => {
	const {generation} = knownOf(context, resource.id);
	// What is known may be of an endpoint that was replaced since.
	const target = targetOf(context, resource, resolveInputs(resource, context.outputs), {generation, outputs: {}});
	return gate(context, target, decide, (outputs, found) => done(context, target, outputs, found));
};

/** The journal reaches back to the deployment's birth and names no creation: nothing can be there. */
const isProvenNew = ({history}: TaskContext, {intended}: Known): boolean =>
	history.deployment !== undefined && !intended;

/**
 * Clears the place of what cannot become ready.
 * @returns the generation to make; undefined when something else was behind it, which has to be looked at first
 */
const vacate = async (
	context: TaskContext,
	target: Target,
	known: Known,
	first: Observation,
): Promise<number | undefined> => {
	if (first.state === 'absent') return known.made ? known.generation + 1 : known.generation;
	const old = learn(target, outputsOf(first));
	const {destroy: canDestroy} = callsOf(context.kinds, target.kind);
	if (first.state === 'failed' && canDestroy) await destroy(context, old);
	const behind = first.state === 'going' || canDestroy ? await awaitGone(context, old) : absent;
	return behind.state === 'absent' ? known.generation + 1 : undefined;
};

const make = async (
	context: TaskContext,
	generation: number,
	inGeneration: (generation: number) => Target,
	replaced: string | undefined,
): Promise<TaskEnd> => {
	const target = inGeneration(generation);
	const calls = callsOf(context.kinds, target.kind);
	const startedAt = context.clock.now();
	const created = await create(context, target, {
		operation: calls.operations.create ?? 'Create',
		send: async wanted => (await calls.create?.(wanted)) ?? {},
		stands: seen =>
			seen.state !== 'absent' && (replaced === undefined || identityOf(target.kind, seen.outputs) !== replaced),
		inGeneration,
	});
	const outputs = await awaitReady(context, created.target, startedAt);
	return done(context, created.target, outputs, created.found);
};

const done = (context: TaskContext, target: Target, outputs: Outputs, found: boolean): TaskEnd => {
	const {id, generation} = target;
	context.outputs.set(id, outputs);
	context.targets.set(id, {...target, outputs});
	context.emit({type: 'task-done', task: id, generation, outputs, found});
	return 'done';
};
