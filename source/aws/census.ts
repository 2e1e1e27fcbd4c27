import {loadBalancingSources} from './census/load-balancing.ts';
import {machineSources} from './census/machines.ts';
import {networkSources} from './census/network.ts';
import {permissionSources} from './census/permissions.ts';
import type {Item, Source} from './census/source.ts';
import type {AwsClients} from './clients.ts';
import {filter} from './tags.ts';

/** Every kind of thing that a deployment makes, or that somebody else may put into its VPCs. */
const sources = [...machineSources, ...networkSources, ...loadBalancingSources, ...permissionSources];

/** What to count: by a tag (with a value, or with any), and whatever stands in these VPCs. */
export type Scope = {readonly tagKey: string; readonly tagValue?: string; readonly vpcIds: readonly string[]};

const inScope =
	({tagKey, tagValue, vpcIds}: Scope) =>
	({tags, vpcId}: Item): boolean => {
		const value = tags[tagKey];
		const tagged = value !== undefined && (tagValue === undefined || value === tagValue);
		return tagged || (vpcId !== undefined && vpcIds.includes(vpcId));
	};

const tagFilter = ({tagKey, tagValue}: Scope) =>
	tagValue === undefined ? filter('tag-key', tagKey) : filter(`tag:${tagKey}`, tagValue);

const countOne = async (clients: AwsClients, scope: Scope, source: Source): Promise<readonly Item[]> => {
	const byVpc = source.vpcFilter !== undefined && scope.vpcIds.length > 0;
	const lists = await Promise.all([
		source.list(clients, tagFilter(scope)),
		...(byVpc ? [source.list(clients, filter(source.vpcFilter, ...scope.vpcIds))] : []),
	]);
	return [...new Map(lists.flat().map(item => [item.id, item])).values()].filter(inScope(scope));
};

/** AWS makes interfaces of its own for what it serves: they are part of it, not things beside it. */
const withoutParts = (items: readonly Item[]): readonly Item[] => {
	const served = new Set(items.map(({id, servedAs}) => servedAs ?? id));
	return items.filter(({serves}) => serves === undefined || !served.has(serves));
};

/** Everything that stands in the scope and is not on its way out, and what was looked at. */
export const takeCensus = async (
	clients: AwsClients,
	scope: Scope,
): Promise<{readonly items: readonly Item[]; readonly checked: readonly string[]}> => {
	const lists = await Promise.all(sources.map(source => countOne(clients, scope, source)));
	return {items: withoutParts(lists.flat()), checked: sources.map(({checked}) => checked)};
};
