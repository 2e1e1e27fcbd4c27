import {eventVersion, type RunOutcome} from '../engine/events.ts';
import type {Decide} from '../engine/ports.ts';
import {emptyRun, type RunState} from '../engine/projection.ts';
import {build, summarize} from '../engine/run.ts';
import {usageError} from '../errors.ts';
import type {Decision} from '../flags.ts';
import {buildPlan} from '../plan/build.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import {answersOf, type Settings} from '../plan/settings.ts';
import type {Asker} from '../prompts.ts';
import type {Reporter} from '../reporters/reporter.ts';
import {type Journaled, readAgain, readDeployments} from '../store/deployments.ts';
import type {Home} from '../store/home.ts';
import {bearDeployment, drawId} from './birth.ts';
import {chosenForUp, findCandidates, journaledFrom} from './candidates.ts';
import type {Connection} from './connection.ts';
import {buildNeeds, engineParts} from './engine.ts';
import {refuseOtherAccount} from './living.ts';
import {waitForPerson} from './pace.ts';
import {patiently} from './patience.ts';
import {sendRequest} from './request.ts';
import {finishing, journalOf, startRun} from './run.ts';
import {flagOf, settingsFrom} from './settings.ts';
import {isAccepted, withZoneNames} from './strays.ts';
import {freshlyBuilt} from './verification.ts';

type Given = Readonly<Record<string, string>>;

/** How a run is driven and told, whoever does it: lines, JSON or screens. */
export type Drive = {
	readonly home: Home;
	readonly tell: Reporter;
	/** Told once, before the first event: what earlier runs of the deployment know. */
	readonly recall?: (history: RunState) => void;
	readonly signal: AbortSignal;
	/** What a person may do after a run that ended so. */
	readonly advise: (outcome: RunOutcome, deployment: Deployment) => string | undefined;
};

export type BringUp = Drive & {
	/** The answers that were given, by question; the others have their defaults, or what the living deployment has. */
	readonly given: Given;
	/** Full names that a person has typed: what somebody else made is gone on with by these alone. */
	readonly confirmed?: readonly string[];
	/** Asked which deployment is meant, and whether somebody else's may be taken over; absent: nobody is. */
	readonly ask?: Asker;
	/** Makes the deployment's id repeatable. */
	readonly seed?: number;
	/** Given beforehand; a no that comes too late is refused before anything happens. */
	readonly decision?: Decision;
	readonly decide: Decide;
};

/**
 * Builds a deployment or goes on with the living one of that name, has its connection decided, and sends the request.
 * @throws UserError for answers, an account or a decision that do not fit, and while another run works on it
 */
export const bringUp = async (connection: Connection, options: BringUp): Promise<RunOutcome> => {
	const {home, given, seed, decision, confirmed = [], ask} = options;
	const settings = settingsFrom(given);
	// Without a name the only living deployment is meant.
	const names = {given: given['name'], name: settings.name};
	refuseOtherAccount(home, connection, [names.name]);
	const asked = {confirmed, target: connection.target, ...(ask ? {ask} : {})};
	const living = await chosenForUp(await findCandidates(connection, home, names.given ?? names.name), names, asked);
	if (!living) return await run(connection, options, await newborn(connection, home, settings, seed), true);
	const there = await connection.inRegion(living.deployment.place.region);
	const {stray, journaled} = living;
	const isTooLate = decision === 'reject' && (stray ? await isAccepted(there, stray) : isAcceptedIn(journaled));
	const deployment = stray ? await withZoneNames(there, living.deployment) : living.deployment;
	refuseWhatDiffers(deployment, given, connection, isTooLate);
	return await run(there, options, await journaledFrom(there, options, living));
};

const newborn = async (
	connection: Connection,
	home: Home,
	settings: Settings,
	seed: number | undefined,
): Promise<Journaled> => {
	const earlier = readDeployments(home.deployments).length;
	const id = drawId(seed === undefined ? undefined : `${seed} ${settings.name} ${earlier}`);
	const deployment = await patiently(connection, clients => bearDeployment({...connection, clients}, settings, id));
	// Of a deployment that was just born it is known that nothing of it stands: no look is needed before a creation.
	return {deployment, history: {...emptyRun, deployment}, gone: false};
};

const isAcceptedIn = (journaled: Journaled | undefined): boolean => journaled?.history.connection === 'accepted';

/** A living deployment is what it was born as: another account, other answers or a late no do not fit it (exit 2). */
const refuseWhatDiffers = (deployment: Deployment, given: Given, {caller}: Connection, isTooLate: boolean): void => {
	const {name, place} = deployment;
	if (place.account !== caller.account) {
		throw usageError(`${name} lives in account ${place.account}; these credentials belong to ${caller.account}.`);
	}
	if (isTooLate) {
		throw usageError(`The connection of ${name} is accepted already.`, [
			`Cut it off: privatelink-wizard approve ${name} --reject`,
			`Or tear the deployment down: privatelink-wizard down ${name}`,
		]);
	}
	const differences = differencesOf(deployment, given);
	if (differences.length > 0) {
		throw usageError(differences.join('\n'), [
			`Leave the flag out to go on with ${name}, or tear it down first: privatelink-wizard down ${name}`,
		]);
	}
};

/** Answers given by flag must be those the deployment was born with; what was not given is not compared. */
const differencesOf = ({name, settings, place}: Deployment, given: Given): readonly string[] => {
	const frozen: Given = {...answersOf(settings), azs: place.zones.map(({id}) => id).join(',')};
	const zoneId = (word: string) => place.zones.find(zone => zone.name === word)?.id ?? word;
	const wanted = (id: string): string | undefined =>
		id === 'azs'
			? given[id]
					?.split(',')
					.map(word => zoneId(word.trim()))
					.join(',')
			: given[id]?.trim();
	return (
		Object.keys(given)
			// An empty answer leaves the choice to the default, which the living deployment has made.
			.filter(id => wanted(id) !== '' && wanted(id) !== frozen[id])
			.map(id => `${name} was built with ${flagOf(id)} "${frozen[id]}", not "${given[id]}".`)
	);
};

const run = async (
	connection: Connection,
	{home, tell, recall, signal, advise, decide}: BringUp,
	journaled: Journaled,
	isNew = false,
): Promise<RunOutcome> => {
	const {deployment} = journaled;
	const resources = buildPlan(deployment);
	const needs = buildNeeds(resources);
	const parts = engineParts(connection, deployment);
	const journal = journalOf(home, deployment);
	const person = waitForPerson(connection.pace, decide);
	const release = journal.lock();
	try {
		const {history} = readAgain(home.deployments, journaled);
		recall?.(history);
		const {runId, emit} = startRun(connection.clock, journal, event => {
			person.tell(event);
			tell(event);
		});
		if (isNew) emit({type: 'deployment-born', version: eventVersion, ...deployment});
		emit({
			type: 'run-started',
			version: eventVersion,
			verb: 'up',
			target: connection.target,
			deployment: fullName(deployment),
			tasks: summarize(resources, needs, 'create'),
		});
		return await finishing({runId, emit}, signal, async () => {
			const {decide: asked} = person;
			const result = await build({...parts, runId, resources, needs, history, emit, decide: asked, signal});
			const outcome =
				result.outcome === 'done'
					? await sendRequest(connection, deployment, result.outputs, {patience: freshlyBuilt, emit, signal})
					: result.outcome;
			return {outcome, message: advise(outcome, deployment)};
		});
	} finally {
		release();
	}
};
