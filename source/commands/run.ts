import {randomUUID} from 'node:crypto';
import path from 'node:path';
import type {Clock} from '../clock.ts';
import type {RunEvent, RunEventBody, RunOutcome} from '../engine/events.ts';
import type {JournalFile} from '../engine/ports.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import type {Reporter} from '../reporters/reporter.ts';
import type {Home} from '../store/home.ts';
import {DeploymentBusy, journalName, openJournal, recordIn} from '../store/journal.ts';

export type Run = {
	readonly runId: string;
	/** Stamps an event, writes it to the journal, then tells it. */
	readonly emit: (body: RunEventBody) => void;
};

const folderOf = (home: Home, deployment: Pick<Deployment, 'name' | 'id'>): string =>
	path.join(home.deployments, fullName(deployment));

/** The journal of a deployment. */
export const journalOf = (home: Home, deployment: Pick<Deployment, 'name' | 'id'>): JournalFile =>
	openJournal(folderOf(home, deployment));

/** A journal that keeps nothing: for what is only looked at, and while the run that holds the lock keeps it. */
export const noJournal: JournalFile = {append: () => {}, sync: () => {}, read: () => [], lock: () => () => {}};

/**
 * The journal with its lock taken where it is free. Where another run holds it nothing is kept: that run journals what it
 * observes of what is done here.
 */
export const journalIfFree = (
	home: Home,
	deployment: Pick<Deployment, 'name' | 'id'>,
): {readonly journal: JournalFile; readonly release: () => void; readonly heldBy?: number} => {
	const journal = journalOf(home, deployment);
	try {
		return {journal, release: journal.lock()};
	} catch (error) {
		if (error instanceof DeploymentBusy) return {journal: noJournal, release: () => {}, heldBy: error.pid};
		throw error;
	}
};

/** Where that journal is, for a person to look at. */
export const journalPath = (home: Home, deployment: Pick<Deployment, 'name' | 'id'>): string =>
	path.join(folderOf(home, deployment), journalName);

/**
 * The body of a run, between its first event and its last: `run-finished` comes whatever happens.
 * @throws what the body throws
 */
export const finishing = async (
	{emit}: Run,
	signal: AbortSignal,
	body: () => Promise<{readonly outcome: RunOutcome; readonly message?: string | undefined}>,
): Promise<RunOutcome> => {
	const finish = (outcome: RunOutcome, message: string | undefined) =>
		emit({type: 'run-finished', outcome, ...(message === undefined ? {} : {message})});
	try {
		const {outcome, message} = await body();
		finish(outcome, message);
		return outcome;
	} catch (error) {
		finish(signal.aborted ? 'interrupted' : 'failed', error instanceof Error ? error.message : String(error));
		throw error;
	}
};

/** Starts a run: what it emits is durable in `journal` before `reporter` hears of it. */
export const startRun = (clock: Clock, journal: JournalFile, reporter: Reporter): Run => {
	const runId = randomUUID();
	const record = recordIn(journal);
	return {
		runId,
		emit: body => {
			const event: RunEvent = {at: new Date(clock.now()).toISOString(), runId, ...body};
			record(event);
			reporter(event);
		},
	};
};
