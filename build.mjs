// Bundles source/ into dist/: no runtime dependencies, split so that Ink, the SDK clients and the simulator load only when needed.
// Writes THIRD-PARTY-NOTICES and fails on a licence that may not be bundled. All logs go to stderr.
import {chmod, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = path.dirname(fileURLToPath(import.meta.url));

const {version} = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

/** Permissive licences, by their SPDX names, that a bundle may carry with their notices. */
const allowedLicences = new Set([
	'MIT',
	'MIT-0',
	'ISC',
	'Apache-2.0',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'0BSD',
	'BlueOak-1.0.0',
	'CC0-1.0',
	'Unlicense',
	'Python-2.0',
	'Zlib',
]);

/** Optional extras of dependencies: native code, databases, other languages' runtimes, a debugger. The program uses none. */
const unusedExtras =
	/^(react-devtools-core|@mongodb-js\/zstd|node-liblzma|sql\.js|quickjs-emscripten|turndown|seek-bzip|papaparse|bufferutil|utf-8-validate)$/;

const withoutExtras = {
	name: 'without-extras',
	setup(builder) {
		builder.onResolve({filter: unusedExtras}, ({path: name}) => ({path: name, namespace: 'unused-extra'}));
		builder.onLoad({filter: /.*/, namespace: 'unused-extra'}, () => ({contents: 'export default {}', loader: 'js'}));
		// just-bash carries an HTTP client for its own curl, which is off: the simulator's curl walks the simulated network.
		builder.onLoad({filter: /just-bash[\\/].*undici-[^\\/]*\.js$/}, () => ({
			contents: 'export default {}',
			loader: 'js',
		}));
	},
};

/**
 * The SDK's schemas name their traits by constants (`[_eQN]: 1`), which a bundler must keep as side effects: with the
 * literals in place, the schemas of all operations that are not used fall away.
 */
const literalTraits = {
	name: 'literal-traits',
	setup(builder) {
		builder.onLoad({filter: /schemas[\\/]schemas_\d+\.js$/}, async ({path: file}) => {
			const text = await readFile(file, 'utf8');
			const literals = new Map([...text.matchAll(/const (_\w+) = ("[^"]*");/g)].map(match => [match[1], match[2]]));
			return {
				contents: text.replace(/\[(_\w+)\]:/g, (whole, name) =>
					literals.has(name) ? `${literals.get(name)}:` : whole,
				),
				loader: 'js',
			};
		});
	},
};

const shared = {absWorkingDir: root, format: 'esm', platform: 'node', logLevel: 'warning'};

/** The package that a bundled file comes from: its folder and package.json. */
const packageOf = async input => {
	const parts = input.split('/');
	const at = parts.lastIndexOf('node_modules');
	if (at === -1) return undefined;
	const depth = parts[at + 1].startsWith('@') ? 3 : 2;
	const folder = path.join(root, ...parts.slice(0, at + depth));
	return {folder, manifest: JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))};
};

const noticeOf = async ({folder, manifest}) => {
	const licence = typeof manifest.license === 'string' ? manifest.license : (manifest.license?.type ?? 'none stated');
	const choices = licence.replace(/[()]/g, '').split(/ OR /i);
	if (!choices.some(choice => allowedLicences.has(choice.trim()))) {
		throw new Error(`${manifest.name}@${manifest.version} has the licence ${licence}, which may not be bundled`);
	}
	const file = (await readdir(folder)).find(name => /^(licen[cs]e|copying)/i.test(name));
	const text = file ? await readFile(path.join(folder, file), 'utf8') : `Licence: ${licence}`;
	return `${manifest.name} ${manifest.version} (${licence})\n${'-'.repeat(72)}\n${text.trim()}\n`;
};

const writeNotices = async inputs => {
	const packages = new Map();
	for (const input of inputs) {
		const found = await packageOf(input);
		if (found) packages.set(`${found.manifest.name}@${found.manifest.version}`, found);
	}
	const notices = await Promise.all([...packages.keys()].sort().map(key => noticeOf(packages.get(key))));
	await writeFile(
		path.join(root, 'THIRD-PARTY-NOTICES'),
		`Packages bundled in dist/, with their licences.\n\n${notices.join('\n')}`,
	);
	return packages.size;
};

await rm(path.join(root, 'dist'), {recursive: true, force: true});
// The bin alone must parse on an old Node, to say that it is too old.
await build({...shared, entryPoints: ['source/cli.ts'], outfile: 'dist/cli.js', target: 'node16'});
const {metafile} = await build({
	...shared,
	entryPoints: ['source/main.ts'],
	outdir: 'dist',
	bundle: true,
	splitting: true,
	minify: true,
	metafile: true,
	legalComments: 'none',
	target: 'node22',
	jsx: 'automatic',
	mainFields: ['module', 'main'],
	chunkNames: 'chunks/[name]-[hash]',
	define: {
		'process.env.NODE_ENV': '"production"',
		PACKAGE_VERSION: JSON.stringify(version),
		// ws believes in its native extras as soon as they can be loaded, and the empty ones above can.
		'process.env.WS_NO_BUFFER_UTIL': '"1"',
		'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
	},
	banner: {
		js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
	},
	plugins: [withoutExtras, literalTraits],
});
await chmod(path.join(root, 'dist/cli.js'), 0o755);
const packages = await writeNotices(Object.keys(metafile.inputs));
const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
process.stderr.write(
	`Built dist/: ${Object.keys(metafile.outputs).length + 1} files, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${packages} packages bundled\n`,
);
