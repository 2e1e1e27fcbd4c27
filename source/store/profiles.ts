import Conf from 'conf';
import {asFileTrouble, UserError, usageError} from '../errors.ts';
import {currentVersion, type Profile, profilesFile, readProfiles, type Stored} from './profiles-file.ts';

export type Profiles = {
	readonly list: () => Readonly<Record<string, Profile>>;
	/** @throws UserError (exit 2) naming the profiles that there are */
	readonly get: (name: string) => Profile;
	/** @throws UserError when the file cannot be written, or is of a newer version of the program */
	readonly save: (name: string, profile: Profile) => void;
	/** @throws UserError (exit 2) naming the profiles that there are; as `save` */
	readonly delete: (name: string) => void;
	/** @throws UserError (exit 2) when there is no `from`, or a `to` already; as `save` */
	readonly rename: (from: string, to: string) => void;
};

const newerVersion = (folder: string): UserError =>
	new UserError(`The saved answers in ${profilesFile(folder)} are of a newer version of privatelink-wizard.`, {
		nextSteps: [
			'They were left as they are. Use them with that version: npx privatelink-wizard@latest',
			'Or move the file away, or set PRIVATELINK_WIZARD_HOME to another folder.',
		],
	});

const write = (folder: string, profiles: Stored['profiles']): void => {
	try {
		// Opened to be written only: who just looks needs no folder, and none that can be written.
		const conf = new Conf<Stored>({cwd: folder, configName: 'profiles', accessPropertiesByDotNotation: false});
		conf.store = {version: currentVersion, profiles};
	} catch (error) {
		throw asFileTrouble(error, 'The saved answers cannot be written');
	}
};

/** The saved answers in `folder`, written through `conf`; `warn` tells why some that are there cannot be used. */
export const openProfiles = (folder: string, warn: (line: string) => void): Profiles => {
	if (readProfiles(folder, warn) === 'newer') {
		const {message, nextSteps} = newerVersion(folder);
		for (const line of [message, ...nextSteps.map(step => `  ${step}`)]) warn(line);
	}
	const list = (): Stored['profiles'] => {
		const found = readProfiles(folder, warn);
		return found === 'newer' ? {} : found.profiles;
	};
	const change = (work: (profiles: Stored['profiles']) => Stored['profiles']) => {
		const found = readProfiles(folder, warn);
		if (found === 'newer') throw newerVersion(folder);
		write(folder, work(found.profiles));
	};
	const get = (name: string): Profile => {
		const profiles = list();
		const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
		if (found) return found;
		const names = Object.keys(profiles);
		throw usageError(`There is no profile "${name}".`, [
			names.length > 0
				? `Profiles: ${names.join(', ')}.`
				: 'Save one with: privatelink-wizard profile save NAME --region …',
		]);
	};
	return {
		list,
		get,
		save: (name, profile) => change(profiles => ({...profiles, [name]: profile})),
		delete: name => {
			get(name);
			change(profiles => Object.fromEntries(Object.entries(profiles).filter(([other]) => other !== name)));
		},
		rename: (from, to) => {
			const profile = get(from);
			if (from === to) return;
			if (Object.hasOwn(list(), to))
				throw usageError(`There is a profile "${to}" already.`, ['Choose another name, or delete it first.']);
			change(profiles => {
				const others = Object.entries(profiles).filter(([name]) => name !== from);
				return Object.fromEntries([...others, [to, profile]]);
			});
		},
	};
};
