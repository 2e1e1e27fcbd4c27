import path from 'node:path';
import process from 'node:process';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {syncFolder} from '../source/durable.ts';
import {temporaryFolder} from './helpers/temporary-folder.ts';

afterEach(() => {
	vi.restoreAllMocks();
});

describe('a folder whose names are to survive a crash', () => {
	const missing = () => path.join(temporaryFolder(), 'missing');

	it('is opened for it', () => {
		expect(() => syncFolder(missing())).toThrow(/ENOENT/);
	});

	it('is left alone on Windows, which opens no folders', () => {
		vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
		expect(() => syncFolder(missing())).not.toThrow();
	});
});
