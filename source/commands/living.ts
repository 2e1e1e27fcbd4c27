import {UserError, usageError} from '../errors.ts';
import {fullName} from '../plan/deployment.ts';
import {type Journaled, readDeployments} from '../store/deployments.ts';
import type {Home} from '../store/home.ts';

/** The deployments that stand, or may stand, on a target. */
export const livingOn = (home: Home, target: string): readonly Journaled[] =>
	readDeployments(home.deployments).filter(({deployment, gone}) => !gone && deployment.target === target);

const matches = ({deployment}: Journaled, name: string): boolean =>
	name === deployment.name || name === fullName(deployment);

const listed = (found: readonly Journaled[]): readonly string[] =>
	found.map(({deployment}) => `${fullName(deployment)}  ${deployment.target}, since ${deployment.createdAt}`);

/**
 * The deployment that a command means: the one of that name (or full name), or the only living one.
 * @returns undefined when there is none
 * @throws UserError (exit 2) listing them when several could be meant
 */
export const chosenAmong = (living: readonly Journaled[], name: string | undefined): Journaled | undefined => {
	const found = name === undefined ? living : living.filter(candidate => matches(candidate, name));
	if (found.length > 1) throw usageError('Which deployment? Name one of these.', listed(found));
	return found[0];
};

/** As `chosenAmong`, for a command that needs one. @throws UserError (exit 2) when there is none */
export const neededAmong = (living: readonly Journaled[], name: string | undefined, target: string): Journaled => {
	const found = chosenAmong(living, name);
	if (found) return found;
	throw new UserError(`There is no deployment ${name === undefined ? '' : `"${name}" `}on ${target}.`, {
		exitCode: 2,
		nextSteps: living.length > 0 ? listed(living) : ['Build one with: privatelink-wizard up'],
	});
};
