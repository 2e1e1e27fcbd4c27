import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const packageName = 'privatelink-wizard';

const isRoot = (folder: string): boolean => {
	const manifest = path.join(folder, 'package.json');
	return (
		existsSync(manifest) &&
		existsSync(path.join(folder, 'templates')) &&
		JSON.parse(readFileSync(manifest, 'utf8')).name === packageName
	);
};

/**
 * The folder of this package, from the URL of any module in it: source or bundle, in a checkout or installed.
 * @throws when no folder above the module is this package's
 */
export const packageRoot = (moduleUrl: string = import.meta.url): string => {
	const start = path.dirname(fileURLToPath(moduleUrl));
	let folder = start;
	while (!isRoot(folder)) {
		const parent = path.dirname(folder);
		if (parent === folder) throw new Error(`${packageName}: no templates/ found above ${start}`);
		folder = parent;
	}
	return folder;
};

/** The path of a file in `templates/`, e.g. `policies/instance-trust.json`. */
export const templatePath = (name: string): string => path.join(packageRoot(), 'templates', ...name.split('/'));

/** The text of a file in `templates/`. @throws when there is none of this name. */
export const readTemplate = (name: string): string => readFileSync(templatePath(name), 'utf8');

/**
 * Replaces every `{{NAME}}` of a template by its value.
 * @throws when a placeholder has no value: half-rendered text must never reach AWS
 */
export const renderTemplate = (text: string, values: Readonly<Record<string, string>>): string =>
	text.replace(/\{\{([A-Z][A-Z0-9_]*)\}\}/g, (_placeholder, name: string) => {
		const value = values[name];
		if (value === undefined) throw new Error(`The template's placeholder {{${name}}} has no value`);
		return value;
	});
