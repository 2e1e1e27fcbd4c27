import {closeSync, openSync, readFileSync, renameSync, rmSync, writeSync} from 'node:fs';
import path from 'node:path';
import {type Clock, realClock} from '../clock.ts';
import {syncFolder, writeDurably} from '../durable.ts';
import {asFileTrouble, UserError} from '../errors.ts';
import {lockNote, takeLock} from '../lock.ts';
import {createWorld, type World} from './world.ts';

/** A world on disk, owned by this process until `release`. */
export type WorldFile = {
	/** The world as it was saved, its time gone on by the host's since then; undefined where none was saved yet. */
	readonly world: World | undefined;
	/** On disk when it returns. */
	readonly save: (world: World) => void;
	/**
	 * Notes how far the world's time has come since it was saved, for a next owner after a crash of this process: what
	 * somebody has seen must not be undone. Not synced: it is a few bytes, written often.
	 */
	readonly mark: (time: number) => void;
	/** Tells whoever finds the world owned how to reach this process. */
	readonly publish: (note: unknown) => void;
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

/** Replaces `file` whole: who reads it sees the old text or the new one, also after a crash. */
const writeAtomically = (file: string, text: string): void => {
	const draft = `${file}.new`;
	writeDurably(draft, text);
	renameSync(draft, file);
	syncFolder(path.dirname(file));
};

/** Trouble with the world's files is the person's to mend, whichever of them it is and whether the system names it or not. */
const onDisk = <T>(folder: string, work: () => T): T => {
	try {
		return work();
	} catch (error) {
		throw asFileTrouble(error, `The simulator's world in ${folder} cannot be written`);
	}
};

/** A world that a living process owns. `note` is what that process published. */
export class WorldBusy extends UserError {
	readonly pid: number;
	readonly note: unknown;

	constructor(folder: string, pid: number, note: unknown) {
		super(`The simulator's world in ${folder} is in use by another run (pid ${pid}).`, {
			nextSteps: [`Wait until that run has ended, then run the command again.`],
		});
		this.name = 'WorldBusy';
		this.pid = pid;
		this.note = note;
	}
}

/** A mark: the world's time at a moment of the host's, ms, as two numbers. */
const readMark = (file: string): {readonly time: number; readonly at: number} => {
	try {
		const [time = 0, at = 0] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
		return Number.isFinite(time) && Number.isFinite(at) ? {time, at} : {time: 0, at: 0};
	} catch {
		return {time: 0, at: 0};
	}
};

/** What time it is in a world by now: it went on by the host's from when it was saved, or marked after that. */
const timeOf = ({time, savedAt}: World, mark: ReturnType<typeof readMark>, now: number): number =>
	Math.max(time + Math.max(0, now - savedAt), mark.at >= savedAt ? mark.time + Math.max(0, now - mark.at) : 0);

/**
 * Takes the world in `folder`, over from a dead owner where there is one. `host` tells the host's time.
 * @throws WorldBusy when a living process owns it; UserError when the file cannot be read or its folder not be written
 */
export const openWorldFile = (folder: string, host: Pick<Clock, 'now'> = realClock()): WorldFile => {
	const file = path.join(folder, 'world.json');
	const lockFile = path.join(folder, 'world.lock');
	const lock = onDisk(folder, () => takeLock(lockFile));
	if ('heldBy' in lock) throw new WorldBusy(folder, lock.heldBy, lockNote(lockFile));
	const markFile = path.join(folder, 'world.time');
	let mark: number | undefined;
	try {
		const world = readWorld(file);
		// Timers of the time between fire, in order, before the first answer.
		if (world) world.time = timeOf(world, readMark(markFile), host.now());
		return {
			world,
			save: current =>
				onDisk(folder, () => {
					current.savedAt = host.now();
					writeAtomically(file, formatWorld(current));
				}),
			mark: time =>
				onDisk(folder, () => {
					mark ??= openSync(markFile, 'w', 0o600);
					// Always as long: a shorter one would leave digits behind.
					writeSync(mark, `${time} ${host.now()}`.padEnd(40), 0);
				}),
			publish: note => onDisk(folder, () => lock.publish(note)),
			release: () => {
				if (mark !== undefined) closeSync(mark);
				rmSync(markFile, {force: true});
				lock.release();
			},
		};
	} catch (error) {
		lock.release();
		throw error;
	}
};
