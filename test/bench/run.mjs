// npm run bench -- NAME [arguments]: bundles test/bench/NAME.bench.ts(x) and runs it. Without a name: which there are.
import {spawnSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {build} from 'esbuild';

const folder = import.meta.dirname;
const root = path.resolve(folder, '../..');
const files = readdirSync(folder).filter(file => /\.bench\.tsx?$/.test(file));
const [name, ...args] = process.argv.slice(2);
const file = files.find(each => each.split('.')[0] === name);
if (!file) {
	console.error(`npm run bench -- ${files.map(each => each.split('.')[0]).join(' | ')}`);
	process.exit(2);
}
// Below node_modules, so that the packages are found that are not bundled.
const outfile = path.join(root, `node_modules/.cache/bench/${name}.mjs`);
await build({
	absWorkingDir: root,
	entryPoints: [path.join(folder, file)],
	outfile,
	bundle: true,
	packages: 'external',
	format: 'esm',
	platform: 'node',
	target: 'node22',
	jsx: 'automatic',
	sourcemap: 'inline',
	logLevel: 'warning',
	define: {'import.meta.dirname': JSON.stringify(folder)},
});
const {status} = spawnSync(process.execPath, ['--expose-gc', '--enable-source-maps', outfile, ...args], {
	stdio: 'inherit',
	cwd: root,
	env: {...process.env, NODE_ENV: 'production'},
});
process.exit(status ?? 1);
