import {needsOf, type Resource, type ResourceId} from './graph.ts';
import {type KindName, kinds} from './kinds.ts';

/** Whether a resource with extra teardown edges looks at another one: kinds count within a side and what both share. */
const isNear = (one: Resource, other: Resource): boolean =>
	one.side === other.side || one.side === 'shared' || other.side === 'shared';

const waitsFor = (kind: KindName, other: KindName): boolean => kinds[kind].destroyAfter?.includes(other) ?? false;

const goesDespite = (kind: KindName, other: KindName): boolean => kinds[kind].destroyDespite?.includes(other) ?? false;

/**
 * For every resource, what must be gone before it goes: whatever was built upon it, but for what its kind lets be
 * still going, and what its kind waits for beyond that.
 */
export const teardownNeeds = (resources: readonly Resource[]): ReadonlyMap<ResourceId, readonly ResourceId[]> =>
	new Map(
		resources.map(resource => [
			resource.id,
			resources
				.filter(other =>
					needsOf(other).includes(resource.id)
						? !goesDespite(resource.kind, other.kind)
						: isNear(resource, other) && waitsFor(resource.kind, other.kind),
				)
				.map(({id}) => id),
		]),
	);
