import {
	CreateTags$,
	type CreateTagsRequest,
	DeleteTags$,
	type DeleteTagsRequest,
	DescribeTags$,
	type DescribeTagsRequest,
	type DescribeTagsResult,
	type Tag,
	type TagDescription,
} from '@aws-sdk/client-ec2';
import {rowsOf} from '../../lookup.ts';
import {type Context, type Operation, operation, ServiceError, type TimerTable} from '../../operation.ts';
import type {Row, Table, World} from '../../world.ts';
import {type FilterGetters, filterRows, paginate} from '../ec2-describe.ts';
import {notFound} from './not-found.ts';
import {drawMilliseconds, type NotFound, need} from './rows.ts';
import {checkTags} from './tagging.ts';

type Tagged = {Tags?: Tag[] | undefined; TagSet?: Tag[] | undefined};

type Taggable = {
	readonly prefix: string;
	readonly type: string;
	readonly table: (world: World) => Table<Tagged, unknown>;
	readonly notFound: NotFound;
};

/** All that carries tags, by the prefix of its ids. */
const taggables: readonly Taggable[] = [
	{prefix: 'vpc', type: 'vpc', table: world => world.vpcs, notFound: notFound.vpc},
	{prefix: 'subnet', type: 'subnet', table: world => world.subnets, notFound: notFound.subnet},
	{prefix: 'igw', type: 'internet-gateway', table: world => world.internetGateways, notFound: notFound.internetGateway},
	{
		prefix: 'eigw',
		type: 'egress-only-internet-gateway',
		table: world => world.egressOnlyInternetGateways,
		notFound: notFound.egressOnlyInternetGateway,
	},
	{prefix: 'rtb', type: 'route-table', table: world => world.routeTables, notFound: notFound.routeTable},
	{prefix: 'acl', type: 'network-acl', table: world => world.networkAcls, notFound: notFound.networkAcl},
	{prefix: 'eipalloc', type: 'elastic-ip', table: world => world.addresses, notFound: notFound.address},
	{prefix: 'nat', type: 'natgateway', table: world => world.natGateways, notFound: notFound.natGateway},
	{prefix: 'sg', type: 'security-group', table: world => world.securityGroups, notFound: notFound.securityGroup},
	{
		prefix: 'sgr',
		type: 'security-group-rule',
		table: world => world.securityGroupRules,
		notFound: notFound.securityGroupRule,
	},
	{
		prefix: 'eni',
		type: 'network-interface',
		table: world => world.networkInterfaces,
		notFound: notFound.networkInterface,
	},
	{prefix: 'i', type: 'instance', table: world => world.instances, notFound: notFound.instance},
	{prefix: 'vol', type: 'volume', table: world => world.volumes, notFound: notFound.volume},
	{prefix: 'vpce', type: 'vpc-endpoint', table: world => world.endpoints, notFound: notFound.endpoint},
	{
		prefix: 'vpce-svc',
		type: 'vpc-endpoint-service',
		table: world => world.endpointServices,
		notFound: notFound.endpointService,
	},
];

/** Network interfaces call their tags TagSet. */
const fieldOf = ({prefix}: Taggable): keyof Tagged => (prefix === 'eni' ? 'TagSet' : 'Tags');

const taggableOf = (id: string): Taggable | undefined =>
	taggables.find(({prefix}) => prefix === id.slice(0, id.lastIndexOf('-')));

type Found = {readonly row: Row<Tagged, unknown>; readonly field: keyof Tagged};

const findAll = (ids: readonly string[] | undefined, context: Context): readonly Found[] =>
	(ids ?? []).map(id => {
		const taggable = taggableOf(id);
		if (!taggable) throw new ServiceError('InvalidID', `The ID '${id}' is not valid`);
		return {row: need(context, taggable.table(context.world), id, taggable.notFound), field: fieldOf(taggable)};
	});

/** What is to become of a resource's tags. */
type Change = {readonly set: readonly Tag[]} | {readonly drop: readonly Tag[] | 'all'};

const changed = (tags: readonly Tag[], change: Change): Tag[] => {
	if ('set' in change) {
		return [...tags.filter(({Key}) => !change.set.some(each => each.Key === Key)), ...change.set];
	}
	const {drop} = change;
	const goes = ({Key, Value}: Tag) =>
		drop === 'all' || drop.some(tag => tag.Key === Key && (tag.Value === undefined || tag.Value === Value));
	return tags.filter(tag => !goes(tag));
};

/** Tags are eventually consistent: a change shows after a while, never before an earlier one of the same resource. */
const later = (id: string, change: Change, context: Context): void => {
	const pending = context.world.timers.filter(({kind, payload}) => kind === 'tags-changed' && payload['id'] === id);
	const earliest = Math.max(0, ...pending.map(({due}) => due - context.now));
	const milliseconds = Math.max(earliest, drawMilliseconds(context, 'tagVisibility'));
	context.schedule(milliseconds, 'tags-changed', {id, change: JSON.stringify(change)});
};

const create = (input: CreateTagsRequest, context: Context): void => {
	const wanted = (input.Tags ?? []).map(({Key = '', Value = ''}) => ({Key, Value}));
	const changes = findAll(input.Resources, context).map(({row, field}) => {
		const kept = (row.shown[field] ?? []).filter(({Key}) => !wanted.some(each => each.Key === Key));
		return {row, field, tags: [...kept, ...wanted]};
	});
	checkTags(wanted);
	for (const {tags} of changes) checkTags(tags);
	for (const {row} of changes) later(row.id, {set: wanted}, context);
};

/** A tag goes when its key is named and its value is, if one is given; without Tags all go. */
const remove = (input: DeleteTagsRequest, context: Context): void => {
	for (const {row} of findAll(input.Resources, context)) later(row.id, {drop: input.Tags ?? 'all'}, context);
};

type Line = {readonly shown: TagDescription & {readonly Tags: readonly Tag[]}};

const getters: FilterGetters<Line> = {
	key: ({shown}) => shown.Key,
	'resource-id': ({shown}) => shown.ResourceId,
	'resource-type': ({shown}) => shown.ResourceType,
	value: ({shown}) => shown.Value,
};

const describe = (input: DescribeTagsRequest, context: Context): DescribeTagsResult => {
	const lines = taggables.flatMap(taggable =>
		rowsOf(taggable.table(context.world), context).flatMap(({id, shown}) =>
			(shown[fieldOf(taggable)] ?? []).map(({Key, Value}) => ({
				shown: {
					Key,
					Value,
					ResourceId: id,
					ResourceType: taggable.type as NonNullable<TagDescription['ResourceType']>,
					Tags: [{Key, Value}],
				},
			})),
		),
	);
	const {page, NextToken} = paginate(filterRows(lines, input.Filters, getters), input);
	return {
		Tags: page.map(({shown: {Key, Value, ResourceId, ResourceType}}) => ({Key, Value, ResourceId, ResourceType})),
		NextToken,
	};
};

export const operations: readonly Operation[] = [
	operation(CreateTags$, create),
	operation(DeleteTags$, remove),
	operation(DescribeTags$, describe),
];

export const timers: TimerTable = {
	'tags-changed': ({id, change}, {world}) => {
		const taggable = taggableOf(String(id));
		const row = taggable?.table(world)[String(id)];
		if (!taggable || !row) return;
		const field = fieldOf(taggable);
		row.shown[field] = changed(row.shown[field] ?? [], JSON.parse(String(change)));
	},
};
