import {closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {type Clock, realClock} from '../clock.ts';
import {UserError} from '../errors.ts';
import {takeLock} from '../lock.ts';
import {createWorld, type World} from './world.ts';

/** A world on disk, owned by this process until `release`. */
export type WorldFile = {
	/** The world as it was saved, its time gone on by the host's since then; undefined where none was saved yet. */
	readonly world: World | undefined;
	/** On disk when it returns. */
	readonly save: (world: World) => void;
	/** Gives the world up: another process may own it. */
	readonly release: () => void;
};

/** How a Date stands in the file: as text it could be taken for a tag's value. */
type SavedDate = {readonly $date: number};

const isSavedDate = (value: unknown): value is SavedDate =>
	typeof value === 'object' && value !== null && '$date' in value && typeof value.$date === 'number';

/** The world as text; Dates come back from `parseWorld` as Dates. */
export const formatWorld = (world: World): string =>
	JSON.stringify(world, function (this: Record<string, unknown>, key, value: unknown) {
		// Date.toJSON was there before us: the holder still has the Date.
		const original = this[key];
		return original instanceof Date ? ({$date: original.getTime()} satisfies SavedDate) : value;
	});

const isWorld = (value: unknown): value is World => {
	if (typeof value !== 'object' || value === null) return false;
	const record = value as Readonly<Record<string, unknown>>;
	const model = createWorld({seed: 0, time: 0});
	return (
		record['version'] === model.version &&
		Object.entries(model).every(([key, sample]) => {
			const found = record[key];
			return typeof found === typeof sample && found !== null && Array.isArray(found) === Array.isArray(sample);
		})
	);
};

/** @throws SyntaxError for text that is no world of this version */
export const parseWorld = (text: string): World => {
	const value: unknown = JSON.parse(text, (_key, each: unknown) => (isSavedDate(each) ? new Date(each.$date) : each));
	if (!isWorld(value)) throw new SyntaxError('not a world of this version');
	return value;
};

const readWorld = (file: string): World | undefined => {
	try {
		return parseWorld(readFileSync(file, 'utf8'));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw new UserError(
			`The simulator's world in ${file} cannot be read: ${error instanceof Error ? error.message : error}`,
			{nextSteps: [`Move ${file} away: the next run begins with an empty world.`], cause: error},
		);
	}
};

const syncFolder = (folder: string): void => {
	// Windows has no handles of folders, and no need to sync them.
	if (process.platform === 'win32') return;
	const handle = openSync(folder, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
};

/** Replaces `file` whole: who reads it sees the old text or the new one, also after a crash. */
const writeAtomically = (file: string, text: string): void => {
	const draft = `${file}.new`;
	const handle = openSync(draft, 'w', 0o600);
	try {
		writeFileSync(handle, text);
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
	renameSync(draft, file);
	syncFolder(path.dirname(file));
};

/**
 * Takes the world in `folder`, over from a dead owner where there is one. `host` tells the host's time.
 * @throws UserError naming the pid when a living process owns it, or when the file cannot be read
 */
export const openWorldFile = (folder: string, host: Pick<Clock, 'now'> = realClock()): WorldFile => {
	mkdirSync(folder, {recursive: true});
	const file = path.join(folder, 'world.json');
	const lock = takeLock(path.join(folder, 'world.lock'));
	if ('heldBy' in lock) {
		throw new UserError(`The simulator's world in ${folder} is in use by another run (pid ${lock.heldBy}).`, {
			nextSteps: [`Wait until that run has ended, then run the command again.`],
		});
	}
	try {
		const world = readWorld(file);
		// Timers of the time between fire, in order, before the first answer.
		if (world) world.time += Math.max(0, host.now() - world.savedAt);
		return {
			world,
			save: current => {
				current.savedAt = host.now();
				writeAtomically(file, formatWorld(current));
			},
			release: lock.release,
		};
	} catch (error) {
		lock.release();
		throw error;
	}
};
