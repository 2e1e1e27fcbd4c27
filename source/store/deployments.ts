import {readdirSync} from 'node:fs';
import path from 'node:path';
import type {RunEvent} from '../engine/events.ts';
import {emptyRun, project, type RunState} from '../engine/projection.ts';
import {UserError} from '../errors.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import {readEvents} from './journal.ts';

/** A deployment as its journal tells it. */
export type Journaled = {
	readonly deployment: Deployment;
	/** All runs so far, projected. */
	readonly history: RunState;
	/** Torn down, and nothing of ours was left. */
	readonly gone: boolean;
};

const foldersIn = (folder: string): readonly string[] => {
	try {
		// Anything else there (a file of the desktop's, say) is not ours.
		const folders = readdirSync(folder, {withFileTypes: true}).filter(entry => entry.isDirectory());
		return folders.map(({name}) => name).toSorted();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
};

/** A journal that cannot be read: the other deployments are none the worse for it. */
export type Damaged = {
	/** `<name>.<id>`, by its folder. */
	readonly fullName: string;
	readonly error: UserError;
};

/** Whether the last run was a teardown that came to its end. */
const isGone = (events: readonly RunEvent[]): boolean => {
	const started = events.findLast(event => event.type === 'run-started');
	const finished = events.findLast(event => event.type === 'run-finished');
	if (!started || !finished || events.indexOf(finished) < events.indexOf(started)) return false;
	return started.verb === 'down' && finished.outcome === 'done';
};

/** What `make` makes, made when it is asked for first: of deployments long gone nobody asks for their history. */
const once = <T>(make: () => T): (() => T) => {
	let made: {readonly value: T} | undefined;
	return () => {
		made ??= {value: make()};
		return made.value;
	};
};

const readDeployment = (folder: string, name: string): Journaled | Damaged | undefined => {
	try {
		const [birth, ...events] = readEvents(path.join(folder, name));
		if (birth?.type !== 'deployment-born') return undefined;
		const historyOf = once(() => [birth, ...events].reduce(project, emptyRun));
		const {at: _at, runId: _runId, type: _type, version: _version, ...deployment} = birth;
		return {
			deployment,
			get history() {
				return historyOf();
			},
			gone: isGone(events),
		};
	} catch (error) {
		if (error instanceof UserError) return {fullName: name, error};
		throw error;
	}
};

/** Every deployment that has a journal in `folder`, living or gone, and every one whose journal is damaged, by name. */
export const readJournals = (
	folder: string,
): {readonly deployments: readonly Journaled[]; readonly damaged: readonly Damaged[]} => {
	const found = foldersIn(folder).flatMap(name => readDeployment(folder, name) ?? []);
	return {
		deployments: found.filter(each => 'deployment' in each),
		damaged: found.filter(each => 'error' in each),
	};
};

/** A deployment as its journal tells it now: another run may have written since. One without a journal stays as it is. */
export const readAgain = (folder: string, journaled: Journaled): Journaled => {
	const found = readDeployment(folder, fullName(journaled.deployment));
	if (found && 'error' in found) throw found.error;
	return found ?? journaled;
};

/** Every deployment that has a journal in `folder`, living or gone, in the order of their names. */
export const readDeployments = (folder: string): readonly Journaled[] => readJournals(folder).deployments;
