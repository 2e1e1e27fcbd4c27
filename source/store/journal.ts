import {fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync} from 'node:fs';
import path from 'node:path';
import {syncFolder} from '../durable.ts';
import {eventVersion, type RunEvent, type RunEventType} from '../engine/events.ts';
import type {JournalFile} from '../engine/ports.ts';
import {asFileTrouble, UserError} from '../errors.ts';
import {takeLock} from '../lock.ts';

/** Events that must survive a crash once they were told: without them a call could be made twice or a resource lost. */
const durable: ReadonlySet<RunEventType> = new Set([
	'deployment-born',
	'deployment-adopted',
	'call-intended',
	'call-settled',
	'decision-made',
	'run-finished',
]);

/** The name of the journal in its deployment's folder. */
export const journalName = 'journal.jsonl';

/** A crash may tear the last line; what follows it would be joined to it, so it is cut off. */
const cutTornLine = (handle: number, bytes: Buffer): void => {
	const end = bytes.lastIndexOf('\n') + 1;
	if (end < bytes.length) ftruncateSync(handle, end);
};

/** A disk that fills up takes the beginning of a line: that is taken back, or what is written later would be joined to it. */
const appendWhole = (handle: number, text: string): void => {
	const {size} = fstatSync(handle);
	if (writeSync(handle, text) === Buffer.byteLength(text)) return;
	ftruncateSync(handle, size);
	throw Object.assign(new Error('no space left on device'), {code: 'ENOSPC'});
};

const onDisk = <T>(file: string, work: () => T): T => {
	try {
		return work();
	} catch (error) {
		throw asFileTrouble(error, `The journal ${file} cannot be written`);
	}
};

/** Another process works on the deployment. */
export class DeploymentBusy extends UserError {
	readonly pid: number;

	constructor(pid: number) {
		super(`Another run works on this deployment (pid ${pid}).`, {
			nextSteps: ['Wait until it has ended, or stop it with Ctrl-C in its terminal.'],
		});
		this.name = 'DeploymentBusy';
		this.pid = pid;
	}
}

/** The lock of the deployment whose journal is in `folder`. */
export const lockFile = (folder: string): string => path.join(folder, 'lock');

/**
 * The journal in `folder` (one folder a deployment), created when it is not there.
 * @throws UserError when the folder cannot be written
 */
export const openJournal = (folder: string): JournalFile => {
	const file = path.join(folder, journalName);
	let handle: number | undefined;
	const open = (): number => {
		if (handle !== undefined) return handle;
		mkdirSync(folder, {recursive: true});
		handle = openSync(file, 'a+');
		cutTornLine(handle, readFileSync(file));
		return handle;
	};
	let born = false;
	return {
		append: line => onDisk(file, () => appendWhole(open(), `${line}\n`)),
		sync: () =>
			onDisk(file, () => {
				fsyncSync(open());
				if (!born) {
					syncFolder(folder);
					syncFolder(path.dirname(folder));
				}
				born = true;
			}),
		read: () => readLines(file),
		lock: () => {
			const lock = onDisk(file, () => takeLock(lockFile(folder)));
			if ('release' in lock) return lock.release;
			throw new DeploymentBusy(lock.heldBy);
		},
	};
};

const readLines = (file: string): readonly string[] => {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') return [];
		throw new UserError(`The journal ${file} cannot be read: ${message}`, {
			nextSteps: [
				'Make it readable for you (its owner is whoever ran the command that made it), or move its folder away.',
			],
			cause: error,
		});
	}
	return text.split('\n').slice(0, -1);
};

const parseLine = (line: string, number: number, file: string): RunEvent => {
	try {
		const event = JSON.parse(line) as RunEvent;
		// Every journal begins with the birth of its deployment.
		if (typeof event.type === 'string' && (number > 1 || event.type === 'deployment-born')) return event;
	} catch {}
	throw new UserError(`Line ${number} of the journal ${file} is damaged; nothing was guessed and nothing was called.`, {
		nextSteps: [
			'Restore the file, or move its folder away: what stands is still listed by its tags (privatelink-wizard list).',
		],
	});
};

/**
 * All events of the journal in `folder`.
 * @throws UserError for a damaged line in the middle, or a journal of a newer version
 */
export const readEvents = (folder: string): readonly RunEvent[] => {
	const file = path.join(folder, journalName);
	const events = readLines(file).map((line, index) => parseLine(line, index + 1, file));
	const [birth] = events;
	if (birth?.type === 'deployment-born' && birth.version > eventVersion) {
		throw new UserError(`The journal ${file} was written by a newer version of privatelink-wizard.`, {
			nextSteps: ['Run it with that version: npx privatelink-wizard@latest'],
		});
	}
	return events;
};

/** Writes events to the journal: all but observations, which AWS can be asked for again. */
export const recordIn =
	(journal: JournalFile) =>
	(event: RunEvent): void => {
		if (event.type === 'task-waiting') return;
		journal.append(JSON.stringify(event));
		if (durable.has(event.type)) journal.sync();
	};
