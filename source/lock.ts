import {linkSync, mkdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {writeDurably} from './durable.ts';

/** Who holds a lock: the process and when it started, so that a recycled pid is not mistaken for the owner. */
type Owner = {readonly pid: number; readonly startedAt: string};

/** When the process with `pid` started, in the kernel's own unit; empty where that cannot be read (not Linux, gone). */
const startOf = (pid: number): string => {
	try {
		// proc(5): field 22, counted after the command's closing bracket, which may itself contain brackets and blanks.
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const [state, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
		// A zombie is dead: in a container without an init nobody ever asks how it ended.
		return state === 'Z' ? '' : (rest[18] ?? '');
	} catch {
		return '';
	}
};

const isAlive = (owner: Owner): boolean => {
	try {
		process.kill(owner.pid, 0);
	} catch (error) {
		// EPERM: it lives, under another user.
		if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
	}
	return owner.startedAt === '' || owner.startedAt === startOf(owner.pid);
};

const readOwner = (file: string): Owner | undefined => {
	try {
		const owner: unknown = JSON.parse(readFileSync(file, 'utf8'));
		return typeof owner === 'object' && owner !== null && 'pid' in owner && typeof owner.pid === 'number'
			? {pid: owner.pid, startedAt: 'startedAt' in owner ? String(owner.startedAt) : ''}
			: undefined;
	} catch {
		return undefined;
	}
};

/** The pid of the living process that holds the lock at `file`; undefined when it is free or its owner is dead. */
export const lockOwner = (file: string): number | undefined => {
	const owner = readOwner(file);
	return owner && isAlive(owner) ? owner.pid : undefined;
};

/** What the holder of the lock at `file` published in it; undefined where there is none. */
export const lockNote = (file: string): unknown => {
	try {
		const {note}: {readonly note?: unknown} = JSON.parse(readFileSync(file, 'utf8'));
		return note;
	} catch {
		return undefined;
	}
};

/** The lock's content, whole before anybody can see it: a lock that is half written would look like nobody's. */
const writeOwn = (file: string, note?: unknown): string => {
	const own = `${file}.${process.pid}`;
	writeDurably(own, JSON.stringify({pid: process.pid, startedAt: startOf(process.pid), note}));
	return own;
};

/** Puts `own` in the lock's place; false when one is there already. */
const place = (own: string, file: string): boolean => {
	try {
		linkSync(own, file);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		return false;
	}
};

/** Moves a dead owner's lock away. What was moved is looked at again: it may be the lock of somebody who was faster. */
const clearStale = (own: string, file: string): void => {
	const moved = `${own}.stale`;
	try {
		renameSync(file, moved);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
		throw error;
	}
	if (lockOwner(moved) !== undefined) place(moved, file);
	rmSync(moved, {force: true});
};

/** A lock that this process holds. */
export type Lock = {
	readonly release: () => void;
	/** Writes something into the lock for whoever finds it held; only this user may read it. */
	readonly publish: (note: unknown) => void;
};

/**
 * Takes the lock at `file`, over from a dead owner where there is one.
 * @returns the lock, or the pid of the living process that holds it
 */
export const takeLock = (file: string): Lock | {readonly heldBy: number} => {
	mkdirSync(path.dirname(file), {recursive: true});
	const own = writeOwn(file);
	try {
		for (;;) {
			if (place(own, file)) {
				return {
					release: () => rmSync(file, {force: true}),
					publish: note => renameSync(writeOwn(file, note), file),
				};
			}
			const heldBy = lockOwner(file);
			if (heldBy !== undefined) return {heldBy};
			clearStale(own, file);
		}
	} finally {
		rmSync(own, {force: true});
	}
};
