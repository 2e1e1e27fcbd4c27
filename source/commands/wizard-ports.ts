import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {findOfferings, findRegions, findZones} from '../aws/discovery.ts';
import {UserError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {fullName} from '../plan/deployment.ts';
import {defaultSettings, parseSettings} from '../plan/settings.ts';
import type {Journaled} from '../store/deployments.ts';
import type {Profiles} from '../store/profiles.ts';
import type {Place, Ports, RunHandle, ShellHandle} from '../ui/ports.ts';
import {bringUp} from './bring-up.ts';
import {findCandidates, journaledFrom} from './candidates.ts';
import type {Surroundings} from './command.ts';
import {type Connection, regionFor} from './connection.ts';
import {livingIn} from './living.ts';
import {findAccess, findDeployments, plainly} from './lookups.ts';
import {afterBuild, afterTeardown} from './next-steps.ts';
import {createPlaces, type Places} from './places.ts';
import {type Controls, startHandle} from './run-handle.ts';
import {noteOutcome, profilesPort} from './saved-profiles.ts';
import {openShellOn} from './shell.ts';
import {tearDown} from './tear-down.ts';

export type Sitting = {
	readonly ports: Ports;
	/** Ends the sessions that are open and lets go of the places; a run under way must have been stopped. */
	readonly close: () => Promise<void>;
};

/** What the screens need from outside, over the same functions that the commands use. */
export const createPorts = (
	invocation: Invocation,
	surroundings: Surroundings,
	profiles: Profiles,
	places: Places = createPlaces(invocation, surroundings),
): Sitting => {
	const {home, env, signal} = surroundings;
	/** The regions of what was found, by place and full name. */
	const homes = new Map<string, string>();
	const shells = new Map<ShellHandle, string>();
	const connections = new WeakMap<RunHandle, Promise<Connection>>();
	const regionOf = (place: Place, given?: string) =>
		regionFor({...invocation, simulate: place === 'simulator'}, env, given);
	const living = (place: Place) => livingIn(home, place === 'simulator');
	const as = (place: Place): Invocation => ({...invocation, simulate: place === 'simulator'});

	const start = (
		place: Place,
		region: string,
		work: (connection: Connection, controls: Controls) => ReturnType<typeof bringUp>,
	): RunHandle => {
		const connecting = Promise.withResolvers<Connection>();
		connecting.promise.catch(() => {});
		const handle = startHandle({
			place,
			...(invocation.decision ? {decision: invocation.decision} : {}),
			signal,
			connect: () => {
				connecting.resolve(places.connect(place, region));
				return connecting.promise;
			},
			work: (connection, controls) => places.whileBusy(place, () => work(connection, controls)),
		});
		connections.set(handle, connecting.promise);
		return handle;
	};

	const ports: Ports = {
		now: () => performance.now(),
		findAccess: async () =>
			invocation.simulate
				? {state: 'denied', message: 'The simulator needs no account, and none is looked for.', nextSteps: []}
				: findAccess(() => places.connect('aws', regionOf('aws'))),
		findDeployments: async place => {
			const found = await findDeployments(place, living(place), regionOf(place), home, places.connect);
			for (const {fullName: name, region} of found) homes.set(`${place} ${name}`, region);
			return found;
		},
		findRegions: async place =>
			plainly(async () => findRegions((await places.connect(place, regionOf(place))).clients)),
		findRegionFacts: async (place, region, instanceType) =>
			plainly(async () => {
				const {clients} = await places.connect(place, region);
				const [zones, offering] = await Promise.all([findZones(clients), findOfferings(clients, instanceType)]);
				return {zones, offering};
			}),
		profiles: profilesPort(profiles),
		build: (place, answers, profile = invocation.profile, name = '') => {
			const answered = Object.entries(answers).filter(([, text]) => text !== undefined);
			// On the screens the name is always an answer, also the one that stood there.
			const given = {name: defaultSettings.name, ...Object.fromEntries(answered)};
			const {decision, seed} = invocation;
			const region = homes.get(`${place} ${name}`) ?? regionMeant(given, living(place));
			return start(place, regionOf(place, region), async (connection, controls) => {
				const outcome = await bringUp(connection, {
					...controls,
					home,
					given,
					confirmed: [...invocation.confirm, name],
					...(seed === undefined ? {} : {seed}),
					...(decision ? {decision} : {}),
					advise: (ended, deployment) =>
						afterBuild(ended, {...as(place), trouble: connection.scenario, caller: connection.caller.arn}, deployment),
				});
				noteOutcome(profiles, profile, given, outcome);
				return outcome;
			});
		},
		tearDown: (place, name, disconnect) => {
			const journaled = living(place).find(({deployment}) => fullName(deployment) === name);
			const region = journaled?.deployment.place.region ?? homes.get(`${place} ${name}`) ?? regionOf(place);
			return start(place, region, async (connection, controls) => {
				const {all} = await findCandidates(connection, home, name);
				const found = all.find(({deployment}) => fullName(deployment) === name);
				if (!found) throw goneMeanwhile(name);
				const there = await connection.inRegion(found.deployment.place.region);
				const known = await journaledFrom(there, {home, tell: controls.tell}, found);
				const advise = afterTeardown({...as(place), caller: connection.caller.arn});
				return await tearDown(there, {...controls, home, advise}, known, disconnect);
			});
		},
		openShell: (run, size) =>
			plainly(async () => {
				const connection = await connections.get(run);
				if (!connection) throw new TypeError('A session belongs to a run of this sitting');
				const shell = await openShellOn(connection, run.state(), size, signal);
				shells.set(shell, run.state().deployment?.name ?? 'session');
				return shell;
			}),
		saveTranscript: async text => {
			const name = [...shells.values()].at(-1) ?? 'session';
			const at = new Date().toISOString().replace(/\..*/, '').replaceAll(/[-:]/g, '');
			return writeTranscript(path.join(surroundings.cwd, `privatelink-wizard-${name}-${at}.txt`), text);
		},
	};
	return {
		ports,
		close: async () => {
			await Promise.allSettled([...shells.keys()].map(shell => shell.close()));
			await places.close();
		},
	};
};

const writeTranscript = (file: string, text: string): string => {
	try {
		writeFileSync(file, text, {flag: 'wx', mode: 0o600});
		return file;
	} catch (error) {
		throw new UserError(`The transcript could not be written: ${(error as Error).message}`, {
			nextSteps: ['Start the program in a folder that can be written.'],
		});
	}
};

/** The region that answers mean: the given one, or where a living deployment of that name is. */
const regionMeant = (given: Readonly<Record<string, string>>, living: readonly Journaled[]): string | undefined => {
	if (given['region']) return given['region'];
	const parsed = parseSettings(given);
	if (!('settings' in parsed)) return undefined;
	const {name} = parsed.settings;
	return living.find(({deployment}) => deployment.name === name)?.deployment.place.region;
};

const goneMeanwhile = (name: string): UserError =>
	new UserError(`${name} is torn down already: neither a journal here nor a tag on AWS knows it any more.`, {
		nextSteps: ['Look again at what stands: r on the home screen.'],
	});
