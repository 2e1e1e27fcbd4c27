import path from 'node:path';
import process from 'node:process';
import {build} from 'esbuild';
import {beforeAll, describe, expect, it} from 'vitest';
import {temporaryFolder} from '../helpers/bin.ts';
import {forbiddenSequences} from '../helpers/screen-buffer.ts';
import {startProgram, type TerminalOptions} from '../helpers/terminal.ts';

const home = temporaryFolder();
const program = path.join(home, 'mounted.mjs');

beforeAll(async () => {
	await build({
		entryPoints: [path.join(import.meta.dirname, 'fixtures/mounted.tsx')],
		outfile: program,
		bundle: true,
		format: 'esm',
		platform: 'node',
		jsx: 'automatic',
		logLevel: 'error',
		// Ink's debugger, which nobody has installed.
		alias: {'react-devtools-core': 'node:util'},
		banner: {js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"},
	});
});

const open = async (options: Partial<TerminalOptions> = {}, ...args: readonly string[]) => {
	const terminal = startProgram(process.execPath, [program, ...args], {home, ...options});
	await terminal.until('Your name');
	return terminal;
};

const restored = ['\u001B[?1049l', '\u001B[?25h', '\u001B[?2004l'];

describe('screens in a real terminal', () => {
	it('take text and Enter in one read, and leave the main screen as it was', async () => {
		const terminal = await open();
		expect(terminal.isAlternate()).toBe(true);
		terminal.type('Ada\r');
		expect(await terminal.exit).toEqual({code: 0, signal: undefined});
		expect(terminal.isAlternate()).toBe(false);
		expect(terminal.screen().join('\n').trim()).toBe('ended: Ada');
		for (const sequence of restored) expect(terminal.raw()).toContain(sequence);
	});

	it('take a paste with newlines as one line', async () => {
		const terminal = await open();
		terminal.paste('Ada\nLovelace\r\n');
		await terminal.until('AdaLovelace');
		terminal.press('enter');
		expect(await terminal.exit).toMatchObject({code: 0});
		expect(terminal.screen()[0]).toBe('ended: AdaLovelace');
	});

	it('restore the terminal when a screen crashes', async () => {
		const terminal = await open();
		terminal.press('escape');
		expect(await terminal.exit).toMatchObject({code: 0});
		expect(terminal.screen().join('\n').trim()).toBe('crashed: undefined');
		for (const sequence of restored) expect(terminal.raw()).toContain(sequence);
	});

	it('restore the terminal on SIGTERM', async () => {
		const terminal = await open();
		terminal.kill('SIGTERM');
		expect(await terminal.exit).toEqual({code: 143, signal: undefined});
		expect(terminal.screen().join('\n').trim()).toBe('unmounted: 143');
		for (const sequence of restored) expect(terminal.raw()).toContain(sequence);
	});

	it('are drawn whatever the variables of build servers say, and without colour where it was declined', async () => {
		const terminal = await open({env: {CI_FOO: '1', CONTINUOUS_INTEGRATION: 'true', FORCE_COLOR: '0'}});
		terminal.type('x');
		await terminal.until(/^ x$/m);
		expect(terminal.raw()).not.toMatch(/\u001B\[3\dm/);
	});

	it.each([[[]], [['--inline']]])('follow the size of the terminal (%j)', async args => {
		const terminal = await open({columns: 100, rows: 30}, ...args);
		for (const [columns, rows] of [
			[60, 20],
			[45, 15],
			[120, 40],
			[80, 24],
		] as const) {
			terminal.resize({columns, rows});
			const title = columns < 80 ? 'Fixture' : 'privatelink-wizard · Fixture';
			const header = title + ' '.repeat(columns - title.length - 'simulator'.length);
			await terminal.until(new RegExp(`^${header}simulator$`, 'm'));
			expect(terminal.screen().filter(row => row.includes('simulator')).length).toBe(1);
		}
		expect(terminal.raw()).not.toMatch(forbiddenSequences);
	});
});
