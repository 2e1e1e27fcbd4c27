import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {asFileTrouble, UserError} from '../source/errors.ts';
import {temporaryFolder} from './helpers/temporary-folder.ts';

const thrownBy = (work: () => unknown): unknown => {
	try {
		return work();
	} catch (error) {
		return error;
	}
};

const ofSystem = (code: string, file?: string) =>
	Object.assign(new Error(`${code}: as the system says it`), {code, ...(file === undefined ? {} : {path: file})});

describe('trouble with a file of the program’s own', () => {
	it('is told in words, with what mends it', () => {
		const file = path.join(temporaryFolder(), 'file');
		writeFileSync(file, '');
		const below = path.join(file, 'simulator');
		const trouble = asFileTrouble(thrownBy(() => mkdirSync(below)));
		expect(trouble).toBeInstanceOf(UserError);
		expect(trouble).toMatchObject({
			message: `${below} cannot be used: a file stands where its folder should be (ENOTDIR).`,
			nextSteps: ['Move the file away, or set PRIVATELINK_WIZARD_HOME to another folder.'],
			exitCode: 1,
		});
		expect(asFileTrouble(thrownBy(() => mkdirSync(file, {recursive: true})))).toMatchObject({
			message: `${file} cannot be used: a file stands where its folder should be (EEXIST).`,
		});
		expect(
			asFileTrouble(
				thrownBy(() => readFileSync(path.dirname(file))),
				'The journal cannot be read',
			),
		).toMatchObject({
			message: 'The journal cannot be read: a folder stands where the file should be (EISDIR).',
		});
	});

	it.each([
		['EACCES', 'no permission', 'Make it writable'],
		['EROFS', 'its file system is read-only', 'Make it writable'],
		['ENOSPC', 'the disk is full', 'Make room'],
		['EDQUOT', 'the disk quota is used up', 'Make room'],
	])('%s is "%s"', (code, why, cure) => {
		expect(asFileTrouble(ofSystem(code, '/home/ann'))).toMatchObject({
			message: `/home/ann cannot be used: ${why} (${code}).`,
			nextSteps: [expect.stringContaining(cure)],
		});
	});

	it('is not what names no file, or means something else', () => {
		for (const error of [ofSystem('ENOENT'), ofSystem('EMFILE', '/home/ann'), new TypeError('a bug'), 'thrown']) {
			expect(asFileTrouble(error)).toBe(error);
		}
		const told = new UserError('said already');
		expect(asFileTrouble(told, 'The journal cannot be written')).toBe(told);
	});

	it('is whatever goes wrong where a file is all that is at work', () => {
		expect(asFileTrouble(ofSystem('EIO'), 'The journal cannot be written')).toMatchObject({
			message: 'The journal cannot be written: EIO: as the system says it',
		});
	});
});
