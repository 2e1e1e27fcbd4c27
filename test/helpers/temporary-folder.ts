import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';

const folders: string[] = [];

const clean = (): void => {
	for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
};

// The benches open labs, too, without a test runner.
if (process.env['VITEST']) (await import('vitest')).afterAll(clean);
else process.on('exit', clean);

/** A new folder, removed after the tests of the file, or when the process ends. */
export const temporaryFolder = (prefix = 'privatelink wizard '): string => {
	const folder = mkdtempSync(path.join(tmpdir(), prefix));
	folders.push(folder);
	return folder;
};
