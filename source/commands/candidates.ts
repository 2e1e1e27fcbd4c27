import {exitCodes} from '../engine/exit-codes.ts';
import {UserError} from '../errors.ts';
import {type Deployment, fullName, taggable} from '../plan/deployment.ts';
import type {Asker} from '../prompts.ts';
import type {Reporter} from '../reporters/reporter.ts';
import type {Journaled} from '../store/deployments.ts';
import type {Home} from '../store/home.ts';
import type {Connection} from './connection.ts';
import {listed, livingOn, matches, pickedAmong} from './living.ts';
import {requireTyped} from './plain-questions.ts';
import {adopt, findStrays, refuseUnreadable, type Stray, type Strays} from './strays.ts';

/** A deployment that a command may mean: one with a journal here, or one that its tags alone show. */
export type Candidate = {
	readonly deployment: Deployment;
	/** False: another principal made it. */
	readonly isOwn: boolean;
	readonly journaled?: Journaled;
	readonly stray?: Stray;
};

export type Candidates = {readonly all: readonly Candidate[]; readonly strays: Strays};

/** Whether the deployment is the caller's: born here, or made by the same principal elsewhere. */
export const isOwn = (deployment: Deployment, {caller}: Pick<Connection, 'caller'>, journaled?: Journaled): boolean =>
	(journaled !== undefined && journaled.history.adoptedBy === undefined) ||
	taggable(deployment.place.callerArn) === taggable(caller.arn);

/**
 * Everything that lives on a connection's AWS, whether a journal here knows it or not.
 * @param name a name or full name that is meant
 * @throws UserError when the journal of that one is damaged
 */
export const findCandidates = async (connection: Connection, home: Home, name?: string): Promise<Candidates> => {
	const living = livingOn(home, connection, name);
	const strays = await findStrays(connection, home);
	const journaled = living.map(
		(known): Candidate => ({
			deployment: known.deployment,
			isOwn: isOwn(known.deployment, connection, known),
			journaled: known,
		}),
	);
	const adoptable = strays.adoptable.map(
		(stray): Candidate => ({deployment: stray.deployment, isOwn: isOwn(stray.deployment, connection), stray}),
	);
	return {all: [...journaled, ...adoptable], strays};
};

/** Somebody else's, and not taken over here before. */
const isForeign = (candidate: Candidate): boolean => !candidate.isOwn && candidate.journaled === undefined;

/** Those that a name can mean, or no name: what others made is meant by its full name alone. */
export const meantBy = (all: readonly Candidate[], name: string | undefined): readonly Candidate[] =>
	all.filter(candidate =>
		name === undefined
			? !isForeign(candidate)
			: matches(candidate, name) && (!isForeign(candidate) || name === fullName(candidate.deployment)),
	);

/** Those of others that go by a name. */
const othersNamed = (all: readonly Candidate[], name: string): readonly Candidate[] =>
	all.filter(candidate => isForeign(candidate) && matches(candidate, name));

/** Whose a deployment is, for a person who is to say that it may be touched. */
export const ownerOf = ({deployment: {place}}: Candidate): string => `made by ${place.callerArn}, not by you`;

/**
 * The deployment that an `up` goes on with; undefined: there is none, a new one is born.
 * @param names the given name, and the one that a new deployment would have
 * @param confirmed full names that were typed: what others made is taken over by these alone
 * @throws UserError exit 2 when several could be meant, exit 3 when somebody else's has the name and nobody can be asked
 */
export const chosenForUp = async (
	{all, strays}: Candidates,
	{given, name}: {readonly given: string | undefined; readonly name: string},
	{confirmed, ask, target}: {readonly confirmed: readonly string[]; readonly ask?: Asker; readonly target: string},
): Promise<Candidate | undefined> => {
	const typed = all.find(
		({deployment}) => confirmed.includes(fullName(deployment)) && (given === undefined || given === deployment.name),
	);
	if (typed) return typed;
	const own = await pickedAmong(meantBy(all, given), given, ask);
	if (own) return own;
	const others = othersNamed(all, name);
	if (others.length === 0) {
		refuseUnreadable(strays, name, target);
		return undefined;
	}
	if (!ask) {
		throw new UserError(
			`${others.map(each => `${fullName(each.deployment)} (${ownerOf(each)})`).join(', ')} stands on ${target} already.`,
			{
				exitCode: exitCodes['needs-input'],
				nextSteps: [
					...others.map(({deployment}) => `--confirm ${fullName(deployment)}  goes on with it all the same`),
					'--name OTHER  builds one of your own',
				],
			},
		);
	}
	const other = await pickedAmong(others, name, ask);
	if (other)
		await requireTyped(ask, fullName(other.deployment), `${fullName(other.deployment)} was ${ownerOf(other)}.`);
	return other;
};

/** The deployment that a name means for a command that needs one. @throws UserError (exit 2) when several or none */
export const chosenByName = async (
	{all, strays}: Candidates,
	name: string,
	target: string,
	ask: Asker | undefined,
): Promise<Candidate> => {
	const meant = meantBy(all, name);
	const found = meant.length > 0 ? meant : othersNamed(all, name);
	const chosen = await pickedAmong(found, name, ask);
	if (chosen) return chosen;
	refuseUnreadable(strays, name, target);
	throw new UserError(`There is no deployment "${name}" on ${target}.`, {
		exitCode: 2,
		nextSteps: all.length > 0 ? listed(all) : ['Build one with: privatelink-wizard up'],
	});
};

/** The candidate with a journal: the one that it has, or one that is written anew from its tags. */
export const journaledFrom = async (
	connection: Connection,
	surroundings: {readonly home: Home; readonly tell: Reporter},
	{journaled, stray}: Candidate,
): Promise<Journaled> => {
	if (journaled) return journaled;
	if (!stray) throw new TypeError('A candidate has a journal or its tags');
	return await adopt(connection, surroundings, stray);
};
