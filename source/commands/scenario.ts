import {readFileSync} from 'node:fs';
import path from 'node:path';
import {readTemplate} from '../aws/templates.ts';
import {noScenario, scenarios} from '../command-line.ts';
import {usageError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {parseScenario, type Scenario} from '../simulator/scenario.ts';

const listed = Object.entries(scenarios).map(([name, about]) => `${name.padEnd(24)} ${about}`);

/** A word with a slash or an ending is a file, any other a name. */
const isFile = (word: string): boolean => /[/\\]|\.json$/.test(word);

const readFile = (file: string): string => {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		throw usageError(`--scenario ${file} cannot be read: ${(error as Error).message}`);
	}
};

/**
 * The scenario that `--scenario` names: one that is shipped, one of the person's own in a file, or `none`.
 * @param cwd what a relative path starts from
 * @throws UserError (exit 2) listing the names, or naming the place in the file that does not fit
 */
export const readScenario = (word: string, cwd: string): Scenario => {
	if (word === noScenario) return {};
	if (Object.hasOwn(scenarios, word)) {
		const name = `scenarios/${word}.json`;
		return parseScenario(readTemplate(name), name);
	}
	if (isFile(word)) return parseScenario(readFile(path.resolve(cwd, word)), word);
	throw usageError(`There is no scenario "${word}". A file of your own has a slash or .json in its name. Scenarios:`, [
		...listed,
		`${noScenario.padEnd(24)} ends the one that is on`,
	]);
};

/** @throws UserError (exit 2) for a scenario that does not do, or where there is no simulator to have it */
export const checkScenario = ({scenario, simulate, command}: Invocation, cwd: string): void => {
	if (scenario === undefined) return;
	if (!simulate && command !== 'demo' && command !== 'simulator') {
		throw usageError('--scenario is for the simulator: AWS has troubles of its own.', ['Add --simulate.']);
	}
	readScenario(scenario, cwd);
};
