import {isDependency} from '../aws/errors.ts';
import {type Sweep, sweep} from '../aws/sweep.ts';
import {eventVersion, type RunOutcome} from '../engine/events.ts';
import type {RunState} from '../engine/projection.ts';
import {type RunResult, summarize, teardown} from '../engine/run.ts';
import {usageError} from '../errors.ts';
import {buildPlan} from '../plan/build.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import {teardownNeeds} from '../plan/teardown.ts';
import {type Journaled, readAgain} from '../store/deployments.ts';
import type {Drive} from './bring-up.ts';
import type {Connection} from './connection.ts';
import {engineParts} from './engine.ts';
import {disconnectOthers, othersToDisconnect} from './other-consumers.ts';
import {patiently} from './patience.ts';
import {finishing, journalOf, type Run, startRun} from './run.ts';
import {throughSignIn} from './sign-in-pause.ts';
import {knownOutputs} from './verify.ts';

/**
 * Tears down one deployment in reverse order, then looks for what is left, of ours and of others.
 * @throws UserError for another account, while another run works on it, and (exit 3) when others use its service
 */
export const tearDown = async (
	connection: Connection,
	{home, tell, recall, signal, advise}: Drive,
	journaled: Journaled,
	/** Ids of others' endpoints that may be cut off from the service. */
	disconnect: readonly string[] = [],
): Promise<RunOutcome> => {
	const {deployment} = journaled;
	if (deployment.place.account !== connection.caller.account) {
		throw usageError(
			`${fullName(deployment)} lives in account ${deployment.place.account}; these credentials belong to ${connection.caller.account}.`,
		);
	}
	const others = await othersToDisconnect(connection, deployment, disconnect);
	const resources = buildPlan(deployment);
	const needs = teardownNeeds(resources);
	const journal = journalOf(home, deployment);
	const release = journal.lock();
	try {
		const {history} = readAgain(home.deployments, journaled);
		recall?.(history);
		const {runId, emit} = startRun(connection.clock, journal, tell);
		emit({
			type: 'run-started',
			version: eventVersion,
			verb: 'down',
			target: connection.target,
			deployment: fullName(deployment),
			tasks: summarize(resources, needs, 'destroy'),
		});
		const parts = engineParts(connection, deployment);
		return await finishing({runId, emit}, signal, async () => {
			await disconnectOthers(connection, others, emit, signal);
			const pass = async (from: RunState): Promise<Pass> => {
				const torn = await teardown({...parts, runId, resources, needs, history: from, emit, signal});
				// Whoever must not look any more cannot look for what is left either.
				if (torn.outcome === 'interrupted' || torn.stoppedBy) return {torn};
				return {torn, swept: await lookForRest(connection, deployment, history, emit, signal)};
			};
			const first = await pass(history);
			// AWS may show late what a request made that was delivered twice: it stood up behind the teardown's back.
			const isLate =
				first.torn.outcome === 'done' && first.swept !== undefined && first.swept.remaining.ours.length > 0;
			const {torn, swept} = isLate ? await pass(readAgain(home.deployments, journaled).history) : first;
			if (swept) emit({type: 'sweep-finished', ...swept});
			const outcome = swept ? outcomeOf(torn, swept.remaining) : torn.outcome;
			return {outcome, message: advise(outcome, deployment)};
		});
	} finally {
		release();
	}
};

/** What a teardown has come to, and what was left then; nobody looked where the run was stopped. */
type Pass = {readonly torn: RunResult; readonly swept?: Sweep};

/** Looks for what is left, also after a teardown that failed: it shows what still costs. `history`: before the teardown. */
const lookForRest = async (
	connection: Connection,
	deployment: Deployment,
	history: RunState,
	emit: Run['emit'],
	signal: AbortSignal,
): Promise<Sweep> => {
	const outputs = knownOutputs(history);
	const vpcIds = ['provider.vpc', 'consumer.vpc'].flatMap(id => outputs.get(id)?.['vpcId'] ?? []);
	return await throughSignIn(connection, {emit}, signal, 'Describe', () =>
		patiently(connection, clients => sweep(clients, {deployment: fullName(deployment), vpcIds}), {signal}),
	);
};

/** What others have put into our VPCs may hold what is ours: then all that could go is gone. */
const heldByOthers = ({failed}: RunResult, foreign: readonly unknown[]): boolean =>
	foreign.length > 0 && failed.every(({error}) => isDependency(error.code));

const outcomeOf = (torn: RunResult, {ours, foreign}: Sweep['remaining']): RunOutcome => {
	if (torn.outcome !== 'done') return heldByOthers(torn, foreign) ? 'foreign-left' : torn.outcome;
	if (ours.length > 0) return 'failed';
	return foreign.length > 0 ? 'foreign-left' : 'done';
};
