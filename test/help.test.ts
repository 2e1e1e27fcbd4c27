import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {type CommandName, commands, environment} from '../source/command-line.ts';
import {helpText} from '../source/help.ts';

const names = Object.keys(commands) as readonly CommandName[];

/** Read by a package, for the folders where files are kept. */
const platform = ['XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'LOCALAPPDATA', 'APPDATA'];

describe('the help', () => {
	it('of all commands names each of them, and says where the help of one is', () => {
		const text = helpText();
		for (const name of names) expect(text).toMatch(new RegExp(`^ {2}${name} `, 'm'));
		expect(text).toContain('COMMAND --help');
		expect(text).toContain('--provider-cidr');
	});

	it('of one command has what concerns that command alone', () => {
		expect(helpText('down')).toContain('Usage: privatelink-wizard down [DEPLOYMENT…] [options]');
		expect(helpText('down')).toContain('--confirm NAME');
		expect(helpText('down')).toContain('--region');
		expect(helpText('down')).not.toContain('--provider-cidr');
		expect(helpText('down')).not.toContain('--port');
		expect(helpText('simulator')).toContain('--port N');
		expect(helpText('simulator')).not.toContain('--yes');
		expect(helpText('up')).toContain('--provider-cidr');
		expect(helpText('verify')).not.toContain('Scenarios');
	});

	it('is never wider than the terminal, and breaks no word', () => {
		for (const name of [undefined, ...names]) {
			const text = helpText(name, 80);
			for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
			const words = (of: string) => of.split(/\s+/).join(' ');
			expect(words(text)).toBe(words(helpText(name)));
		}
	});

	it('names every environment variable that the program reads, and no other', () => {
		const read = readdirSync('source', {recursive: true, encoding: 'utf8'})
			.filter(file => /\.tsx?$/.test(file))
			.flatMap(file => [...readFileSync(path.join('source', file), 'utf8').matchAll(/\benv\['(\w+)'\]/g)])
			.map(match => match[1] ?? '');
		const rows = Object.entries(environment).flat().join(' ');
		const named = rows.match(/\b[A-Z][A-Z\d_]+\b/g) ?? [];
		const words = ['AWS', 'AWS_', 'SDK', 'UTF', 'ASCII'];
		expect([...new Set(named)].filter(name => !words.includes(name)).toSorted()).toEqual(
			[...new Set([...read, ...platform])].toSorted(),
		);
		for (const name of Object.keys(environment)) expect(helpText()).toContain(name);
		expect(helpText('down')).not.toContain('COLORFGBG');
	});

	it('names the variables by which the platform says where files are kept', () => {
		const source = readFileSync('node_modules/env-paths/index.js', 'utf8');
		for (const name of platform) expect(source).toContain(`env.${name}`);
	});
});
