import {classify} from '../aws/errors.ts';
import {clientToken} from '../aws/identity.ts';
import {bucketFor} from '../aws/rate-limits.ts';
import {createResourceKinds} from '../aws/resources.ts';
import {createAdmission} from '../engine/admission.ts';
import type {Deployment} from '../plan/deployment.ts';
import {needsOf, type Resource, type ResourceId} from '../plan/graph.ts';
import type {Connection} from './connection.ts';

/** What the engine needs of a connection, the same for building and tearing down. */
export const engineParts = ({clients, clock, caller}: Connection, deployment: Deployment) => ({
	deployment,
	kinds: createResourceKinds(clients),
	admission: createAdmission(clock, bucketFor),
	classify,
	clock,
	principal: caller.arn,
	tokenFor: (resource: ResourceId, generation: number) => clientToken(deployment.id, resource, generation),
});

/** The edges of a build: every resource and what it needs. */
export const buildNeeds = (resources: readonly Resource[]): ReadonlyMap<ResourceId, readonly ResourceId[]> =>
	new Map(resources.map(resource => [resource.id, needsOf(resource)]));
