import {closeSync, fsyncSync, openSync, rmSync, writeFileSync} from 'node:fs';
import process from 'node:process';

/**
 * Writes a text to a file of the user's alone; it is on the disk when it returns.
 * @throws the system's error; no half of it is left then, which would only take the room that is missing
 */
export const writeDurably = (file: string, text: string): void => {
	const handle = openSync(file, 'w', 0o600);
	try {
		writeFileSync(handle, text);
		fsyncSync(handle);
	} catch (error) {
		rmSync(file, {force: true});
		throw error;
	} finally {
		closeSync(handle);
	}
};

/** Has the names in a folder on the disk when it returns: a file that is new, or goes by a new name, is lost without it. */
export const syncFolder = (folder: string): void => {
	// Windows has no handles of folders, and no need to sync them.
	if (process.platform === 'win32') return;
	const handle = openSync(folder, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
};
