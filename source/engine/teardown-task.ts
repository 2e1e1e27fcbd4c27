import {needsOf, type Outputs, type Resource, type ResourceId, resolveInputs} from '../plan/graph.ts';
import type {Kind} from '../plan/kind.ts';
import {type InputsOf, type KindName, kinds} from '../plan/kinds.ts';
import {destroy} from './destroy.ts';
import {outputsOf} from './poller.ts';
import type {Observation} from './ports.ts';
import type {TaskEnd} from './schedule.ts';
import {callsOf, knownOf, learn, type TaskContext, targetOf} from './task.ts';
import {awaitGone, firstLook, isGone} from './wait.ts';

/** The resolved inputs of a resource; undefined when what it lives in is not there: then neither is it. */
export type Locate = (context: TaskContext, resource: Resource) => Promise<InputsOf<KindName> | undefined>;

/** Brings one resource to absence. */
export const teardownTask = async (context: TaskContext, resource: Resource, locate: Locate): Promise<TaskEnd> => {
	const {id, kind} = resource;
	const known = knownOf(context, id);
	const {generation} = known;
	const done = (outputs: Outputs, found: boolean): TaskEnd => {
		context.emit({type: 'task-done', task: id, generation, outputs, found});
		return 'done';
	};
	context.emit({type: 'task-started', task: id, generation});
	if (!callsOf(context.kinds, kind).destroy) return done(known.outputs, false);
	const inputs = await locate(context, resource);
	if (!inputs) return done(known.outputs, true);
	const target = targetOf(context, resource, inputs, known);
	const first = await firstLook(context, target, known);
	const standing = learn(target, outputsOf(first));
	if (isGone(target, first)) return done(standing.outputs, true);
	for (let seen = first; !isGone(target, seen); ) {
		const doomed = learn(target, outputsOf(seen));
		if (seen.state !== 'going') await destroy(context, doomed);
		seen = await awaitGone(context, doomed);
	}
	return done(standing.outputs, false);
};

/**
 * Resolves inputs from the journal, and from AWS where the journal does not know enough: a lost journal or a run that
 * ended between a call and its answer.
 */
export const createLocator = (resources: readonly Resource[]): Locate => {
	const byId = new Map(resources.map(resource => [resource.id, resource]));
	const found = new Map<ResourceId, Promise<Outputs | undefined>>();

	const find = async (context: TaskContext, resource: Resource): Promise<Outputs | undefined> => {
		const known = knownOf(context, resource.id);
		if (kinds[resource.kind].outputs.every(name => known.outputs[name] !== undefined)) return known.outputs;
		const inputs = await locate(context, resource);
		if (!inputs) return undefined;
		const target = targetOf(context, resource, inputs, known);
		const seen: Observation = await firstLook(context, target, known);
		return seen.state === 'absent' ? undefined : {...known.outputs, ...seen.outputs};
	};

	const locate: Locate = async (context, resource) => {
		const parents = needsOf({...resource, after: []}).flatMap(id => byId.get(id) ?? []);
		const outputs = new Map<ResourceId, Outputs>();
		for (const parent of parents) {
			const search = found.get(parent.id) ?? find(context, parent);
			found.set(parent.id, search);
			const standing = (await search) ?? blankFor(parent, resource);
			if (!standing) return undefined;
			outputs.set(parent.id, standing);
		}
		return resolveInputs(resource, outputs);
	};
	return locate;
};

/**
 * What may go before its dependents leaves them findable by their tags alone; so does what somebody has removed from under
 * those that are found by tags or a name of their own.
 */
const blankFor = (parent: Resource, dependent: Resource): Outputs | undefined => {
	const {outputs, destroyDespite = []}: Kind<never, string> = kinds[parent.kind];
	const {part}: Kind<never, string> = kinds[dependent.kind];
	if (part && !destroyDespite.includes(dependent.kind)) return undefined;
	return Object.fromEntries(outputs.map(name => [name, '']));
};
