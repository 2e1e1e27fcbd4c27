import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const source = path.join(root, 'source');

type Rule = {
	/** Folders and files of ours, relative to source/. */
	readonly ours: readonly string[];
	/** Same, but only `import type`. */
	readonly oursAsTypes?: readonly string[];
	/** Packages and `node:` modules; a trailing `*` stands for any rest. */
	readonly packages: readonly string[];
};

/** Who may import whom. `clock.ts` and `errors.ts` are free for all; a folder may always import itself. */
const rules: Readonly<Record<string, Rule>> = {
	'plan/': {ours: [], packages: ['zod', 'ipaddr.js']},
	'network/': {ours: ['plan/'], packages: []},
	'engine/': {ours: ['plan/'], packages: []},
	'session/': {ours: [], packages: ['node:crypto', 'ws']},
	'aws/': {
		ours: ['plan/'],
		oursAsTypes: ['engine/ports.ts', 'engine/events.ts', 'network/'],
		packages: ['@aws-sdk/*', '@smithy/*', 'node:fs', 'node:path', 'node:url', 'node:crypto', 'node:buffer'],
	},
	'simulator/': {
		ours: [
			'network/',
			'plan/cidr.ts',
			'session/message.ts',
			'session/cipher.ts',
			'session/socket.ts',
			'durable.ts',
			'lock.ts',
		],
		oursAsTypes: ['session/port.ts'],
		packages: ['@aws-sdk/*', '@smithy/*', 'just-bash', 'shlex', 'ws', 'zod', 'node:*'],
	},
	'reporters/': {ours: ['engine/events.ts', 'engine/failures.ts', 'engine/projection.ts', 'plan/'], packages: []},
	'store/': {
		ours: ['plan/', 'engine/events.ts', 'engine/projection.ts', 'engine/exit-codes.ts', 'durable.ts', 'lock.ts'],
		oursAsTypes: ['engine/ports.ts'],
		packages: ['conf', 'env-paths', 'zod', 'node:*'],
	},
	'ui/': {
		ours: [
			'plan/',
			'engine/events.ts',
			'engine/projection.ts',
			// Pure functions of the plan and of how a run ended: the screens count as every other renderer does.
			'engine/longest-path.ts',
			'engine/exit-codes.ts',
			'engine/failures.ts',
			'reporters/words.ts',
			'ascii.ts',
		],
		oursAsTypes: ['network/'],
		packages: ['ink', 'react', '@xterm/headless', 'string-width'],
	},
	'ascii.ts': {ours: [], packages: []},
	'clock.ts': {ours: [], packages: []},
	'command-line.ts': {ours: ['plan/questions.ts'], packages: []},
	'crash-log.ts': {ours: [], packages: ['node:fs', 'node:path']},
	'did-you-mean.ts': {ours: [], packages: []},
	'errors.ts': {ours: [], packages: []},
	'flags.ts': {ours: ['command-line.ts', 'did-you-mean.ts', 'plan/questions.ts'], packages: ['node:util']},
	'help.ts': {ours: ['command-line.ts', 'plan/questions.ts'], packages: []},
	'durable.ts': {ours: [], packages: ['node:fs', 'node:process']},
	'lock.ts': {ours: ['durable.ts'], packages: ['node:*']},
	'mode.ts': {ours: [], oursAsTypes: ['flags.ts'], packages: []},
	'prompts.ts': {ours: ['ascii.ts'], packages: ['@inquirer/prompts', 'node:*']},
	'shutdown.ts': {ours: [], packages: ['node:*']},
	'cli.ts': {ours: ['main.ts'], packages: ['node:os']},
};

/** They put the rest together, and may import all of it. */
const composers = ['main.ts', 'commands/'];

const free = ['clock.ts', 'errors.ts'];

type Import = {readonly file: string; readonly from: string; readonly typeOnly: boolean};

const importPattern = /^(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/gm;

const importsOf = (file: string): readonly Import[] =>
	[...readFileSync(path.join(source, file), 'utf8').matchAll(importPattern)].map(match => ({
		file,
		from: match[2] ?? match[3] ?? '',
		typeOnly: match[1] !== undefined,
	}));

const files = readdirSync(source, {recursive: true, encoding: 'utf8'})
	.filter(file => /\.tsx?$/.test(file))
	.map(file => file.split(path.sep).join('/'));

const matches = (name: string, patterns: readonly string[]): boolean =>
	patterns.some(pattern =>
		pattern.endsWith('*') || pattern.endsWith('/') ? name.startsWith(pattern.replace(/\*$/, '')) : name === pattern,
	);

const isAllowed = ({file, from, typeOnly}: Import, folder: string, rule: Rule): boolean => {
	if (!from.startsWith('.')) return matches(from, rule.packages);
	const target = path.posix.join(path.posix.dirname(file), from).replace(/\.js$/, '.ts');
	if (target.startsWith(folder) || free.includes(target)) return true;
	return matches(target, rule.ours) || (typeOnly && matches(target, rule.oursAsTypes ?? []));
};

describe('the cut of the source', () => {
	for (const [folder, rule] of Object.entries(rules)) {
		it(`${folder} imports only what it may`, () => {
			const own = files.filter(file => file.startsWith(folder));
			const forbidden = own.flatMap(importsOf).filter(found => !isAllowed(found, folder, rule));
			expect(own.length).toBeGreaterThan(0);
			expect(forbidden.map(({file, from}) => `${file} imports ${from}`)).toEqual([]);
		});
	}

	it('says of every file and folder of source/ what it may import', () => {
		const entries = [...new Set(files.map(file => file.replace(/\/.*/, '/')))];
		expect([...Object.keys(rules), ...composers].toSorted()).toEqual(entries.toSorted());
	});

	it('only session/socket.ts and the simulator import ws, only prompts.ts the prompts, only ui/ Ink', () => {
		const importers = (name: string) =>
			files
				.flatMap(importsOf)
				.filter(found => found.from === name)
				.map(({file}) => file);
		expect(importers('ws').filter(file => file !== 'session/socket.ts' && !file.startsWith('simulator/'))).toEqual([]);
		expect(importers('@inquirer/prompts').filter(file => file !== 'prompts.ts')).toEqual([]);
		expect(importers('ink').filter(file => !file.startsWith('ui/'))).toEqual([]);
	});

	it('asks for time and chance only at the edge', () => {
		const edge = ['clock.ts', 'main.ts', 'shutdown.ts', 'lock.ts', 'cli.ts'];
		const inner = files.filter(file => !edge.includes(file) && !file.startsWith('commands/'));
		const impure = inner.filter(file =>
			/\bDate\.now\(|\bsetTimeout\(|\bsetInterval\(|\bMath\.random\(/.test(
				readFileSync(path.join(source, file), 'utf8'),
			),
		);
		expect(impure).toEqual([]);
	});

	it('has one file on paper and one with calls for every kind', () => {
		const names = (folder: string) =>
			readdirSync(path.join(source, folder))
				.filter(name => name.endsWith('.ts'))
				.toSorted();
		expect(names('aws/resources')).toEqual(names('plan/kinds'));
	});

	it('has no drawer for everything', () => {
		for (const name of ['utils', 'helpers', 'common', 'types']) expect(existsSync(path.join(source, name))).toBe(false);
	});
});
