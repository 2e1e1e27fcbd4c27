import {classify} from '../aws/errors.ts';
import {decideConnection, decisionOperations, findConnections, holding, undecided} from '../aws/inbox.ts';
import {startRetries} from '../engine/retry.ts';
import type {Connection} from './connection.ts';
import {patiently} from './patience.ts';

/** How often AWS is asked, and for how long, whether it shows the decision; ms. */
const look = {interval: 2_000, patience: 60_000} as const;

/** The states in which a connection does not show an answer yet. */
export const openFor: Readonly<Record<'accept' | 'reject', readonly string[]>> = {accept: [undecided], reject: holding};

/**
 * Each side shows a decision in its own time; whoever goes on before may take the endpoint for undecided still.
 * @returns the endpoints that are still shown in one of the `states` when patience ends
 */
export const untilShown = async (
	connection: Connection,
	serviceId: string,
	endpointIds: readonly string[],
	states: readonly string[],
	signal: AbortSignal,
): Promise<readonly string[]> => {
	const {clock} = connection;
	const deadline = clock.now() + look.patience;
	for (;;) {
		const entries = await patiently(connection, clients => findConnections(clients, serviceId), {signal});
		const open = entries.filter(({state, ownerState}) => states.includes(state) || states.includes(ownerState));
		const ids = endpointIds.filter(id => open.some(({endpointId}) => endpointId === id));
		if (ids.length === 0 || clock.now() >= deadline) return ids;
		await clock.sleep(look.interval, signal);
	}
};

/**
 * Sends a decision until AWS has taken it. A reply that may be lost is followed by a look and not by a repetition: what is
 * decided cannot be decided again.
 * @returns false when somebody else was faster, whatever they said
 * @throws what a repetition cannot cure, or what is left when patience ends
 */
const decideOne = async (
	connection: Connection,
	serviceId: string,
	endpointId: string,
	answer: 'accept' | 'reject',
	signal: AbortSignal,
): Promise<boolean> => {
	const {clients, clock} = connection;
	const retries = startRetries(clock);
	for (let isOpen = true; isOpen; ) {
		try {
			await decideConnection(clients, serviceId, endpointId, answer);
			return true;
		} catch (error) {
			const found = classify(error, decisionOperations[answer]).class;
			if (found === 'exists' || found === 'gone') {
				await untilShown(connection, serviceId, [endpointId], [undecided], signal);
				return false;
			}
			const delay = retries.next(found);
			if (delay === undefined) throw error;
			await clock.sleep(delay, signal);
			if (found === 'ambiguous') {
				isOpen = (await untilShown(connection, serviceId, [endpointId], openFor[answer], signal)).length > 0;
			}
		}
	}
	return true;
};

/**
 * Decides about connections one by one: of several in one call AWS takes some and refuses others.
 * @returns the endpoints that were decided about here; about the others somebody else was faster
 * @throws as `decideOne`
 */
export const decide = async (
	connection: Connection,
	serviceId: string,
	endpointIds: readonly string[],
	answer: 'accept' | 'reject',
	signal: AbortSignal,
): Promise<readonly string[]> => {
	const taken: string[] = [];
	for (const endpointId of endpointIds) {
		if (await decideOne(connection, serviceId, endpointId, answer, signal)) taken.push(endpointId);
	}
	return taken;
};
