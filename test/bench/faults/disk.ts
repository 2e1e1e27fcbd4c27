import fs from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';
import path from 'node:path';

/** What becomes of a line that is about to be written: `full` — there is no room for it. */
export type OnLine = (line: string) => 'full' | undefined;

/** The journals below one home, as the disk has them. */
export type Disk = {
	/** What survives a power cut of a journal, by its folder's name: what was written before the last fsync. */
	readonly synced: (name: string) => string | undefined;
	/** Closes what the program left open. */
	readonly unplug: () => void;
};

type Journal = {readonly home: string; readonly file: string; readonly onLine: OnLine; syncedBytes: number};

const homes = new Map<string, OnLine>();
const journals = new Map<number, Journal>();

const real = {openSync: fs.openSync, writeSync: fs.writeSync, closeSync: fs.closeSync};

const noSpace = () => Object.assign(new Error('no space left on device, write'), {code: 'ENOSPC'});

const watched: Partial<typeof fs> = {
	openSync: (...args) => {
		const handle = real.openSync(...args);
		const file = String(args[0]);
		const home = [...homes.keys()].find(each => file.startsWith(each));
		if (home === undefined || path.basename(file) !== 'journal.jsonl') return handle;
		const onLine = homes.get(home) ?? (() => undefined);
		journals.set(handle, {home, file, onLine, syncedBytes: fs.fstatSync(handle).size});
		return handle;
	},
	writeSync: ((handle: number, text: string) => {
		if (journals.get(handle)?.onLine(text) === 'full') throw noSpace();
		return real.writeSync(handle, text);
	}) as typeof fs.writeSync,
	fsyncSync: handle => {
		const journal = journals.get(handle);
		if (journal) journal.syncedBytes = fs.fstatSync(handle).size;
	},
	closeSync: handle => {
		journals.delete(handle);
		real.closeSync(handle);
	},
};

let installed = false;

/**
 * Follows the journals below `home` line by line. From the first call on, fsync costs nothing in this process: what a power
 * cut would leave of a journal is kept in mind instead.
 */
export const plugIn = (home: string, onLine: OnLine): Disk => {
	if (!installed) {
		installed = true;
		Object.assign(fs, watched);
		syncBuiltinESMExports();
	}
	homes.set(home, onLine);
	const own = () => [...journals].filter(([, journal]) => journal.home === home);
	return {
		synced: name => {
			const journal = own().findLast(([, {file}]) => path.basename(path.dirname(file)) === name)?.[1];
			return journal && fs.readFileSync(journal.file).subarray(0, journal.syncedBytes).toString();
		},
		unplug: () => {
			homes.delete(home);
			for (const [handle] of own()) fs.closeSync(handle);
		},
	};
};
