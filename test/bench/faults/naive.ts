import {classify} from '../../../source/aws/errors.ts';
import {createResourceKinds} from '../../../source/aws/resources.ts';
import {bearDeployment} from '../../../source/commands/birth.ts';
import type {Connection} from '../../../source/commands/connection.ts';
import {settingsFrom} from '../../../source/commands/settings.ts';
import type {Observation, ResourceKind, Target} from '../../../source/engine/ports.ts';
import {buildPlan} from '../../../source/plan/build.ts';
import {tagsFor} from '../../../source/plan/deployment.ts';
import {type Outputs, type Resource, type ResourceId, resolveInputs} from '../../../source/plan/graph.ts';

/** What a script does that somebody writes in an afternoon: one call after another, tags, the SDK's own repetitions. */
type Script = {
	readonly connection: Connection;
	readonly resources: readonly Resource[];
	readonly targetOf: (resource: Resource, known: ReadonlyMap<ResourceId, Outputs>) => Target;
	readonly callsOf: (resource: Resource) => ResourceKind;
};

const open = async (connection: Connection): Promise<Script> => {
	const deployment = await bearDeployment(connection, settingsFrom({}), 'naive222');
	const kinds = createResourceKinds(connection.clients);
	return {
		connection,
		resources: buildPlan(deployment),
		callsOf: ({kind}) => kinds[kind] as unknown as ResourceKind,
		targetOf: (resource, known) => ({
			id: resource.id,
			kind: resource.kind,
			inputs: resolveInputs(resource, known),
			deployment,
			generation: 1,
			tags: tagsFor(deployment, resource, 1),
			// As the SDK does where an operation takes one: another one for each call.
			clientToken: `${resource.id} ${connection.clock.now()}`.slice(0, 64),
			outputs: known.get(resource.id) ?? {},
		}),
	};
};

/** Three tries, whatever became of the ones before; then, as scripts do, with `sleep` for what is not ready yet. */
const trying = async <T>({clock}: Connection, work: () => Promise<T>, tries = 60): Promise<T> => {
	for (let left = tries; ; left--) {
		try {
			return await work();
		} catch (error) {
			if (left === 0) throw error;
			await clock.sleep(5_000);
		}
	}
};

/** As `|| true` after a command: what is there already will do. */
const orExisting = async (creation: Promise<Outputs>, operation: string): Promise<Outputs> => {
	try {
		return await creation;
	} catch (error) {
		if (classify(error, operation).class === 'exists') return {};
		throw error;
	}
};

const look = async ({callsOf}: Script, resource: Resource, target: Target): Promise<Observation> =>
	(await callsOf(resource).observe([target])).get(resource.id) ?? {state: 'absent'};

/** Every resource in its turn, as its needs come before it. */
export const naiveUp = async (connection: Connection): Promise<number> => {
	const script = await open(connection);
	const known = new Map<ResourceId, Outputs>();
	for (const resource of script.resources) {
		const target = script.targetOf(resource, known);
		const {create, operations} = script.callsOf(resource);
		const made = create ? await trying(connection, () => orExisting(create(target), operations.create ?? '')) : {};
		const outputs = await trying(
			connection,
			async () => {
				const seen = await look(script, resource, {...target, outputs: made});
				if (seen.state !== 'ready') throw new Error(`${resource.id} is ${seen.state}`);
				return seen.outputs;
			},
			400,
		);
		known.set(resource.id, {...made, ...outputs});
	}
	return 0;
};

/** Everything that is found by its tags, in the reverse order; what resists is left for somebody to look at. */
export const naiveDown = async (connection: Connection): Promise<number> => {
	const script = await open(connection);
	const known = new Map<ResourceId, Outputs>();
	const standing: {readonly resource: Resource; readonly target: Target}[] = [];
	for (const resource of script.resources) {
		try {
			const target = script.targetOf(resource, known);
			const seen = await look(script, resource, target);
			if (seen.state === 'absent') continue;
			known.set(resource.id, seen.outputs);
			standing.push({resource, target: {...target, outputs: seen.outputs}});
		} catch {
			// It lives in something that is not there.
		}
	}
	let code = 0;
	for (const {resource, target} of standing.toReversed()) {
		const {destroy} = script.callsOf(resource);
		if (!destroy) continue;
		try {
			await trying(connection, () => destroy(target), 20);
		} catch {
			code = 1;
		}
	}
	return code;
};
