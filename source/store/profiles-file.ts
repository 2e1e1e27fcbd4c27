import {existsSync, readFileSync, renameSync} from 'node:fs';
import path from 'node:path';
import {z} from 'zod';
import type {RunOutcome} from '../engine/events.ts';
import {exitCodes} from '../engine/exit-codes.ts';

const outcome = z.custom<RunOutcome>(value => typeof value === 'string' && Object.hasOwn(exitCodes, value));

const profileSchema = z.object({
	/** Answers by question, as text; what a profile does not name keeps its default. */
	answers: z.record(z.string(), z.string()).readonly(),
	/** ISO 8601. */
	savedAt: z.string(),
	/** How the last run with these answers ended; one that this version does not know is as good as none. */
	lastOutcome: outcome.optional().catch(undefined),
});

const storedSchema = z.object({version: z.number(), profiles: z.record(z.string(), profileSchema).readonly()});

export type Profile = Readonly<z.infer<typeof profileSchema>>;

export type Stored = Readonly<z.infer<typeof storedSchema>>;

/** The version of the file as it is written here. */
export const currentVersion = 1;

/** What stands in the folder: profiles, or a file that only a newer version of the program can read. */
export type Reading = Stored | 'newer';

export const profilesFile = (folder: string): string => path.join(folder, 'profiles.json');

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const mapProfiles = (stored: Json, change: (profile: Json) => Json): Json => {
	const {profiles} = stored;
	if (!isObject(profiles)) return stored;
	const changed = Object.entries(profiles).map(([name, each]) => [name, isObject(each) ? change(each) : each]);
	return {...stored, profiles: Object.fromEntries(changed)};
};

/** By version, what makes a file of it one of the next version. */
const migrations: Readonly<Record<number, (stored: Json) => Json>> = {
	// Without a version, and without dates.
	0: stored => mapProfiles(stored, profile => ({savedAt: new Date(0).toISOString(), ...profile})),
};

const migrated = (stored: Json): Json => {
	const {version = 0} = stored;
	const migrate = typeof version === 'number' ? migrations[version] : undefined;
	return migrate && typeof version === 'number' ? migrated({...migrate(stored), version: version + 1}) : stored;
};

/** A file's text as profiles; undefined when it is nothing of the sort. */
const parse = (text: string): Reading | undefined => {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!isObject(json)) return undefined;
	const {version} = json;
	if (typeof version === 'number' && version > currentVersion) return 'newer';
	return storedSchema.safeParse(migrated(json)).data;
};

/** A name beside the file that nothing has yet: what was set aside before is not lost. */
const asideOf = (file: string): string => {
	const names = Array.from({length: 1000}, (_, index) => `${file}.damaged${index === 0 ? '' : `-${index + 1}`}`);
	return names.find(name => !existsSync(name)) ?? `${file}.damaged`;
};

/**
 * The profiles in `folder`; none where there is no file. One that holds something else is set aside, and `warn` tells
 * where it went: what cannot be read is never fatal, and never overwritten.
 */
export const readProfiles = (folder: string, warn: (line: string) => void): Reading => {
	const file = profilesFile(folder);
	const none: Stored = {version: currentVersion, profiles: {}};
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return none;
		throw error;
	}
	const found = parse(text);
	if (found) return found;
	const aside = asideOf(file);
	renameSync(file, aside);
	warn(`The saved answers could not be read and were set aside: ${aside}`);
	return none;
};
