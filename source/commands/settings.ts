import {UserError, usageError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {questions} from '../plan/questions.ts';
import {parseSettings, type Settings} from '../plan/settings.ts';
import {openProfiles} from '../store/profiles.ts';
import type {Surroundings} from './command.ts';

/** The answers that were given: the profile's, overridden by the flags'. */
export const givenAnswers = (
	{profile, answers}: Invocation,
	{home, warn}: Surroundings,
): Readonly<Record<string, string>> => ({
	...(profile === undefined ? {} : openProfiles(home.config, warn).get(profile).answers),
	...answers,
});

/** The flag that answers a question. */
export const flagOf = (field: string): string => `--${questions.find(({id}) => id === field)?.flag ?? field}`;

/**
 * Settings from answers; what is not given has its default.
 * @throws UserError (exit 2) that names every field that does not fit, with a value that would do
 */
export const settingsFrom = (answers: Readonly<Record<string, string>>): Settings => {
	const parsed = parseSettings(answers);
	if ('settings' in parsed) return parsed.settings;
	throw usageError(
		parsed.problems
			.map(
				({field, value, message, suggestion}) => `${flagOf(field)} "${value}": ${message} For example: ${suggestion}`,
			)
			.join('\n'),
	);
};

/** Off a terminal everything has to be said beforehand; all that is missing is named at once (exit 3). */
export const requireAnswers = (missing: readonly {readonly flag: string; readonly why: string}[]): void => {
	if (missing.length === 0) return;
	throw new UserError(`Nobody can be asked here. Missing: ${missing.map(({flag}) => flag).join(', ')}.`, {
		exitCode: 3,
		nextSteps: missing.map(({flag, why}) => `${flag}  ${why}`),
	});
};
