import {createHash} from 'node:crypto';
import type {World} from '../../../source/simulator/world.ts';

/** A world as a graph whose nodes have names that do not depend on ids: one line a node, sorted. */
export type Graph = readonly string[];

type Row = {
	readonly id: string;
	readonly account: string;
	readonly region: string;
	readonly shown: object;
	readonly hidden: object;
};

const tables = [
	...['vpcs', 'subnets', 'internetGateways', 'routeTables', 'addresses', 'natGateways', 'securityGroups'],
	...['securityGroupRules', 'networkInterfaces', 'instances', 'volumes', 'endpoints', 'endpointServices'],
	...['loadBalancers', 'targetGroups', 'listeners', 'roles', 'instanceProfiles'],
] as const as readonly (keyof World)[];

/** AWS lists these for a while though nothing of them is left. */
const gone = new Set(['terminated', 'deleted']);

const stateOf = (shown: object): string => {
	const {State, ServiceState} = shown as {State?: string | {Name?: string; Code?: string}; ServiceState?: string};
	const state = ServiceState ?? (typeof State === 'object' ? (State.Name ?? State.Code) : State);
	return (state ?? '').toLowerCase();
};

const rowsOf = (world: World, table: keyof World): readonly Row[] => Object.values(world[table] as Record<string, Row>);

/** Everything that stands: also what fails, was rejected or is on its way out. */
const standingIn = (world: World) =>
	tables.flatMap(table =>
		rowsOf(world, table)
			.filter(({shown}) => !gone.has(stateOf(shown)))
			.map(row => ({table, row})),
	);

/** `<table> <id>` of everything that stands. */
export const inventory = (world: World): readonly string[] =>
	standingIn(world).map(({table, row}) => `${table} ${row.id}`);

const tagsOf = ({shown, hidden}: Row): Readonly<Record<string, string>> => {
	const {Tags = []} = shown as {Tags?: {Key: string; Value: string}[]};
	const {tags = {}} = hidden as {tags?: Record<string, string>};
	return {...tags, ...Object.fromEntries(Tags.map(({Key, Value}) => [Key, Value]))};
};

/** Times, tokens, and what counts up or is drawn. */
const incidental =
	/(Time|Timestamp|Date)$|^(ClientToken|ReservationId|AvailableIpAddressCount|answersAt|readyAt|usableAt|registeredAt|lookedAt|StateTransitionReason|MacAddress|HostedZoneId)$/;

/** The two tags that differ from one life of a resource to the next. */
const fleeting = /^privatelink-wizard:(generation|created-at)$/;

const anonymous = (text: string): string =>
	text
		.replaceAll(/\b(lab)[.-][a-z2-7]{8}\b/g, '$1.<deployment>')
		.replaceAll(/\b(vpce-0[0-9a-f]{16})-[0-9a-z]{8}\b/g, '$1-<random>')
		.replaceAll(/\bA[A-Z]{3}[A-Z0-9]{17}\b/g, '<iam id>')
		.replaceAll(/\bip-\d+-\d+-\d+-\d+\b/g, '<host>')
		.replaceAll(/\bec2-\d+-\d+-\d+-\d+\b/g, '<host>')
		.replaceAll(/\b\d+\.\d+\.\d+\.\d+(?!\/|\d)/g, '<address>');

const leftIds = (text: string): string =>
	text
		.replaceAll(/\b([a-z]+(?:-[a-z]+)*)-0?[0-9a-f]{16,17}\b/g, '<$1>')
		.replaceAll(/(?<=[/-])[0-9a-f]{16}\b/g, '<hex>')
		.replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>');

const decoded = (key: string, value: string): string =>
	key === 'userData' ? Buffer.from(value, 'base64').toString() : value;

type NameOf = (text: string) => string;

/** A value without what is incidental, ids replaced by names, lists in an order of their own. */
const canonical = (value: unknown, rename: NameOf, key = ''): unknown => {
	if (typeof value === 'string') return leftIds(rename(anonymous(decoded(key, value))));
	if (typeof value !== 'object' || value === null) return value;
	if (value instanceof Date) return '<time>';
	if (Array.isArray(value)) {
		return value
			.filter(each => !fleeting.test(String((each as {Key?: string} | null)?.Key)))
			.map(each => canonical(each, rename))
			.map(each => [JSON.stringify(each), each] as const)
			.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
			.map(([, each]) => each);
	}
	return Object.fromEntries(
		Object.entries(value)
			.filter(([name]) => !incidental.test(name) && !fleeting.test(name))
			.map(([name, each]) => [leftIds(rename(anonymous(name))), canonical(each, rename, name)] as const)
			.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
	);
};

const machineOf = (world: World, id: string) => {
	const machine = world.machines[id];
	return (
		machine && {image: machine.image, power: machine.power, packages: machine.packages, services: machine.services}
	);
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** How often names are made from names: enough for a rule of a group of a VPC. */
const rounds = 4;

/**
 * The graph of everything that stands but for what is in `without`. A node that carries a resource tag is named by it; any
 * other by what it is and by its neighbours' names, so that two worlds are the same exactly when their lines are.
 */
export const graphOf = (world: World, without: ReadonlySet<string> = new Set()): Graph => {
	const standing = standingIn(world).filter(({table, row}) => !without.has(`${table} ${row.id}`));
	const names = new Map(
		standing.map(({table, row}) => {
			const resource = tagsOf(row)['privatelink-wizard:resource'];
			return [row.id, {name: resource ? `${table}:${resource}` : `${table}:?`, fixed: resource !== undefined}] as const;
		}),
	);
	const ids = [...names.keys()].toSorted((a, b) => b.length - a.length);
	const pattern =
		ids.length === 0
			? /(?!)/g
			: new RegExp(ids.map(id => id.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'), 'g');
	const rename: NameOf = text => text.replaceAll(pattern, id => `{${names.get(id)?.name}}`);
	const describe = ({row: {id, account, region, shown, hidden}}: (typeof standing)[number]) =>
		JSON.stringify(canonical({account, region, ...shown, ...hidden, machine: machineOf(world, id)}, rename));
	for (let round = 0; round < rounds; round++) {
		const next = standing
			.filter(({row}) => !names.get(row.id)?.fixed)
			.map(each => [each.row.id, {name: `${each.table}:${digest(describe(each))}`, fixed: false}] as const);
		for (const [id, name] of next) names.set(id, name);
	}
	return standing.map(each => `${names.get(each.row.id)?.name} ${describe(each)}`).toSorted();
};

const countOf = (lines: Graph): Map<string, number> => {
	const counts = new Map<string, number>();
	for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
	return counts;
};

const lacking = (some: Graph, others: Graph): Graph => {
	const counts = countOf(others);
	return some.filter(line => {
		const left = counts.get(line) ?? 0;
		counts.set(line, left - 1);
		return left <= 0;
	});
};

const nameIn = (line: string): string => line.slice(0, line.indexOf(' '));

export type Comparison = {
	/** Names of tagged nodes that stand more often than they should. */
	readonly duplicates: readonly string[];
	readonly missing: Graph;
	readonly extra: Graph;
};

/** How a graph differs from the one that it should be; three empty lists where it does not. */
export const compare = (found: Graph, wanted: Graph): Comparison => {
	const wantedNames = countOf(wanted.map(nameIn));
	const duplicates = [...countOf(found.map(nameIn))].filter(
		([name, count]) => /:[a-z]+\./.test(name) && count > Math.max(1, wantedNames.get(name) ?? 0),
	);
	return {
		duplicates: duplicates.map(([name]) => name),
		missing: lacking(wanted, found),
		extra: lacking(found, wanted),
	};
};
