import {findOtherConsumers, type InboxEntry} from '../aws/inbox.ts';
import {exitCodes} from '../engine/exit-codes.ts';
import {UserError} from '../errors.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import type {Asker} from '../prompts.ts';
import type {Connection} from './connection.ts';
import {decide} from './decision.ts';
import {patiently} from './patience.ts';
import type {Run} from './run.ts';

const named = ({endpointId, owner, state}: InboxEntry): string => `${endpointId} of account ${owner} (${state})`;

const othersOf = (connection: Connection, deployment: Deployment): Promise<readonly InboxEntry[]> =>
	patiently(connection, clients => findOtherConsumers(clients, fullName(deployment)));

/**
 * Endpoints of others that use the service are shown before a teardown, and each needs a yes of its own: given
 * beforehand by its id, or by a person.
 * @returns the ids that may be cut off
 * @throws UserError (exit 3) naming those that nobody was asked about; (exit 4) when the person says no
 */
export const agreeToDisconnect = async (
	connection: Connection,
	deployment: Deployment,
	given: readonly string[],
	ask: Asker | undefined,
): Promise<readonly string[]> => {
	const open = (await othersOf(connection, deployment)).filter(({endpointId}) => !given.includes(endpointId));
	await agreeToCutOff(deployment, open, ask, byFlag);
	return [...given, ...open.map(({endpointId}) => endpointId)];
};

/**
 * Has a person say yes to each connection that is in use and is to be cut off.
 * @param beforehand how that is agreed to without a person
 * @throws UserError (exit 3) naming those that nobody was asked about; (exit 4) when the person says no
 */
export const agreeToCutOff = async (
	deployment: Deployment,
	open: readonly InboxEntry[],
	ask: Asker | undefined,
	beforehand: (endpointId: string) => string,
): Promise<void> => {
	if (open.length > 0 && !ask) throw notAgreed(deployment, open, beforehand);
	for (const entry of open) {
		const answer = await ask?.choose({
			message: `${named(entry)} uses the service of ${fullName(deployment)}. Cut it off?`,
			options: [
				{value: 'no', label: 'No', help: 'It stays connected; nothing is changed.'},
				{value: 'yes', label: 'Yes', help: 'Its connection is rejected; its owner has to remove the endpoint.'},
			],
		});
		if (answer !== 'yes') {
			throw new UserError(`Nothing was changed: ${entry.endpointId} stays connected.`, {exitCode: exitCodes.declined});
		}
	}
};

const byFlag = (endpointId: string): string => `--disconnect ${endpointId}`;

const notAgreed = (
	deployment: Deployment,
	open: readonly InboxEntry[],
	beforehand: (endpointId: string) => string,
): UserError =>
	new UserError(`The service of ${fullName(deployment)} is in use: ${open.map(named).join(', ')}.`, {
		exitCode: exitCodes['needs-input'],
		nextSteps: open.map(({endpointId}) => `${beforehand(endpointId)}  cuts it off`),
	});

/**
 * The connections of others that have to be cut off before the service can go.
 * @throws UserError (exit 3) when one of them is not among those agreed to
 */
export const othersToDisconnect = async (
	connection: Connection,
	deployment: Deployment,
	agreed: readonly string[],
): Promise<readonly InboxEntry[]> => {
	const others = await othersOf(connection, deployment);
	const open = others.filter(({endpointId}) => !agreed.includes(endpointId));
	if (open.length > 0) throw notAgreed(deployment, open, byFlag);
	return others;
};

/** Rejects connections of others, so that the service can go. */
export const disconnectOthers = async (
	connection: Connection,
	others: readonly InboxEntry[],
	emit: Run['emit'],
	signal: AbortSignal,
): Promise<void> => {
	for (const [serviceId, entries] of Map.groupBy(others, each => each.serviceId)) {
		const ids = entries.map(({endpointId}) => endpointId);
		for (const endpointId of await decide(connection, serviceId, ids, 'reject', signal)) {
			emit({type: 'decision-made', endpointId, answer: 'reject', by: connection.caller.arn});
		}
	}
};
