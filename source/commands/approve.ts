import {findConnections, type InboxEntry, undecided} from '../aws/inbox.ts';
import type {DecisionAnswer} from '../engine/events.ts';
import {usageError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {fullName} from '../plan/deployment.ts';
import type {Journaled} from '../store/deployments.ts';
import type {Command, Surroundings} from './command.ts';
import {type Connection, regionFor, withConnection} from './connection.ts';
import {decide, openFor, untilShown} from './decision.ts';
import {answerWords, createTeller, type Inbox} from './inbox.ts';
import {livingIn, livingNeeded} from './living.ts';
import {commandsFor} from './next-steps.ts';
import {agreeToCutOff} from './other-consumers.ts';
import {patiently} from './patience.ts';
import {askDecision} from './plain-questions.ts';
import {knownOutputs} from './verify.ts';

const isEndpointId = (word: string): boolean => word.startsWith('vpce-') && !word.startsWith('vpce-svc-');

const nameIn = ({operands, answers}: Invocation): string | undefined => {
	const [name, ...more] = operands.filter(word => !isEndpointId(word));
	if (more.length > 0) throw usageError(`approve takes one deployment, not also "${more.join(' ')}".`);
	return name ?? answers.name;
};

/** `approve [deployment] [vpce-id…]`: the inbox of pending connections, and the decision about them. */
export const approve: Command = async (invocation, surroundings) => {
	const name = nameIn(invocation);
	const known = livingIn(surroundings.home, invocation.simulate).filter(
		({deployment}) => name === undefined || name === deployment.name || name === fullName(deployment),
	);
	const region = regionFor(
		invocation,
		surroundings.env,
		invocation.answers.region ?? (known.length === 1 ? known[0]?.deployment.place.region : undefined),
	);
	return await withConnection(invocation, surroundings, region, connection =>
		approveOn(connection, invocation, surroundings),
	);
};

/** `approve` on a connection. */
export const approveOn = async (
	connection: Connection,
	invocation: Invocation,
	surroundings: Surroundings,
): Promise<number> => {
	const journaled = await livingNeeded(connection, surroundings, nameIn(invocation));
	const inbox = await openInbox(connection, journaled);
	const teller = createTeller(connection, invocation, surroundings, inbox);
	const asked = invocation.operands.filter(isEndpointId);
	const chosen = asked.length > 0 ? asked : inbox.ownId === undefined ? [] : [inbox.ownId];
	if (inbox.pending.length === 0 && asked.length === 0 && !invocation.decision) return teller.end('done');
	teller.list();
	const answer = invocation.decision ?? (await askedAnswer(inbox, chosen, surroundings));
	if (answer === undefined) return teller.end('needs-input');
	if (answer === 'later') return teller.end('waiting');
	const entries = openAmong(inbox, chosen, answer);
	// Only a rejection meets connections that are in use; whoever names their ids has said yes.
	const inUse = entries.filter(({endpointId, state}) => state !== undecided && !asked.includes(endpointId));
	const {cutOff} = commandsFor(invocation, journaled.deployment);
	await agreeToCutOff(journaled.deployment, inUse, surroundings.ask, cutOff);
	const open = entries.map(({endpointId}) => endpointId);
	const taken = await decide(connection, inbox.serviceId, open, answer, surroundings.signal);
	if (taken.length > 0) {
		teller.decided(taken, answer);
		await untilShown(connection, inbox.serviceId, taken, openFor[answer], surroundings.signal);
	}
	// Whoever was faster need not have said the same.
	if (taken.length < open.length) openAmong(await openInbox(connection, journaled), chosen, answer);
	return teller.over(taken.length, answer);
};

const openInbox = async (connection: Connection, {deployment, history}: Journaled): Promise<Inbox> => {
	const outputs = knownOutputs(history);
	const serviceId = outputs.get('provider.endpoint-service')?.['serviceId'];
	if (serviceId === undefined) {
		throw usageError(`${fullName(deployment)} has no endpoint service yet that anybody could ask to be connected to.`, [
			`Go on with: privatelink-wizard up --name ${deployment.name}`,
		]);
	}
	const entries = await patiently(connection, clients => findConnections(clients, serviceId));
	return {
		deployment,
		serviceId,
		ownId: outputs.get('consumer.endpoint')?.['endpointId'],
		entries,
		pending: entries.filter(({state}) => state === undecided),
	};
};

/** A person is asked about the chosen ones that are pending; undefined where nobody is or none is. */
const askedAnswer = async (
	{pending}: Inbox,
	chosen: readonly string[],
	{ask, signal}: Surroundings,
): Promise<DecisionAnswer | undefined> => {
	const open = pending.filter(({endpointId}) => chosen.includes(endpointId));
	const [first] = open;
	if (!ask || !first) return undefined;
	return await askDecision(ask, {...first, endpointId: open.map(({endpointId}) => endpointId).join(', ')}, signal);
};

/** Those of the chosen ones that are still to be decided. @throws UserError (exit 2) for one that cannot be any more */
const openAmong = (
	{deployment, entries}: Inbox,
	chosen: readonly string[],
	answer: 'accept' | 'reject',
): readonly InboxEntry[] => {
	if (chosen.length === 0) {
		throw usageError(`${fullName(deployment)} has no endpoint of its own yet.`, [
			'Connections of other endpoints are decided by their own id: privatelink-wizard approve DEPLOYMENT vpce-…',
		]);
	}
	const done = answer === 'accept' ? ['available', 'pending'] : ['rejected'];
	return chosen.flatMap(id => {
		const entry = entries.find(({endpointId}) => endpointId === id);
		if (!entry) {
			throw usageError(`${id} does not ask for the service of ${fullName(deployment)}.`, [
				entries.length > 0 ? `These do: ${entries.map(({endpointId}) => endpointId).join(', ')}.` : 'Nothing does.',
			]);
		}
		if (openFor[answer].includes(entry.state)) return entry;
		if (done.includes(entry.state)) return [];
		throw usageError(`The connection of ${id} is ${entry.state}: it cannot be ${answerWords[answer]} any more.`);
	});
};
