import {UserError, usageError} from '../errors.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import type {Asker} from '../prompts.ts';
import {type Damaged, type Journaled, readDeployments, readJournals} from '../store/deployments.ts';
import type {Home} from '../store/home.ts';
import {type Connection, simulatorTarget} from './connection.ts';

/** What the journals tell of the AWS that a connection leads to: what stands there or may stand, and what cannot be read. */
export const journalsOn = (
	home: Home,
	{targetIn}: Pick<Connection, 'targetIn'>,
): {readonly living: readonly Journaled[]; readonly damaged: readonly Damaged[]} => {
	const {deployments, damaged} = readJournals(home.deployments);
	const isThere = ({deployment, gone}: Journaled) => !gone && deployment.target === targetIn(deployment.place.region);
	return {living: deployments.filter(isThere), damaged};
};

/**
 * The deployments that stand, or may stand, in any region of the AWS that a connection leads to.
 * @param name a name or full name that is meant
 * @throws UserError when the journal of that one is damaged
 */
export const livingOn = (home: Home, connection: Pick<Connection, 'targetIn'>, name?: string): readonly Journaled[] => {
	const {living, damaged} = journalsOn(home, connection);
	const broken = damaged.find(({fullName: full}) => full === name || full.startsWith(`${name}.`));
	if (broken) throw broken.error;
	return living;
};

/** The AWS of a target, whatever the account and region: a target ends with these two, but for that of the simulator. */
const awsOf = (target: string): string => target.split(' ').slice(0, -2).join(' ');

/**
 * Refuses credentials of another account than the deployment's that is meant, before anything is looked for: what one
 * account shows says nothing about what stands in another.
 * @param names names or full names that are meant; none: whatever lives
 * @throws UserError (exit 2) when journals here know such deployments in other accounts of the same AWS, and none in this one
 */
export const refuseOtherAccount = (
	home: Home,
	{target, targetIn, caller}: Pick<Connection, 'target' | 'targetIn' | 'caller'>,
	names: readonly string[],
): void => {
	const meant = readDeployments(home.deployments).filter(
		({deployment, gone}) =>
			!gone &&
			awsOf(deployment.target) === awsOf(target) &&
			(names.length === 0 || names.some(name => matches({deployment}, name))),
	);
	if (meant.some(({deployment}) => deployment.target === targetIn(deployment.place.region))) return;
	const elsewhere = meant.filter(({deployment}) => deployment.place.account !== caller.account);
	const [first] = elsewhere;
	if (!first) return;
	const lives = elsewhere.map(({deployment}) => `${fullName(deployment)} lives in account ${deployment.place.account}`);
	throw usageError(`${lives.join(', ')}; these credentials belong to ${caller.account}.`, [
		`Use credentials of account ${first.deployment.place.account}: --aws-profile NAME`,
		`What stands in account ${caller.account} goes by another name, or by its full name: privatelink-wizard list`,
	]);
};

/** Those on the simulator, or those on any account and region of AWS: as far as can be said without asking. */
export const livingIn = (home: Home, simulated: boolean): readonly Journaled[] =>
	readDeployments(home.deployments).filter(
		({deployment, gone}) => !gone && (deployment.target === simulatorTarget) === simulated,
	);

/** Whatever is about a deployment. */
type OfDeployment = {readonly deployment: Deployment};

export const matches = ({deployment}: OfDeployment, name: string): boolean =>
	name === deployment.name || name === fullName(deployment);

const inWords = ({target, createdAt, place}: Deployment): string =>
	`${target}, since ${createdAt}, made by ${place.callerArn}`;

export const listed = (found: readonly OfDeployment[]): readonly string[] =>
	found.map(({deployment}) => `${fullName(deployment)}  ${inWords(deployment)}`);

/**
 * The deployment that a command means: the one of that name (or full name), or the only living one.
 * @returns undefined when there is none
 * @throws UserError (exit 2) listing them when several could be meant
 */
export const chosenAmong = <Found extends OfDeployment>(
	living: readonly Found[],
	name: string | undefined,
): Found | undefined => {
	const found = name === undefined ? living : living.filter(candidate => matches(candidate, name));
	if (found.length > 1) throw usageError('Which deployment? Name one of these.', listed(found));
	return found[0];
};

/** As `chosenAmong`; where a person can be asked, several are a question. */
export const pickedAmong = async <Found extends OfDeployment>(
	living: readonly Found[],
	name: string | undefined,
	ask: Asker | undefined,
): Promise<Found | undefined> => {
	const found = name === undefined ? living : living.filter(candidate => matches(candidate, name));
	if (found.length < 2 || !ask) return chosenAmong(living, name);
	const picked = await ask.choose({
		message: 'Which deployment?',
		options: found.map(({deployment}) => ({
			value: fullName(deployment),
			label: `${fullName(deployment)}, ${inWords(deployment)}`,
		})),
	});
	return chosenAmong(living, picked);
};

/**
 * The deployment that a command needs: the living one of that name, or the only one; where a person can be asked, several are
 * a question.
 * @throws UserError (exit 2) when there is none, when several could be meant, or when it lives in another account
 */
export const livingNeeded = async (
	connection: Connection,
	{home, ask}: {readonly home: Home; readonly ask?: Asker | undefined},
	name: string | undefined,
): Promise<Journaled> => {
	const living = livingOn(home, connection, name);
	const found = await pickedAmong(living, name, ask);
	if (found) return found;
	refuseOtherAccount(home, connection, name === undefined ? [] : [name]);
	throw new UserError(`There is no deployment ${name === undefined ? '' : `"${name}" `}on ${connection.target}.`, {
		exitCode: 2,
		nextSteps:
			living.length > 0
				? listed(living)
				: ['Build one, or go on with one that was built elsewhere: privatelink-wizard up'],
	});
};
