import {type FoundDeployment, findDeployments} from '../aws/found.ts';
import {findOtherConsumers, type InboxEntry} from '../aws/inbox.ts';
import type {RunOutcome} from '../engine/events.ts';
import type {RunState} from '../engine/projection.ts';
import type {Invocation} from '../flags.ts';
import {buildPlan} from '../plan/build.ts';
import {fullName, taggable} from '../plan/deployment.ts';
import {kinds} from '../plan/kinds.ts';
import {costAfter, costOf} from '../plan/price.ts';
import {count, duration, usd} from '../reporters/words.ts';
import type {Journaled} from '../store/deployments.ts';
import type {Home} from '../store/home.ts';
import {isOwn} from './candidates.ts';
import type {Command} from './command.ts';
import {type Connection, regionFor, withConnection} from './connection.ts';
import {journalsOn} from './living.ts';
import {commandsFor, stepsAfter} from './next-steps.ts';
import {runningOn} from './other-run.ts';
import {patiently} from './patience.ts';

/** What AWS shows of a deployment by its tags, and what its journal adds. */
export type Standing = Omit<FoundDeployment, 'items'> & {
	readonly target: string;
	/** Where it was built; by its tags where no journal here knows it. */
	readonly region: string;
	/** Made by whoever asks, or born here. */
	readonly isOwn: boolean;
	/** False: it stands by its tags alone; `up` and `down` write its journal anew. */
	readonly hasJournal: boolean;
	readonly ageSeconds: number;
	/** USD so far, us-east-1 list price. */
	readonly costSoFar: number;
	/** Endpoints of others that are connected to its service, or ask to be. */
	readonly others: readonly OtherConsumer[];
	/** How its last run ended; absent without a journal here, or while it runs. */
	readonly lastOutcome?: RunOutcome;
};

/** An endpoint of somebody else: what a teardown cuts off only after a yes of its own. */
export type OtherConsumer = Pick<InboxEntry, 'endpointId' | 'owner' | 'state'>;

/** Only what has an endpoint service can have others at it. */
const othersAt = async (
	connection: Connection,
	{fullName: name, counts}: FoundDeployment,
): Promise<readonly OtherConsumer[]> => {
	if (!counts['endpoint-service']) return [];
	const found = await patiently(connection, clients => findOtherConsumers(clients, name));
	return found.map(({endpointId, owner, state}) => ({endpointId, owner, state}));
};

const hour = 3_600_000;

const combine = async (
	found: FoundDeployment,
	journaled: Journaled | undefined,
	connection: Connection,
): Promise<Standing> => {
	const {clock, targetIn, caller} = connection;
	const region = journaled?.deployment.place.region ?? found.birth?.settings.region ?? connection.region;
	const {items: _items, ...shown} = found;
	const age = Math.max(0, clock.now() - Date.parse(found.createdAt));
	const lines = journaled && costOf(buildPlan(journaled.deployment), journaled.deployment.place.region).lines;
	return {
		...shown,
		target: targetIn(region),
		region,
		isOwn: journaled
			? isOwn(journaled.deployment, connection, journaled)
			: taggable(found.createdBy) === taggable(caller.arn),
		hasJournal: journaled !== undefined,
		ageSeconds: Math.round(age / 1000),
		others: await othersAt(connection, found),
		costSoFar: lines ? costAfter(lines, age) : (found.hourlyCost * age) / hour,
		...(journaled?.history.outcome ? {lastOutcome: journaled.history.outcome} : {}),
	};
};

/** Journaled deployments of which AWS shows nothing: born, but stopped before the first call, or gone by another hand. */
const shownNowhere = (journaled: Journaled, connection: Connection): Standing => {
	const {deployment, history} = journaled;
	const {clock, target} = connection;
	return {
		fullName: fullName(deployment),
		createdBy: deployment.place.callerArn,
		createdAt: deployment.createdAt,
		counts: {},
		vpcIds: [],
		hourlyCost: 0,
		target,
		region: deployment.place.region,
		isOwn: isOwn(deployment, connection, journaled),
		hasJournal: true,
		ageSeconds: Math.max(0, Math.round((clock.now() - Date.parse(deployment.createdAt)) / 1000)),
		costSoFar: 0,
		others: [],
		...(history.outcome ? {lastOutcome: history.outcome} : {}),
	};
};

/**
 * The deployments of a connection's region and of all others in which a journal here knows one, or a role's tag: IAM is
 * the same in all regions.
 */
export const standingEverywhere = async (
	connection: Connection,
	living: readonly Journaled[],
): Promise<readonly Standing[]> => {
	const look = async (region: string): Promise<readonly Standing[]> => {
		const own = living.filter(({deployment}) => deployment.place.region === region);
		return await standingOn(await connection.inRegion(region), own, living);
	};
	const here = await look(connection.region);
	const regions = [...living.map(({deployment}) => deployment.place.region), ...here.map(({region}) => region)];
	const others = [...new Set(regions)].filter(region => region !== connection.region);
	const lists = await Promise.allSettled(others.map(look));
	const elsewhere = lists.flatMap((list, index) => {
		if (list.status === 'fulfilled') return list.value.filter(({region}) => region === others[index]);
		// A region that cannot be asked must not hide the others: what IAM shows of it from here will do.
		return here.filter(({region}) => region === others[index]);
	});
	return [...here.filter(({region}) => region === connection.region), ...elsewhere];
};

/** The deployments of a connection's region, and those that a journal here knows of its target. */
const standingOn = async (
	connection: Connection,
	living: readonly Journaled[],
	journals: readonly Journaled[] = living,
): Promise<readonly Standing[]> => {
	const found = await patiently(connection, findDeployments);
	const journalOf = (name: string) => journals.find(({deployment}) => fullName(deployment) === name);
	const unseen = living.filter(({deployment}) => !found.some(({fullName: name}) => name === fullName(deployment)));
	return [
		...(await Promise.all(found.map(each => combine(each, journalOf(each.fullName), connection)))),
		...unseen.map(journaled => shownNowhere(journaled, connection)),
	];
};

const headline = ({
	fullName: name,
	target,
	ageSeconds,
	createdBy,
	isOwn: isMine,
	hasJournal,
	hourlyCost,
	costSoFar,
	lastOutcome,
}: Standing): string =>
	[
		name,
		target,
		`${duration(ageSeconds)} old`,
		`by ${createdBy}${isMine ? '' : ', not by you'}`,
		`${usd(hourlyCost)} an hour, ${usd(costSoFar)} so far`,
		...(lastOutcome ? [`last run: ${lastOutcome}`] : []),
		...(hasJournal ? [] : ['its journal is not here']),
	].join('  ');

/** Some of what stands is no kind of the plan: it comes with another one, as a volume with its instance. */
const kindLabel = (kind: string): string => Object.entries(kinds).find(([name]) => name === kind)?.[1].label ?? kind;

const otherWords = ({endpointId, owner, state}: OtherConsumer): string =>
	`At its service, and not its own: ${endpointId} of account ${owner} (${state})`;

const details = ({counts, vpcIds, others}: Standing): readonly string[] => {
	const amounts = Object.entries(counts).map(([kind, amount]) => `${amount} x ${kindLabel(kind)}`);
	return amounts.length === 0
		? ['Nothing of it stands.']
		: [amounts.join(', '), `VPCs: ${vpcIds.join(', ')}`, ...others.map(otherWords)];
};

/** Who works on it, or what a person may do next, each with its command; what others made they can only tear down. */
export const nextFor = (
	{fullName: whole, region, createdBy, isOwn: isMine}: Standing,
	history: Pick<RunState, 'verb' | 'outcome'>,
	invocation: Pick<Invocation, 'command' | 'simulate' | 'awsProfile'>,
	{caller, scenario}: Pick<Connection, 'caller' | 'scenario'>,
	home: Home,
): readonly string[] => {
	const [name = '', id = ''] = whole.split('.');
	const pid = runningOn(home, {name, id});
	if (pid !== undefined) return [`A run works on it (pid ${pid}).`];
	const named = {name, id, place: {region, callerArn: createdBy}};
	const acting = {...invocation, caller: caller.arn, trouble: scenario};
	return isMine ? stepsAfter(history, acting, named) : [`Tear down: ${commandsFor(acting, named).down}`];
};

const show =
	(tell: (standing: Standing, next: () => readonly string[]) => readonly string[]): Command =>
	(invocation, surroundings) =>
		withConnection(invocation, surroundings, regionFor(invocation, surroundings.env), async connection => {
			const wanted = invocation.operands[0] ?? invocation.answers.name;
			const {living, damaged} = journalsOn(surroundings.home, connection);
			const standing = (await standingEverywhere(connection, living)).filter(
				({fullName: name}) => wanted === undefined || name === wanted || name.startsWith(`${wanted}.`),
			);
			const {write, warn} = surroundings;
			for (const {error} of damaged) warn(error.message);
			if (invocation.output === 'json') {
				for (const {birth: _birth, ...each} of standing) write(JSON.stringify(each));
			} else if (standing.length === 0) {
				write(`No deployment${wanted === undefined ? '' : ` "${wanted}"`} on ${connection.target}.`);
			} else {
				const journalOf = (name: string) => living.find(({deployment}) => fullName(deployment) === name);
				const next = (each: Standing) => () =>
					nextFor(each, journalOf(each.fullName)?.history ?? {}, invocation, connection, surroundings.home);
				for (const line of standing.flatMap(each => tell(each, next(each)))) write(line);
			}
			return 0;
		});

/** `status [deployment]`: what exists, by tags, with age, creator and cost so far, and what may be done next. */
export const status: Command = show((standing, next) => [
	headline(standing),
	...[...details(standing), ...next()].map(line => `  ${line}`),
]);

/** `list`: all deployments of the target, a line each. */
export const list: Command = show(standing => [
	`${headline(standing)}  ${count(
		Object.values(standing.counts).reduce((sum, amount) => sum + amount, 0),
		'resource',
	)}`,
]);
