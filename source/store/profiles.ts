import {existsSync, renameSync} from 'node:fs';
import path from 'node:path';
import Conf from 'conf';
import type {RunOutcome} from '../engine/events.ts';
import {usageError} from '../errors.ts';

/** Answers by question, as text; what a profile does not name keeps its default. */
export type Profile = {
	readonly answers: Readonly<Record<string, string>>;
	readonly savedAt: string;
	/** How the last run with these answers ended. */
	readonly lastOutcome?: RunOutcome;
};

type Stored = {readonly version: number; readonly profiles: Readonly<Record<string, Profile>>};

const currentVersion = 1;

export type Profiles = {
	readonly list: () => Readonly<Record<string, Profile>>;
	/** @throws UserError (exit 2) naming the profiles that there are */
	readonly get: (name: string) => Profile;
	readonly save: (name: string, profile: Profile) => void;
	/** @throws UserError (exit 2) naming the profiles that there are */
	readonly delete: (name: string) => void;
	/** @throws UserError (exit 2) when there is no `from`, or a `to` already */
	readonly rename: (from: string, to: string) => void;
};

const open = (folder: string): Conf<Stored> =>
	new Conf<Stored>({
		cwd: folder,
		configName: 'profiles',
		accessPropertiesByDotNotation: false,
		defaults: {version: currentVersion, profiles: {}},
	});

/** A file that is no JSON is set aside, never fatal; `warn` tells where it went. */
const openOrSetAside = (folder: string, warn: (line: string) => void): Conf<Stored> => {
	try {
		return open(folder);
	} catch (error) {
		const file = path.join(folder, 'profiles.json');
		if (!(error instanceof SyntaxError) || !existsSync(file)) throw error;
		renameSync(file, `${file}.damaged`);
		warn(`The saved answers could not be read and were set aside: ${file}.damaged`);
		return open(folder);
	}
};

/** The saved answers in `folder`, written through `conf`. */
export const openProfiles = (folder: string, warn: (line: string) => void): Profiles => {
	const conf = openOrSetAside(folder, warn);
	const list = () => conf.get('profiles');
	const get = (name: string): Profile => {
		const found = Object.hasOwn(list(), name) ? list()[name] : undefined;
		if (found) return found;
		const names = Object.keys(list());
		throw usageError(`There is no profile "${name}".`, [
			names.length > 0
				? `Profiles: ${names.join(', ')}.`
				: 'Save one with: privatelink-wizard profile save NAME --region …',
		]);
	};
	return {
		list,
		get,
		save: (name, profile) => conf.set('profiles', {...list(), [name]: profile}),
		delete: name => {
			get(name);
			conf.set('profiles', Object.fromEntries(Object.entries(list()).filter(([other]) => other !== name)));
		},
		rename: (from, to) => {
			const profile = get(from);
			if (from === to) return;
			if (list()[to])
				throw usageError(`There is a profile "${to}" already.`, ['Choose another name, or delete it first.']);
			const others = Object.entries(list()).filter(([name]) => name !== from);
			conf.set('profiles', Object.fromEntries([...others, [to, profile]]));
		},
	};
};
