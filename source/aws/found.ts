import {type Birth, readBirth} from '../plan/birth-tags.ts';
import {tagKeys} from '../plan/deployment.ts';
import type {Item} from './census/source.ts';
import {takeCensus} from './census.ts';
import type {AwsClients} from './clients.ts';

/** A deployment as its tags tell of it, whoever made it. */
export type FoundDeployment = {
	/** `<name>.<id>` */
	readonly fullName: string;
	/** ARN of the principal that made it. */
	readonly createdBy: string;
	/** ISO 8601. */
	readonly createdAt: string;
	/** How many of each kind stand. */
	readonly counts: Readonly<Record<string, number>>;
	readonly vpcIds: readonly string[];
	/** USD, us-east-1 list price, of what stands now. */
	readonly hourlyCost: number;
	readonly items: readonly Item[];
	/** What it was born as; absent where somebody has changed its tags. */
	readonly birth?: Birth;
};

const summarise = (fullName: string, items: readonly Item[]): FoundDeployment => {
	const tag = (key: string): string => items.find(({tags}) => tags[key])?.tags[key] ?? '';
	const name = fullName.split('.')[0] ?? '';
	const birth = readBirth(name, {settings: tag(tagKeys.settings), addresses: tag(tagKeys.addresses)});
	const kinds = [...new Set(items.map(({kind}) => kind))];
	return {
		fullName,
		createdBy: tag(tagKeys.createdBy),
		createdAt: tag(tagKeys.createdAt),
		counts: Object.fromEntries(kinds.map(name => [name, items.filter(({kind}) => kind === name).length])),
		vpcIds: items.filter(({kind}) => kind === 'vpc').map(({id}) => id),
		hourlyCost: items.reduce((sum, {hourlyCost}) => sum + hourlyCost, 0),
		items,
		...(birth ? {birth} : {}),
	};
};

/** The deployments of which anything stands in the clients' region (and in IAM), oldest first. */
export const findDeployments = async (clients: AwsClients): Promise<readonly FoundDeployment[]> => {
	const {items} = await takeCensus(clients, {tagKey: tagKeys.deployment, vpcIds: []});
	const names = [...new Set(items.map(({tags}) => tags[tagKeys.deployment] ?? ''))];
	return names
		.map(name =>
			summarise(
				name,
				items.filter(({tags}) => tags[tagKeys.deployment] === name),
			),
		)
		.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
};
