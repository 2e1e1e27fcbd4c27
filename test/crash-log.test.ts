import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';
import {keepCrash} from '../source/crash-log.ts';
import {temporaryFolder} from './helpers/temporary-folder.ts';

it('keeps no trace of a bug where a file stands in the place of the folder, and throws nothing itself', () => {
	const file = path.join(temporaryFolder(), 'file');
	writeFileSync(file, '');
	expect(keepCrash(file, new Error('a bug'))).toBeUndefined();
	expect(keepCrash(path.join(file, 'logs'), new Error('a bug'))).toBeUndefined();
});
