import {classify} from '../aws/errors.ts';
import {withExplanations} from '../aws/explain.ts';
import {clientToken} from '../aws/identity.ts';
import {bucketFor} from '../aws/rate-limits.ts';
import {createResourceKinds} from '../aws/resources.ts';
import {createAdmission} from '../engine/admission.ts';
import type {Classify} from '../engine/ports.ts';
import type {Deployment} from '../plan/deployment.ts';
import {needsOf, type Resource, type ResourceId} from '../plan/graph.ts';
import type {Connection} from './connection.ts';

/** What the engine needs of a connection, the same for building and tearing down. */
export const engineParts = ({clients, clock, caller, signInSteps, renewed}: Connection, deployment: Deployment) => ({
	deployment,
	kinds: withExplanations(clients, createResourceKinds(clients)),
	admission: createAdmission(clock, bucketFor),
	classify: classifyFor(signInSteps),
	clock,
	principal: caller.arn,
	...(renewed ? {renewed} : {}),
	tokenFor: (resource: ResourceId, generation: number) => clientToken(deployment.id, resource, generation),
});

const ranOut =
	'AWS takes these credentials no longer. All that was made is in the journal; the next run looks for what was in flight.';

/** As `classify`; whoever has to sign in again is told how. */
export const classifyFor =
	(signInSteps: readonly string[]): Classify =>
	(error, operation) => {
		const found = classify(error, operation);
		if (found.class !== 'credentials') return found;
		return {...found, why: ranOut, nextSteps: signInSteps};
	};

/** The edges of a build: every resource and what it needs. */
export const buildNeeds = (resources: readonly Resource[]): ReadonlyMap<ResourceId, readonly ResourceId[]> =>
	new Map(resources.map(resource => [resource.id, needsOf(resource)]));
