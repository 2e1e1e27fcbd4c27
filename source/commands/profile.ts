import {usageError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {answersOf, ownAnswersOf} from '../plan/settings.ts';
import {readDeployments} from '../store/deployments.ts';
import {openProfiles, type Profiles} from '../store/profiles.ts';
import type {Command, Surroundings} from './command.ts';
import {chosenAmong} from './living.ts';
import {settingsFrom} from './settings.ts';

type Action = (profiles: Profiles, name: string, invocation: Invocation, surroundings: Surroundings) => void;

const actions: Readonly<Record<string, {readonly needsName: boolean; readonly run: Action}>> = {
	list: {
		needsName: false,
		run: (profiles, _name, {output}, {write}) => {
			const saved = profiles.list();
			if (output === 'json') return write(JSON.stringify(saved));
			if (Object.keys(saved).length === 0)
				write('No saved answers. Save some with: privatelink-wizard profile save NAME --region …');
			for (const [name, {answers, savedAt}] of Object.entries(saved)) {
				write(`${name}  saved ${savedAt}  ${inWords(answers) || 'the defaults'}`);
			}
		},
	},
	show: {
		needsName: true,
		run: (profiles, name, {output}, {write}) => {
			const profile = profiles.get(name);
			if (output === 'json') return write(JSON.stringify(profile));
			for (const [id, answer] of Object.entries(answersOf(settingsFrom(profile.answers)))) {
				write(`${id.padEnd(24)} ${answer}${id in profile.answers ? '' : '  (default)'}`);
			}
		},
	},
	save: {
		needsName: true,
		run: (profiles, name, invocation, {home, write}) => {
			const from =
				invocation.from === undefined ? undefined : chosenAmong(readDeployments(home.deployments), invocation.from);
			if (invocation.from !== undefined && !from) throw usageError(`There is no deployment "${invocation.from}".`);
			const answers = {...(from ? ownAnswersOf(from.deployment.settings) : {}), ...invocation.answers};
			settingsFrom(answers);
			profiles.save(name, {answers, savedAt: new Date().toISOString()});
			write(
				`Saved ${name}: ${inWords(answers) || 'the defaults'}. Run it with: privatelink-wizard up --profile ${name}`,
			);
		},
	},
	delete: {
		needsName: true,
		run: (profiles, name, _invocation, {write}) => {
			profiles.delete(name);
			write(`Deleted ${name}.`);
		},
	},
};

const inWords = (answers: Readonly<Record<string, string>>): string =>
	Object.entries(answers)
		.map(([id, answer]) => `${id} ${answer}`)
		.join(', ');

/** `profile list · show NAME · save NAME · delete NAME`: saved answers. */
export const profile: Command = async (invocation, surroundings) => {
	const [word = 'list', name] = invocation.operands;
	const action = Object.hasOwn(actions, word) ? actions[word] : undefined;
	if (!action)
		throw usageError(`There is no "profile ${word}".`, [`profile ${Object.keys(actions).join(', profile ')}`]);
	if (action.needsName && name === undefined) throw usageError(`profile ${word} needs a name.`);
	action.run(openProfiles(surroundings.home.config, surroundings.warn), name ?? '', invocation, surroundings);
	return 0;
};
