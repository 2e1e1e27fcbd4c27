import {describe, expect, it} from 'vitest';
import {type CommandName, commands} from '../source/command-line.ts';
import {helpText} from '../source/help.ts';

const names = Object.keys(commands) as readonly CommandName[];

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
});
