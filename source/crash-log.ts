import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';

/** Where a bug was met: the stack with its causes, or what was thrown instead of an error. */
const traceOf = (error: unknown): string => {
	if (!(error instanceof Error)) return String(error);
	const trace = error.stack ?? error.message;
	return error.cause === undefined ? trace : `${trace}\nCaused by: ${traceOf(error.cause)}`;
};

/** Keeps what a bug threw in a file of `folder`; returns its path, or undefined where it cannot be written. */
export const keepCrash = (folder: string, error: unknown): string | undefined => {
	const at = new Date().toISOString();
	const file = path.join(folder, `crash-${at.replaceAll(':', '-')}.log`);
	try {
		mkdirSync(folder, {recursive: true});
		writeFileSync(file, `${at}\n${traceOf(error)}\n`, {mode: 0o600});
		return file;
	} catch {
		// A full disk takes the name, and nothing more; where no folder can be, there is nothing to remove.
		if (existsSync(file)) rmSync(file);
		return undefined;
	}
};
