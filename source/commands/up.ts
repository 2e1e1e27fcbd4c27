import {eventVersion} from '../engine/events.ts';
import type {Decide} from '../engine/ports.ts';
import {emptyRun} from '../engine/projection.ts';
import {build} from '../engine/run.ts';
import {usageError} from '../errors.ts';
import type {Decision, Invocation} from '../flags.ts';
import {buildPlan} from '../plan/build.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import {answersOf, type Settings} from '../plan/settings.ts';
import {type Journaled, readDeployments} from '../store/deployments.ts';
import {bearDeployment, drawId} from './birth.ts';
import type {Command, Surroundings} from './command.ts';
import {type Connection, regionFor, withConnection} from './connection.ts';
import {buildNeeds, engineParts, summaries} from './engine.ts';
import {exitCodes} from './exit-codes.ts';
import {chosenAmong, livingOn} from './living.ts';
import {afterBuild} from './next-steps.ts';
import {sendRequest} from './request.ts';
import {journalOf, reporterFor, startRun} from './run.ts';
import {flagOf, givenAnswers, requireAnswers, settingsFrom} from './settings.ts';
import {freshlyBuilt} from './verification.ts';

/** `up`: builds a deployment or goes on with a living one, has its connection decided, and sends the request. */
export const up: Command = async (invocation, surroundings) => {
	const given = givenAnswers(invocation, surroundings);
	settingsFrom(given);
	requireAnswers([
		...(invocation.yes ? [] : [{flag: '--yes', why: 'answers every question with its default and confirms the build'}]),
		...(invocation.decision
			? []
			: [{flag: '--accept, --reject or --later', why: 'the decision about the endpoint connection'}]),
	]);
	return await withConnection(
		invocation,
		surroundings,
		regionFor(invocation, surroundings.env, given['region']),
		connection => upOn(connection, invocation, surroundings),
	);
};

/** `up` on a connection. */
export const upOn = async (
	connection: Connection,
	invocation: Invocation,
	surroundings: Surroundings,
): Promise<number> => {
	const given = givenAnswers(invocation, surroundings);
	const settings = settingsFrom(given);
	const living = chosenAmong(livingOn(surroundings.home, connection.target), settings.name);
	if (living) refuseWhatDiffers(living, given, connection, invocation);
	return await bringUp(
		connection,
		invocation,
		surroundings,
		living ?? (await newborn(connection, invocation, surroundings, settings)),
	);
};

const newborn = async (
	connection: Connection,
	{seed}: Invocation,
	{home}: Surroundings,
	settings: Settings,
): Promise<Journaled> => {
	const earlier = readDeployments(home.deployments).length;
	const id = drawId(seed === undefined ? undefined : `${seed} ${settings.name} ${earlier}`);
	return {deployment: await bearDeployment(connection, settings, id), history: emptyRun, gone: false};
};

/** A living deployment is what it was born as: another account, other answers or a late no do not fit it (exit 2). */
const refuseWhatDiffers = (
	{deployment, history}: Journaled,
	given: Readonly<Record<string, string>>,
	{caller}: Connection,
	{decision}: Invocation,
): void => {
	const {name, place} = deployment;
	if (place.account !== caller.account) {
		throw usageError(`${name} lives in account ${place.account}; these credentials belong to ${caller.account}.`);
	}
	if (decision === 'reject' && history.connection === 'accepted') {
		throw usageError(`The connection of ${name} is accepted already.`, [
			`Tear the deployment down instead: privatelink-wizard down ${name}`,
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
const differencesOf = (
	{name, settings, place}: Deployment,
	given: Readonly<Record<string, string>>,
): readonly string[] => {
	const frozen: Readonly<Record<string, string>> = {
		...answersOf(settings),
		azs: place.zones.map(({id}) => id).join(','),
	};
	const zoneId = (word: string) => place.zones.find(zone => zone.name === word)?.id ?? word;
	const wanted = (id: string): string | undefined =>
		id === 'azs'
			? given[id]
					?.split(',')
					.map(word => zoneId(word.trim()))
					.join(',')
			: given[id]?.trim();
	return Object.keys(given)
		.filter(id => wanted(id) !== frozen[id])
		.map(id => `${name} was built with ${flagOf(id)} "${frozen[id]}", not "${given[id]}".`);
};

/** The decision given beforehand, for the endpoint that this deployment created. */
const decideBy =
	(decision: Decision): Decide =>
	async () =>
		decision;

const bringUp = async (
	connection: Connection,
	invocation: Invocation,
	surroundings: Surroundings,
	{deployment, history}: Journaled,
): Promise<number> => {
	const decision = invocation.decision ?? 'later';
	const resources = buildPlan(deployment);
	const needs = buildNeeds(resources);
	const parts = engineParts(connection, deployment);
	const journal = journalOf(surroundings.home, deployment);
	const release = journal.lock();
	try {
		const {runId, emit} = startRun(connection.clock, journal, reporterFor(invocation.output, surroundings));
		if (history === emptyRun) emit({type: 'deployment-born', version: eventVersion, ...deployment});
		emit({
			type: 'run-started',
			version: eventVersion,
			verb: 'up',
			target: connection.target,
			deployment: fullName(deployment),
			tasks: summaries(resources, needs, 'create'),
		});
		const result = await build({
			...parts,
			runId,
			resources,
			needs,
			history,
			emit,
			decide: decideBy(decision),
			signal: surroundings.signal,
		});
		const outcome =
			result.outcome === 'done'
				? await sendRequest(connection, deployment, result.outputs, {
						patience: freshlyBuilt,
						emit,
						signal: surroundings.signal,
					})
				: result.outcome;
		emit({type: 'run-finished', outcome, message: afterBuild(outcome, invocation, deployment)});
		return exitCodes[outcome];
	} finally {
		release();
	}
};
