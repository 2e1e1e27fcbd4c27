import {eventVersion} from '../engine/events.ts';
import {exitCodes} from '../engine/exit-codes.ts';
import type {RunState} from '../engine/projection.ts';
import {UserError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {fullName} from '../plan/deployment.ts';
import type {Outputs, ResourceId} from '../plan/graph.ts';
import type {Command, Surroundings} from './command.ts';
import {type Connection, regionFor, withConnection} from './connection.ts';
import {withLines} from './lines.ts';
import {livingNeeded} from './living.ts';
import {commandsFor} from './next-steps.ts';
import {sendRequest} from './request.ts';
import {finishing, journalIfFree, startRun} from './run.ts';
import {standing} from './verification.ts';

/** What the journal knows of every resource. */
export const knownOutputs = ({known}: RunState): ReadonlyMap<ResourceId, Outputs> =>
	new Map([...known].map(([id, {outputs}]) => [id, outputs]));

/** `verify [deployment]`: the request again, through a session of its own; exit 5 when it proves nothing. */
export const verify: Command = async (invocation, surroundings) => {
	return await withConnection(invocation, surroundings, regionFor(invocation, surroundings.env), connection =>
		verifyOn(connection, invocation, surroundings),
	);
};

/** `verify` on a connection. */
export const verifyOn = async (
	connection: Connection,
	invocation: Invocation,
	surroundings: Surroundings,
): Promise<number> => {
	const {operands, answers} = invocation;
	const {target, clock} = connection;
	const {home, signal} = surroundings;
	const name = operands[0] ?? answers.name;
	const {deployment, history} = await livingNeeded(connection, surroundings, name);
	const there = await connection.inRegion(deployment.place.region);
	const outputs = knownOutputs(history);
	if (outputs.get('consumer.endpoint')?.['dnsName'] === undefined) {
		throw new UserError(`${fullName(deployment)} is not built to its end yet.`, {
			exitCode: exitCodes.unverified,
			nextSteps: [`Go on with: privatelink-wizard up --name ${deployment.name}`],
		});
	}
	return await withLines(surroundings, clock, async ({tell}) => {
		const {journal, release} = journalIfFree(home, deployment);
		const run = startRun(clock, journal, tell);
		const {emit} = run;
		try {
			emit({
				type: 'run-started',
				version: eventVersion,
				verb: 'verify',
				target,
				deployment: fullName(deployment),
				tasks: [],
			});
			const outcome = await finishing(run, signal, async () => {
				const proved = await sendRequest(there, deployment, outputs, {patience: standing, emit, signal});
				const {verify: again, down} = commandsFor(invocation, deployment);
				return {outcome: proved, message: proved === 'done' ? undefined : `Try again: ${again} · Tear down: ${down}`};
			});
			return exitCodes[outcome];
		} finally {
			release();
		}
	});
};
