import {chmodSync, existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {UserError} from '../../source/errors.ts';
import {openProfiles} from '../../source/store/profiles.ts';
import {temporaryFolder} from '../helpers/bin.ts';

const saved = {answers: {region: 'eu-central-1'}, savedAt: '2026-11-02T10:00:00.000Z'};

/** Profiles opened on a file that holds `content`. */
const open = (content?: unknown) => {
	const folder = temporaryFolder();
	const file = path.join(folder, 'profiles.json');
	if (content !== undefined) writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
	const warnings: string[] = [];
	return {
		profiles: openProfiles(folder, line => warnings.push(line)),
		folder,
		warnings,
		stored: (): unknown => JSON.parse(readFileSync(file, 'utf8')),
		names: () => readdirSync(folder).toSorted(),
	};
};

describe('saved answers', () => {
	it('are none where nothing was saved, and looking writes nothing', () => {
		const {profiles, names} = open();
		expect(profiles.list()).toEqual({});
		expect(names()).toEqual([]);
	});

	it('are kept with the version of their form', () => {
		const {profiles, stored} = open();
		profiles.save('usual', saved);
		profiles.save('other', {...saved, lastOutcome: 'done'});
		profiles.rename('usual', 'first');
		profiles.delete('other');
		expect(stored()).toEqual({version: 1, profiles: {first: saved}});
		expect(() => profiles.get('usual')).toThrow('There is no profile "usual".');
	});

	it('of before there were versions are brought up to date, and written so with the next change', () => {
		const {profiles, stored, warnings} = open({profiles: {old: {answers: {name: 'mine'}}}});
		expect(profiles.list()).toEqual({old: {answers: {name: 'mine'}, savedAt: '1970-01-01T00:00:00.000Z'}});
		profiles.save('new', saved);
		expect(stored()).toMatchObject({version: 1, profiles: {old: {answers: {name: 'mine'}}, new: saved}});
		expect(warnings).toEqual([]);
	});

	it('keep their answers when the outcome beside them is unknown', () => {
		const {profiles} = open({version: 1, profiles: {usual: {...saved, lastOutcome: 'splendid'}}});
		expect(profiles.get('usual')).toEqual(saved);
	});
});

describe('a file that holds no saved answers', () => {
	it.each([
		['no JSON', '{"version": 1,'],
		['an empty file', ''],
		['a list', [1, 2]],
		['text', '"profiles"'],
		['nothing', 'null'],
		['a version that is none', {version: 'one', profiles: {}}],
		['no profiles', {version: 1}],
		['profiles of another shape', {version: 1, profiles: {usual: {answers: ['eu-central-1'], savedAt: 'now'}}}],
		['a list of profiles', {version: 1, profiles: [saved]}],
	])('%s is set aside with a notice, and others can be saved', (_what, content) => {
		const {profiles, names, warnings, folder, stored} = open(content);
		expect(profiles.list()).toEqual({});
		expect(warnings).toEqual([
			`The saved answers could not be read and were set aside: ${path.join(folder, 'profiles.json.damaged')}`,
		]);
		profiles.save('usual', saved);
		expect(stored()).toEqual({version: 1, profiles: {usual: saved}});
		expect(names()).toEqual(['profiles.json', 'profiles.json.damaged']);
	});

	it('does not replace one that was set aside before', () => {
		const {folder} = open('first');
		writeFileSync(path.join(folder, 'profiles.json'), 'second');
		openProfiles(folder, () => {});
		expect(readFileSync(path.join(folder, 'profiles.json.damaged'), 'utf8')).toBe('first');
		expect(readFileSync(path.join(folder, 'profiles.json.damaged-2'), 'utf8')).toBe('second');
	});
});

describe('a file of a newer version', () => {
	const newer = {version: 7, profiles: [{name: 'usual', form: 'unknown here'}]};

	it('is named in a notice, and left as it is', () => {
		const {profiles, warnings, stored, names} = open(newer);
		expect(warnings.join('\n')).toContain('newer version of privatelink-wizard');
		expect(warnings.join('\n')).toContain('npx privatelink-wizard@latest');
		expect(profiles.list()).toEqual({});
		expect(stored()).toEqual(newer);
		expect(names()).toEqual(['profiles.json']);
	});

	it('is not written over', () => {
		const {profiles, stored} = open(newer);
		expect(() => profiles.save('usual', saved)).toThrow(UserError);
		expect(stored()).toEqual(newer);
	});
});

// The superuser writes everywhere.
describe.skipIf(process.getuid?.() === 0)('a folder that cannot be written', () => {
	it('is read all the same, and says what to do when something is to be saved', () => {
		const {profiles, folder} = open({version: 1, profiles: {usual: saved}});
		chmodSync(folder, 0o500);
		expect(profiles.get('usual')).toEqual(saved);
		expect(() => profiles.save('other', saved)).toThrow('cannot be written');
		expect(existsSync(path.join(folder, 'profiles.json'))).toBe(true);
		chmodSync(folder, 0o700);
	});
});
