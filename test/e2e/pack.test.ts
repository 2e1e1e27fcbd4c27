import {existsSync, mkdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {beforeAll, describe, expect, it} from 'vitest';
import {packageRoot, plainEnvironment, run, temporaryFolder} from '../helpers/bin.ts';

/** The oldest runtime that package.json promises. */
const oldest = '22.12.0';

const npmEnvironment = (): Record<string, string> =>
	Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** The oldest promised Node, from the npm package that carries it; kept for the next run. */
const oldestNode = async (): Promise<string> => {
	const cache = path.join(packageRoot, 'node_modules/.cache', `node-${oldest}`);
	const node = path.join(cache, 'package/bin/node');
	if (existsSync(node)) return node;
	mkdirSync(cache, {recursive: true});
	const name = `node-${process.platform}-${process.arch}@${oldest}`;
	const packed = await run('npm', ['pack', name, '--silent', '--pack-destination', cache], {env: npmEnvironment()});
	if (packed.code !== 0) throw new Error(`npm pack ${name}: ${packed.stderr}`);
	await run('tar', ['-xzf', packed.stdout.trim(), '-C', cache], {env: npmEnvironment(), cwd: cache});
	return node;
};

describe('the packed tarball', () => {
	const folder = temporaryFolder();
	const unpacked = path.join(folder, 'package');
	let tarball = '';

	beforeAll(async () => {
		const packed = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
			env: npmEnvironment(),
		});
		tarball = path.join(folder, packed.stdout.trim());
		await run('tar', ['-xzf', tarball, '-C', folder], {env: npmEnvironment()});
	}, 120_000);

	it('is smaller than 3 MB and needs no other package', () => {
		const manifest = JSON.parse(readFileSync(path.join(unpacked, 'package.json'), 'utf8'));
		expect(statSync(tarball).size).toBeLessThan(3_000_000);
		expect(manifest.dependencies ?? {}).toEqual({});
		expect(manifest.optionalDependencies ?? {}).toEqual({});
		expect(existsSync(path.join(unpacked, 'THIRD-PARTY-NOTICES'))).toBe(true);
		expect(existsSync(path.join(unpacked, 'templates/user-data/ubuntu.sh'))).toBe(true);
	});

	const runtimes = [
		{name: 'this Node', node: async () => process.execPath},
		{name: `Node ${oldest}`, node: oldestNode},
	];
	for (const {name, node} of runtimes) {
		it(`fetches the page on ${name}, from a path with a space`, async () => {
			const result = await run(await node(), [path.join(unpacked, 'dist/cli.js'), 'demo', '--speed', '100'], {
				env: plainEnvironment(temporaryFolder()),
				cwd: folder,
			});
			expect(result.stderr).toMatch(/^Demo on the embedded simulator.*\n$/);
			expect(result.stdout).toContain('answered 200');
			expect(result.code).toBe(0);
		}, 120_000);
	}

	it('says on an old Node what runs it, in words to paste', async () => {
		const cli = readFileSync(path.join(unpacked, 'dist/cli.js'), 'utf8');
		const old = path.join(folder, 'old.mjs');
		const script = `Object.defineProperty(process.versions, 'node', {value: '16.20.2'});\nprocess.argv.splice(2, 0, 'demo');\n${cli.replace(/^#!.*\n/, '')}`;
		const {writeFileSync} = await import('node:fs');
		writeFileSync(old, script);
		const result = await run(process.execPath, [old], {env: plainEnvironment(temporaryFolder())});
		expect(result.stderr).toContain('npx -y -p node@24 -p privatelink-wizard privatelink-wizard demo');
		expect(result.code).toBe(1);
	});
});
