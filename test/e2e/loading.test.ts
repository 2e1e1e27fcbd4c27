import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {temporaryFolder} from '../helpers/bin.ts';
import {start, type TerminalSession} from '../helpers/terminal.ts';

type Coverage = {readonly result: readonly {readonly url: string}[]};

/** A name of Ink's own, which stands in whatever file of the bundle has Ink. */
const ink = 'suspendTerminal';

/** What a process on a terminal has loaded of the bundle, as Node tells it in its coverage: the text of each file. */
const loadedBy = async (
	args: readonly string[],
	env: Readonly<Record<string, string>>,
	work: (terminal: TerminalSession) => Promise<void> = async () => {},
): Promise<readonly string[]> => {
	const folder = temporaryFolder();
	const terminal = start(args, {home: temporaryFolder(), env: {...env, NODE_V8_COVERAGE: folder}});
	await work(terminal);
	await terminal.exit;
	const urls = readdirSync(folder).flatMap(file =>
		(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Coverage).result.map(({url}) => url),
	);
	return urls
		.filter(url => url.includes('/dist/'))
		.map(url => readFileSync(fileURLToPath(url.replace(/[?#].*/, '')), 'utf8'));
};

describe('Ink', () => {
	it('is not loaded where CI is set, nor for lines', async () => {
		const ways = [
			loadedBy(['up', '--simulate', '--speed', '1000', '--yes', '--later'], {CI: '1'}),
			loadedBy(['up', '--simulate', '--speed', '1000', '--yes', '--later', '--output', 'plain'], {}),
		];
		for (const texts of await Promise.all(ways)) {
			expect(texts.length).toBeGreaterThan(10);
			expect(texts.filter(text => text.includes(ink))).toEqual([]);
		}
	}, 60_000);

	it('is loaded for screens', async () => {
		const texts = await loadedBy(['--simulate'], {}, async terminal => {
			await terminal.until('Build on the simulator');
			terminal.type('q');
		});
		expect(texts.filter(text => text.includes(ink))).not.toEqual([]);
	}, 60_000);
});
