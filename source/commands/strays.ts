import {findZones} from '../aws/discovery.ts';
import {type FoundDeployment, findDeployments} from '../aws/found.ts';
import {partitionOf} from '../aws/identity.ts';
import {findConnections} from '../aws/inbox.ts';
import {eventVersion, type RunEventBody} from '../engine/events.ts';
import {UserError} from '../errors.ts';
import {buildPlan} from '../plan/build.ts';
import {type Deployment, fullName, tagKeys, type Zone} from '../plan/deployment.ts';
import type {Reporter} from '../reporters/reporter.ts';
import {type Journaled, readDeployments} from '../store/deployments.ts';
import type {Home} from '../store/home.ts';
import type {Connection} from './connection.ts';
import {journalsOn} from './living.ts';
import {patiently} from './patience.ts';
import {journalOf, startRun} from './run.ts';

/** A deployment that stands by its tags, and that no journal here knows as living. */
export type Stray = {readonly deployment: Deployment; readonly found: FoundDeployment};

export type Strays = {
	readonly adoptable: readonly Stray[];
	/** Somebody has changed the tags that tell what they were born as. */
	readonly unreadable: readonly FoundDeployment[];
};

/** Whoever may tag may write anything there, and a journal's folder is named by it. */
const fullNamePattern = /^([a-z][a-z0-9-]{0,14})\.([a-z2-7]{8})$/;

/** The deployment as it was born, but for the names of its zones. */
const deploymentOf = (found: FoundDeployment, {caller, targetIn}: Connection): Deployment | undefined => {
	const [, name, id] = fullNamePattern.exec(found.fullName) ?? [];
	const {birth, createdBy, createdAt} = found;
	if (!birth || !name || !id || Number.isNaN(Date.parse(createdAt))) return undefined;
	const {settings, zoneIds, imageId} = birth;
	const [first, second] = zoneIds.map(zone => ({id: zone, name: zone}));
	if (!first || !second) return undefined;
	const {region} = settings;
	const place = {account: caller.account, callerArn: createdBy, ...partitionOf(region), region, imageId};
	return {name, id, target: targetIn(region), settings, place: {...place, zones: [first, second]}, createdAt};
};

/**
 * What stands in the connection's region, and in those where a role's tag says that more of it is: IAM is the same in all
 * regions.
 */
const lookAround = async (connection: Connection): Promise<readonly FoundDeployment[]> => {
	const look = (there: Connection) => patiently(there, findDeployments);
	const regionOf = ({birth}: FoundDeployment): string => birth?.settings.region ?? connection.region;
	const here = await look(connection);
	const others = new Set(here.map(regionOf).filter(region => region !== connection.region));
	const lists = await Promise.all(
		[...others].map(async region => {
			const seenFromHere = here.filter(found => regionOf(found) === region);
			try {
				const there = await look(await connection.inRegion(region));
				return seenFromHere.map(found => there.find(same => same.fullName === found.fullName) ?? found);
			} catch {
				// A region that cannot be asked must not be in the way of what stands in this one.
				return seenFromHere;
			}
		}),
	);
	return [...here.filter(found => regionOf(found) === connection.region), ...lists.flat()];
};

/** What stands though no journal here knows it: it must not be built a second time, nor be called nothing. */
export const findStrays = async (connection: Connection, home: Home): Promise<Strays> => {
	const {living, damaged} = journalsOn(home, connection);
	// What a damaged journal knows is not guessed from tags while it can still be restored.
	const known = new Set([...living.map(({deployment}) => fullName(deployment)), ...damaged.map(each => each.fullName)]);
	const found = (await lookAround(connection)).filter(stray => !known.has(stray.fullName));
	const read = found.map(each => ({found: each, deployment: deploymentOf(each, connection)}));
	return {
		adoptable: read.flatMap(({found: each, deployment}) => (deployment ? [{found: each, deployment}] : [])),
		unreadable: read.flatMap(({found: each, deployment}) => (deployment ? [] : [each])),
	};
};

/** @throws UserError for one of that name whose tags do not tell enough to go on with it, or to take it down */
export const refuseUnreadable = ({unreadable}: Strays, name: string | undefined, target: string): void => {
	const meant = unreadable.filter(
		({fullName: each}) => name === undefined || each === name || each.startsWith(`${name}.`),
	);
	if (meant.length === 0) return;
	const one = meant.map(({fullName: each, createdBy}) => `${each} (made by ${createdBy})`).join(', ');
	throw new UserError(`${one} stands on ${target}, but its journal is not here and its tags were changed.`, {
		nextSteps: [
			`Mend the tags ${tagKeys.settings} and ${tagKeys.addresses} on one of its resources, or run this where it was built.`,
			'See what stands of it with: privatelink-wizard status',
		],
	});
};

type Shown = Extract<RunEventBody, {type: 'deployment-adopted'}>['resources'];

/** What of the plan was shown: its newest generation, and the id that it has outside. */
const shownOf = ({deployment, found}: Stray): Shown =>
	buildPlan(deployment).flatMap(({id: task, kind}) => {
		const tagged = found.items
			.filter(({tags}) => tags[tagKeys.resource] === task)
			.map(item => ({item, generation: Number(item.tags[tagKeys.generation]) || 1}))
			.toSorted((a, b) => b.generation - a.generation);
		const [newest] = tagged;
		if (!newest) return [];
		const own = tagged.find(({item}) => item.kind === kind)?.item;
		return [{task, generation: newest.generation, ...(own ? {resourceId: own.id} : {})}];
	});

/** Tags hold the ids of zones alone: their names differ from account to account. `connection`: to its own region. */
export const withZoneNames = async (connection: Connection, deployment: Deployment): Promise<Deployment> => {
	const {place} = deployment;
	const zones = await patiently(connection, findZones);
	const named = ({id}: Zone): Zone => zones.find(zone => zone.id === id) ?? {id, name: id};
	const [first, second] = place.zones;
	return {...deployment, place: {...place, zones: [named(first), named(second)]}};
};

/** Whether the connection of a stray's own endpoint is accepted already. `connection`: to its own region. */
export const isAccepted = async (connection: Connection, {found}: Stray): Promise<boolean> => {
	const idOf = (resource: string): string | undefined =>
		found.items.find(({tags}) => tags[tagKeys.resource] === resource)?.id;
	const serviceId = idOf('provider.endpoint-service');
	if (serviceId === undefined) return false;
	const entries = await patiently(connection, clients => findConnections(clients, serviceId));
	const own = entries.find(({endpointId}) => endpointId === idOf('consumer.endpoint'));
	return own?.state === 'available' || own?.state === 'pending';
};

/**
 * Writes a stray's journal anew from its tags: from then on it is a deployment like any other.
 * @param connection to the deployment's own region
 * @throws UserError when the journal cannot be written
 */
export const adopt = async (
	connection: Connection,
	{home, tell}: {readonly home: Home; readonly tell: Reporter},
	stray: Stray,
): Promise<Journaled> => {
	const {clock, caller} = connection;
	const deployment = await withZoneNames(connection, stray.deployment);
	const journal = journalOf(home, deployment);
	const release = journal.lock();
	try {
		const {emit} = startRun(clock, journal, tell);
		// One that was torn down from here, and built again elsewhere, has a journal still.
		if (journal.read().length === 0) emit({type: 'deployment-born', version: eventVersion, ...deployment});
		emit({type: 'deployment-adopted', by: caller.arn, resources: shownOf(stray)});
	} finally {
		release();
	}
	const written = readDeployments(home.deployments).find(each => fullName(each.deployment) === fullName(deployment));
	if (!written) throw new TypeError(`The journal of ${fullName(deployment)} was written and is not there`);
	return written;
};
