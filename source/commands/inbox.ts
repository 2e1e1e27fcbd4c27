import type {InboxEntry} from '../aws/inbox.ts';
import {type DecisionRequest, eventVersion, type RunEventBody, type RunOutcome} from '../engine/events.ts';
import {exitCodes} from '../engine/exit-codes.ts';
import type {Invocation} from '../flags.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import {jsonReporter} from '../reporters/json.ts';
import type {Surroundings} from './command.ts';
import type {Connection} from './connection.ts';
import {commandsFor} from './next-steps.ts';
import {journalIfFree, noJournal, startRun} from './run.ts';

/** What `approve` knows before it decides anything. */
export type Inbox = {
	readonly deployment: Deployment;
	readonly serviceId: string;
	/** Of the endpoint that this deployment created. */
	readonly ownId: string | undefined;
	readonly entries: readonly InboxEntry[];
	readonly pending: readonly InboxEntry[];
};

export const answerWords = {accept: 'accepted', reject: 'rejected'} as const;

type Teller = {
	readonly list: () => void;
	/** The decision is AWS's from now on. */
	readonly decided: (endpointIds: readonly string[], answer: 'accept' | 'reject') => void;
	/** The end after a decision about `count` endpoints; none: it was as wanted already. */
	readonly over: (count: number, answer: 'accept' | 'reject') => number;
	readonly end: (outcome: Extract<RunOutcome, 'done' | 'needs-input' | 'waiting'>) => number;
};

/** Tells the inbox and what became of it: in lines, or as events of a run of its own. */
export const createTeller = (
	{clock, target, caller}: Connection,
	invocation: Invocation,
	{mode, write, warn, home}: Surroundings,
	{deployment, ownId, pending}: Inbox,
): Teller => {
	const commands = commandsFor(invocation, deployment);
	const isJson = mode === 'json';
	const say = (line: string) => {
		if (!isJson) write(line);
	};
	const shown = isJson ? jsonReporter(write) : () => {};
	const opening: RunEventBody = {
		type: 'run-started',
		version: eventVersion,
		verb: 'approve',
		target,
		deployment: fullName(deployment),
		tasks: [],
	};
	// An inbox that is only looked at, connections of others and all, is nothing for the journal.
	const looking = startRun(clock, noJournal, shown);
	looking.emit(opening);
	const endingOf = (answer: 'accept' | 'reject') => ({
		type: 'run-finished' as const,
		outcome: answer === 'accept' ? ('done' as const) : ('rejected' as const),
		message: answer === 'accept' ? `Go on: ${commands.acceptAndGoOn}` : `Tear down: ${commands.down}`,
	});
	return {
		list: () => {
			say(`${target}. Connections that wait for a decision about the service of ${fullName(deployment)}:`);
			if (pending.length === 0) say('  none');
			for (const entry of pending) {
				say(`  ${inWords(entry)}  ${entry.endpointId === ownId ? 'of this deployment' : 'NOT of this deployment'}`);
				looking.emit({type: 'decision-needed', request: requestOf(entry)});
			}
		},
		decided: (endpointIds, answer) => {
			const made = endpointIds.map(
				(endpointId): RunEventBody => ({type: 'decision-made', endpointId, answer, by: caller.arn}),
			);
			keepInJournal({clock, home, warn}, deployment, [opening, ...made, endingOf(answer)]);
			for (const event of made) looking.emit(event);
			for (const endpointId of endpointIds) say(`Connection ${endpointId}: ${answerWords[answer]} by ${caller.arn}`);
		},
		over: (count, answer) => {
			const ending = endingOf(answer);
			if (count === 0) say(`The connection is ${answerWords[answer]} already.`);
			say(ending.message);
			looking.emit(ending);
			return exitCodes[ending.outcome];
		},
		end: outcome => {
			const messages = {
				done: `No connection waits for a decision about the service of ${fullName(deployment)}.`,
				waiting: `Left pending. Decide with: ${commands.decide} (or --reject)`,
				'needs-input': undecidedWords(pending, ownId, commands.decide),
			};
			looking.emit({type: 'run-finished', outcome, message: messages[outcome]});
			if (!isJson) (outcome === 'needs-input' ? warn : write)(messages[outcome]);
			return exitCodes[outcome];
		},
	};
};

const inWords = ({endpointId, owner, vpcId, since}: InboxEntry): string =>
	[endpointId, `account ${owner}`, vpcId ? `VPC ${vpcId}` : 'VPC known to its owner alone', `since ${since}`].join(
		'  ',
	);

const requestOf = ({state: _state, ownerState: _ownerState, ...entry}: InboxEntry): DecisionRequest => ({
	task: 'consumer.endpoint-connection',
	...entry,
});

const undecidedWords = (pending: readonly InboxEntry[], ownId: string | undefined, decide: string): string =>
	// Asked about an id, while nothing waits: only a rejection can be meant, of what is in use.
	pending.length === 0 || pending.some(({endpointId}) => endpointId === ownId)
		? `A decision is needed: ${decide} (or --reject)`
		: 'None of these is the endpoint of this deployment: name the id of the one to decide about.';

/** A run under way holds the lock; it sees the decision on AWS and journals it itself. */
const keepInJournal = (
	{clock, home, warn}: Pick<Connection, 'clock'> & Pick<Surroundings, 'home' | 'warn'>,
	deployment: Deployment,
	events: readonly RunEventBody[],
): void => {
	const {journal, release, heldBy} = journalIfFree(home, deployment);
	if (heldBy !== undefined) {
		warn(`Another run (pid ${heldBy}) works on this deployment; it takes the decision up by itself.`);
	}
	try {
		const {emit} = startRun(clock, journal, () => {});
		for (const event of events) emit(event);
	} finally {
		release();
	}
};
