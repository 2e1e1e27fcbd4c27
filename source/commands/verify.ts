import {eventVersion} from '../engine/events.ts';
import type {RunState} from '../engine/projection.ts';
import {UserError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {fullName} from '../plan/deployment.ts';
import type {Outputs, ResourceId} from '../plan/graph.ts';
import type {Command, Surroundings} from './command.ts';
import {type Connection, regionFor, withConnection} from './connection.ts';
import {exitCodes} from './exit-codes.ts';
import {livingOn, neededAmong} from './living.ts';
import {sendRequest} from './request.ts';
import {journalOf, reporterFor, startRun} from './run.ts';
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
	{operands, answers, output}: Invocation,
	surroundings: Surroundings,
): Promise<number> => {
	const {target, clock} = connection;
	const {deployment, history} = neededAmong(livingOn(surroundings.home, target), operands[0] ?? answers.name, target);
	const outputs = knownOutputs(history);
	if (outputs.get('consumer.endpoint')?.['dnsName'] === undefined) {
		throw new UserError(`${fullName(deployment)} is not built to its end yet.`, {
			exitCode: exitCodes.unverified,
			nextSteps: [`Go on with: privatelink-wizard up --name ${deployment.name}`],
		});
	}
	const {emit} = startRun(clock, journalOf(surroundings.home, deployment), reporterFor(output, surroundings));
	emit({
		type: 'run-started',
		version: eventVersion,
		verb: 'verify',
		target,
		deployment: fullName(deployment),
		tasks: [],
	});
	const {signal} = surroundings;
	const outcome = await sendRequest(connection, deployment, outputs, {patience: standing, emit, signal});
	emit({type: 'run-finished', outcome});
	return exitCodes[outcome];
};
