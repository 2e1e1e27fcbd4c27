import type {Remainder} from '../engine/events.ts';
import {tagKeys} from '../plan/deployment.ts';
import type {Item} from './census/source.ts';
import {takeCensus} from './census.ts';
import type {AwsClients} from './clients.ts';

export type Sweep = {
	readonly remaining: {readonly ours: readonly Remainder[]; readonly foreign: readonly Remainder[]};
	/** What was described, e.g. `NAT gateways`. */
	readonly checked: readonly string[];
};

const toRemainder = ({kind, id, vpcId, owner, tags, hourlyCost}: Item): Remainder => {
	const deployment = tags[tagKeys.deployment];
	const holder = deployment === undefined ? owner : `deployment ${deployment}`;
	return {
		kind,
		id,
		...(vpcId === undefined ? {} : {vpcId}),
		...(holder === undefined ? {} : {owner: holder}),
		hourlyCost,
	};
};

/**
 * Looks for all that is left of a deployment: whatever carries its tag, and whatever stands in its VPCs (foreign, when
 * it carries another tag or none). What is on its way out does not count.
 * @param deployment its full name, `<name>.<id>`
 */
export const sweep = async (
	clients: AwsClients,
	{deployment, vpcIds}: {readonly deployment: string; readonly vpcIds: readonly string[]},
): Promise<Sweep> => {
	const {items, checked} = await takeCensus(clients, {tagKey: tagKeys.deployment, tagValue: deployment, vpcIds});
	const isOurs = ({tags}: Item): boolean => tags[tagKeys.deployment] === deployment;
	return {
		remaining: {
			ours: items.filter(isOurs).map(toRemainder),
			foreign: items.filter(item => !isOurs(item)).map(toRemainder),
		},
		checked,
	};
};
