import path from 'node:path';
import {type BuildOptions, build} from 'esbuild';

/** The package's root. */
export const root = path.resolve(import.meta.dirname, '../..');

/**
 * Bundles a file for Node as a program of its own.
 * @param entry relative to this folder
 * @returns its path: below node_modules, so that the packages are found that are not bundled
 */
export const bundle = async (
	entry: string,
	name: string,
	options: Pick<BuildOptions, 'plugins' | 'sourcemap'> = {},
): Promise<string> => {
	const outfile = path.join(root, `node_modules/.cache/bench/${name.replaceAll(/\W+/g, '-')}.mjs`);
	await build({
		absWorkingDir: root,
		entryPoints: [path.join(import.meta.dirname, entry)],
		outfile,
		bundle: true,
		packages: 'external',
		format: 'esm',
		platform: 'node',
		target: 'node22',
		jsx: 'automatic',
		logLevel: 'warning',
		define: {'import.meta.dirname': JSON.stringify(import.meta.dirname)},
		...options,
	});
	return outfile;
};
