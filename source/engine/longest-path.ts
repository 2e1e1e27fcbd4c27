import type {ResourceId} from '../plan/graph.ts';
import type {TaskSummary} from './events.ts';

type Step = Pick<TaskSummary, 'id' | 'needs' | 'expectedSeconds'>;

/**
 * For each task the seconds from its start to the end of the longest chain that begins with it: what is to be started first.
 * Needs that are no task of the list count as met.
 * @throws when the tasks need each other in a circle
 */
export const remainingPaths = (steps: readonly Step[]): ReadonlyMap<ResourceId, number> => {
	const dependents = new Map<ResourceId, readonly Step[]>();
	for (const step of steps) {
		for (const need of step.needs) dependents.set(need, [...(dependents.get(need) ?? []), step]);
	}
	const paths = new Map<ResourceId, number>();
	const pathFrom = (step: Step, chain: readonly ResourceId[]): number => {
		const found = paths.get(step.id);
		if (found !== undefined) return found;
		const soFar = [...chain, step.id];
		if (chain.includes(step.id)) throw new Error(`Tasks need each other: ${soFar.join(' < ')}`);
		const rest = (dependents.get(step.id) ?? []).map(dependent => pathFrom(dependent, soFar));
		const path = step.expectedSeconds + Math.max(0, ...rest);
		paths.set(step.id, path);
		return path;
	};
	for (const step of steps) pathFrom(step, []);
	return paths;
};

/** How long the whole takes when everything that can go side by side does, in seconds. */
export const expectedDuration = (steps: readonly Step[]): number => Math.max(0, ...remainingPaths(steps).values());
