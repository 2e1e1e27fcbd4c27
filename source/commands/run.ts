import {randomUUID} from 'node:crypto';
import path from 'node:path';
import type {Clock} from '../clock.ts';
import type {RunEvent, RunEventBody} from '../engine/events.ts';
import type {JournalFile} from '../engine/ports.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import {jsonReporter} from '../reporters/json.ts';
import {plainReporter} from '../reporters/plain.ts';
import type {Reporter} from '../reporters/reporter.ts';
import type {Home} from '../store/home.ts';
import {openJournal, recordIn} from '../store/journal.ts';
import type {Surroundings} from './command.ts';

export type Run = {
	readonly runId: string;
	/** Stamps an event, writes it to the journal, then tells it. */
	readonly emit: (body: RunEventBody) => void;
};

/** The journal of a deployment. */
export const journalOf = (home: Home, deployment: Deployment): JournalFile =>
	openJournal(path.join(home.deployments, fullName(deployment)));

/** The renderer that the command line asks for, on stdout. */
export const reporterFor = (output: 'plain' | 'json', {write}: Surroundings): Reporter =>
	output === 'json' ? jsonReporter(write) : plainReporter(write);

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
