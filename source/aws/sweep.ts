import type {Remainder} from '../engine/events.ts';
import {tagKeys} from '../plan/deployment.ts';
import type {Item} from './census/source.ts';
import {takeCensus} from './census.ts';
import type {AwsClients} from './clients.ts';
import {isOfGuardDuty} from './tags.ts';

export type Sweep = {
	readonly remaining: {readonly ours: readonly Remainder[]; readonly foreign: readonly Remainder[]};
	/** What was described, e.g. `NAT gateways`. */
	readonly checked: readonly string[];
};

/** The commands that remove what others put into a VPC, for whoever may, in the order in which they work. */
const removals: Readonly<Record<string, string>> = {
	instance: 'ec2 terminate-instances --instance-ids',
	'load-balancer': 'elbv2 delete-load-balancer --load-balancer-arn',
	'target-group': 'elbv2 delete-target-group --target-group-arn',
	endpoint: 'ec2 delete-vpc-endpoints --vpc-endpoint-ids',
	'nat-gateway': 'ec2 delete-nat-gateway --nat-gateway-id',
	'egress-only-internet-gateway': 'ec2 delete-egress-only-internet-gateway --egress-only-internet-gateway-id',
	'network-interface': 'ec2 delete-network-interface --network-interface-id',
	'security-group': 'ec2 delete-security-group --group-id',
	subnet: 'ec2 delete-subnet --subnet-id',
	'route-table': 'ec2 delete-route-table --route-table-id',
	'network-acl': 'ec2 delete-network-acl --network-acl-id',
};

/** What AWS made for a service goes with what it was made for: nobody can delete it by hand. */
const removalOf = (region: string, {kind, id, isManaged}: Item): string | undefined => {
	const [service, ...words] = removals[kind]?.split(' ') ?? [];
	if (service === undefined || isManaged) return undefined;
	return ['aws', service, '--region', region, ...words, id].join(' ');
};

/** What holds other things goes first: an endpoint holds its security groups, a subnet its table and ACL. */
const byRemoval = (a: Item, b: Item): number => rankOf(a) - rankOf(b);

const rankOf = ({kind}: Item): number => {
	const at = Object.keys(removals).indexOf(kind);
	return at === -1 ? Object.keys(removals).length : at;
};

const holderOf = ({owner, tags}: Item): string | undefined => {
	const deployment = tags[tagKeys.deployment];
	if (deployment !== undefined) return `deployment ${deployment}`;
	return isOfGuardDuty(tags) ? 'Amazon GuardDuty' : owner;
};

const toRemainder = (item: Item, removal?: string): Remainder => {
	const {kind, id, vpcId, hourlyCost} = item;
	const holder = holderOf(item);
	return {
		kind,
		id,
		...(vpcId === undefined ? {} : {vpcId}),
		...(holder === undefined ? {} : {owner: holder}),
		hourlyCost,
		...(removal === undefined ? {} : {removal}),
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
			ours: items.filter(isOurs).map(item => toRemainder(item)),
			foreign: items
				.filter(item => !isOurs(item))
				.toSorted(byRemoval)
				.map(item => toRemainder(item, removalOf(clients.region, item))),
		},
		checked,
	};
};
