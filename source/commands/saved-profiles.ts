import type {RunOutcome} from '../engine/events.ts';
import {UserError} from '../errors.ts';
import type {Answers} from '../plan/questions.ts';
import {answersOf, parseSettings} from '../plan/settings.ts';
import type {Profiles} from '../store/profiles.ts';
import type {Ports} from '../ui/ports.ts';
import {settingsFrom} from './settings.ts';

/** The saved answers as the screens use them. */
export const profilesPort = (profiles: Profiles): Ports['profiles'] => ({
	list: () => Object.entries(profiles.list()).map(([name, profile]) => ({name, ...profile})),
	save: (name, answers) => {
		const given = withoutGaps(answers);
		settingsFrom(given);
		profiles.save(name, {answers: given, savedAt: new Date().toISOString()});
	},
	rename: profiles.rename,
	delete: profiles.delete,
});

const withoutGaps = (answers: Answers): Readonly<Record<string, string>> =>
	Object.fromEntries(Object.entries(answers).filter(([, text]) => text !== undefined));

/** All answers, those with their defaults too: what tells whether two profiles mean the same. */
const inFull = (answers: Answers): string | undefined => {
	const parsed = parseSettings(answers);
	return 'settings' in parsed ? JSON.stringify(answersOf(parsed.settings)) : undefined;
};

/** Notes with a profile how the run with its answers ended; one whose answers were changed for the run keeps its own. */
export const noteOutcome = (
	profiles: Profiles,
	name: string | undefined,
	answers: Answers,
	outcome: RunOutcome,
): void => {
	const profile = name === undefined ? undefined : profiles.list()[name];
	if (name === undefined || !profile || inFull(profile.answers) !== inFull(answers)) return;
	try {
		profiles.save(name, {...profile, lastOutcome: outcome});
	} catch (error) {
		// The run is what counts, and it has ended as it has.
		if (!(error instanceof UserError)) throw error;
	}
};
