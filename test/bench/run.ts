// npm run bench -- NAME [arguments]: bundles test/bench/NAME.bench.ts(x) and runs it. Without a name: which there are.
import {spawnSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import process from 'node:process';
import {bundle, root} from './bundle.ts';

const files = readdirSync(import.meta.dirname).filter(file => /\.bench\.tsx?$/.test(file));
const [name, ...args] = process.argv.slice(2);
const file = files.find(each => each.split('.')[0] === name);
if (!file || !name) {
	console.error(`npm run bench -- ${files.map(each => each.split('.')[0]).join(' | ')}`);
	process.exit(2);
}
const program = await bundle(file, name, {sourcemap: 'inline'});
const {status} = spawnSync(process.execPath, ['--expose-gc', '--enable-source-maps', program, ...args], {
	stdio: 'inherit',
	cwd: root,
	env: {...process.env, NODE_ENV: 'production'},
});
process.exit(status ?? 1);
