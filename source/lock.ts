import {closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Who holds a lock: the process and when it started, so that a recycled pid is not mistaken for the owner. */
type Owner = {readonly pid: number; readonly startedAt: string};

/** When the process with `pid` started, in the kernel's own unit; empty where that cannot be read (not Linux, gone). */
const startOf = (pid: number): string => {
	try {
		// proc(5): field 22, counted after the command's closing bracket, which may itself contain brackets and blanks.
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
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

/**
 * Takes the lock at `file`, over from a dead owner where there is one.
 * @returns its release, or the pid of the living process that holds it
 */
export const takeLock = (file: string): {readonly release: () => void} | {readonly heldBy: number} => {
	mkdirSync(path.dirname(file), {recursive: true});
	const heldBy = lockOwner(file);
	if (heldBy !== undefined) return {heldBy};
	rmSync(file, {force: true});
	try {
		const handle = openSync(file, 'wx', 0o600);
		writeSync(handle, JSON.stringify({pid: process.pid, startedAt: startOf(process.pid)}));
		fsyncSync(handle);
		closeSync(handle);
	} catch (error) {
		// Somebody was faster between the look and the creation.
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		return {heldBy: lockOwner(file) ?? 0};
	}
	return {release: () => rmSync(file, {force: true})};
};
