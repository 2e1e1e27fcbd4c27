import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {scenarios} from '../../source/command-line.ts';
import {checkScenario, readScenario} from '../../source/commands/scenario.ts';
import {UserError} from '../../source/errors.ts';
import {parseFlags} from '../../source/flags.ts';
import {helpText} from '../../source/help.ts';
import {quotas} from '../../source/simulator/quotas.ts';
import {scenarioMembers} from '../../source/simulator/scenario.ts';
import {packageRoot, temporaryFolder} from '../helpers/bin.ts';

const refusal = (work: () => unknown): UserError => {
	try {
		work();
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
	throw new Error('It was not refused');
};

const check = (...argv: readonly string[]) => checkScenario(parseFlags(argv), '/');

describe('the scenarios that are shipped', () => {
	it('are the files of templates/scenarios, each in the help with what its file says of itself', () => {
		const files = readdirSync(path.join(packageRoot, 'templates/scenarios')).filter(name => name.endsWith('.json'));
		expect(files.toSorted()).toEqual(
			Object.keys(scenarios)
				.map(name => `${name}.json`)
				.toSorted(),
		);
		for (const [name, about] of Object.entries(scenarios)) {
			expect(readScenario(name, '/').about, name).toBe(about);
			expect(helpText()).toContain(about);
		}
	});
});

describe('the page about scenarios', () => {
	const page = readFileSync(path.join(packageRoot, 'templates/scenarios/README.md'), 'utf8');

	it('has every scenario, every quota and every member of the schema', () => {
		const missing = [...Object.keys(scenarios), ...Object.keys(quotas), ...scenarioMembers].filter(
			name => !page.includes(`\`${name}\``),
		);
		expect(missing).toEqual([]);
	});

	it('is short in the README', () => {
		const readme = readFileSync(path.join(packageRoot, 'README.md'), 'utf8');
		for (const [name, about] of Object.entries(scenarios)) expect(readme).toContain(`| \`${name}\` | ${about} |`);
	});
});

describe('--scenario', () => {
	it('takes a file of the person', () => {
		const folder = temporaryFolder();
		writeFileSync(path.join(folder, 'mine.json'), '{"quotas": {"vpcs": 3}}');
		expect(readScenario('mine.json', folder)).toEqual({quotas: {vpcs: 3}});
		expect(readScenario('./mine.json', folder)).toEqual({quotas: {vpcs: 3}});
		expect(readScenario('none', folder)).toEqual({});
	});

	it('that is unknown lists the known ones, exit 2', () => {
		const error = refusal(() => check('up', '--simulate', '--scenario', 'nat-fail'));
		expect(error.exitCode).toBe(2);
		expect(error.message).toMatch(/^There is no scenario "nat-fail"/);
		for (const name of [...Object.keys(scenarios), 'none']) expect(error.nextSteps.join('\n')).toContain(name);
	});

	it('whose file is missing or does not fit says which and where, exit 2', () => {
		const folder = temporaryFolder();
		writeFileSync(path.join(folder, 'bad.json'), '{"quotas": {"vpcs": "many"}}');
		const gone = refusal(() => readScenario('gone.json', folder));
		expect(gone.exitCode).toBe(2);
		expect(gone.message).toMatch(/gone\.json cannot be read: /);
		const bad = refusal(() => readScenario('bad.json', folder));
		expect(bad.exitCode).toBe(2);
		expect(bad.message).toBe('The scenario in bad.json does not fit:');
		expect(bad.nextSteps.join('\n')).toMatch(/^quotas\.vpcs: /);
	});

	it('needs a simulator', () => {
		expect(refusal(() => check('up', '--scenario', 'nat-fails'))).toMatchObject({exitCode: 2});
		expect(() => check('demo', '--scenario', 'nat-fails')).not.toThrow();
		expect(() => check('down', '--simulate', '--scenario', 'none')).not.toThrow();
	});
});
