import type {Deployment} from './deployment.ts';
import type {Resource} from './graph.ts';
import {consumerOf} from './topology/consumer.ts';
import {providerOf} from './topology/provider.ts';
import {sessionRole} from './topology/session-role.ts';

/**
 * Every resource of a deployment, each after all it needs. The same deployment gives the same list: ids and order are
 * part of what the journal and the tags rest on.
 */
export const buildPlan = (deployment: Deployment): readonly Resource[] => {
	const role = sessionRole(deployment);
	const provider = providerOf(deployment, role);
	const consumer = consumerOf(deployment, role, provider);
	return [...role.resources, ...provider.resources, ...consumer.resources];
};
