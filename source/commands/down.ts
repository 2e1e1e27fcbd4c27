import {sweep} from '../aws/sweep.ts';
import {eventVersion, type RunOutcome} from '../engine/events.ts';
import type {RunState} from '../engine/projection.ts';
import {teardown} from '../engine/run.ts';
import {UserError, usageError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {buildPlan} from '../plan/build.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import {teardownNeeds} from '../plan/teardown.ts';
import type {Journaled} from '../store/deployments.ts';
import type {Command, Surroundings} from './command.ts';
import {type Connection, regionFor, withConnection} from './connection.ts';
import {engineParts, summaries} from './engine.ts';
import {exitCodes} from './exit-codes.ts';
import {chosenAmong, livingOn, neededAmong} from './living.ts';
import {commandsFor} from './next-steps.ts';
import {journalOf, type Run, reporterFor, startRun} from './run.ts';
import {knownOutputs} from './verify.ts';

/** `down [deployment…]`: tears down in reverse order, then looks for what is left, of ours and of others. */
export const down: Command = async (invocation, surroundings) => {
	return await withConnection(invocation, surroundings, regionFor(invocation, surroundings.env), connection =>
		downOn(connection, invocation, surroundings),
	);
};

/** `down` on a connection: one deployment after the other; the first exit code that is not 0 counts. */
export const downOn = async (
	connection: Connection,
	invocation: Invocation,
	surroundings: Surroundings,
): Promise<number> => {
	const chosen = chosenDeployments(invocation, livingOn(surroundings.home, connection.target), connection.target);
	if (chosen.length === 0) {
		const say = invocation.output === 'json' ? surroundings.warn : surroundings.write;
		say(`There is nothing to tear down on ${connection.target}.`);
		return 0;
	}
	requireConfirmations(invocation, chosen);
	let exitCode = 0;
	for (const journaled of chosen) exitCode ||= await tearDown(connection, invocation, surroundings, journaled);
	return exitCode;
};

/** Those named by operand, else those named by `--confirm`, else the only one. */
const chosenDeployments = (
	{operands, confirm}: Invocation,
	living: readonly Journaled[],
	target: string,
): readonly Journaled[] => {
	if (living.length === 0) return [];
	const names = operands.length > 0 ? operands : confirm;
	if (names.length > 0) return names.map(name => neededAmong(living, name, target));
	const only = chosenAmong(living, undefined);
	return only ? [only] : [];
};

const requireConfirmations = ({confirm}: Invocation, chosen: readonly Journaled[]): void => {
	const missing = chosen.filter(
		({deployment}) => !confirm.includes(deployment.name) && !confirm.includes(fullName(deployment)),
	);
	if (missing.length === 0) return;
	throw new UserError('A teardown has to be confirmed by name.', {
		exitCode: 3,
		nextSteps: missing.map(({deployment}) => `--confirm ${deployment.name}  tears down ${fullName(deployment)}`),
	});
};

const tearDown = async (
	connection: Connection,
	invocation: Invocation,
	surroundings: Surroundings,
	{deployment, history}: Journaled,
): Promise<number> => {
	if (deployment.place.account !== connection.caller.account) {
		throw usageError(
			`${fullName(deployment)} lives in account ${deployment.place.account}; these credentials belong to ${connection.caller.account}.`,
		);
	}
	const resources = buildPlan(deployment);
	const needs = teardownNeeds(resources);
	const journal = journalOf(surroundings.home, deployment);
	const release = journal.lock();
	try {
		const {runId, emit} = startRun(connection.clock, journal, reporterFor(invocation.output, surroundings));
		emit({
			type: 'run-started',
			version: eventVersion,
			verb: 'down',
			target: connection.target,
			deployment: fullName(deployment),
			tasks: summaries(resources, needs, 'destroy'),
		});
		const parts = engineParts(connection, deployment);
		const torn = await teardown({...parts, runId, resources, needs, history, emit, signal: surroundings.signal});
		const outcome =
			torn.outcome === 'interrupted'
				? torn.outcome
				: await sweepUp(connection, deployment, history, emit, torn.outcome);
		const {down: again} = commandsFor(invocation, deployment);
		emit({type: 'run-finished', outcome, ...(outcome === 'done' ? {} : {message: `Go on with it: ${again}`})});
		return exitCodes[outcome];
	} finally {
		release();
	}
};

/** Looks for what is left, also after a teardown that failed: it shows what still costs. */
const sweepUp = async (
	{clients}: Connection,
	deployment: Deployment,
	history: RunState,
	emit: Run['emit'],
	tornDown: RunOutcome,
): Promise<RunOutcome> => {
	const outputs = knownOutputs(history);
	const vpcIds = ['provider.vpc', 'consumer.vpc'].flatMap(id => outputs.get(id)?.['vpcId'] ?? []);
	const swept = await sweep(clients, {deployment: fullName(deployment), vpcIds});
	emit({type: 'sweep-finished', ...swept});
	return tornDown === 'done' ? outcomeOf(swept.remaining) : tornDown;
};

const outcomeOf = ({
	ours,
	foreign,
}: {
	readonly ours: readonly unknown[];
	readonly foreign: readonly unknown[];
}): RunOutcome => {
	if (ours.length > 0) return 'failed';
	return foreign.length > 0 ? 'foreign-left' : 'done';
};
