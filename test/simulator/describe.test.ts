import type {Vpc} from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ownCaller} from '../../source/simulator/accounts.ts';
import {createContext} from '../../source/simulator/context.ts';
import {find, lookup, rowsOf, visible} from '../../source/simulator/lookup.ts';
import {ServiceError} from '../../source/simulator/operation.ts';
import {describeRows, filterRows, paginate, tagsFor, tagsOf} from '../../source/simulator/services/ec2-describe.ts';
import {createWorld, type Row, type Table} from '../../source/simulator/world.ts';

const row = (id: string, shown: Vpc = {}, place: {region?: string; visibleAt?: number} = {}): Row<Vpc> => ({
	id,
	account: ownCaller.account,
	region: place.region ?? 'us-east-1',
	visibleAt: place.visibleAt ?? 0,
	shown: {VpcId: id, ...shown},
	hidden: {},
});

const tableOf = (...rows: readonly Row<Vpc>[]): Table<Vpc> => Object.fromEntries(rows.map(each => [each.id, each]));

const here = {account: ownCaller.account, region: 'us-east-1', now: 100};

describe('a row', () => {
	const table = tableOf(row('vpc-1'), row('vpc-2', {}, {visibleAt: 101}), row('vpc-3', {}, {region: 'eu-west-1'}));

	it('is not found before it is visible, nor in another region or account', () => {
		const seen = (context: typeof here) => rowsOf(table, context).map(each => each.id);
		expect(seen(here)).toEqual(['vpc-1']);
		expect(seen({...here, now: 101})).toEqual(['vpc-1', 'vpc-2']);
		expect(seen({...here, region: 'eu-west-1'})).toEqual(['vpc-3']);
		expect(seen({...here, account: '444455556666'})).toEqual([]);
		expect(find(table, 'vpc-1', {...here, account: '444455556666'})).toBeUndefined();
		expect(find(table, 'vpc-2', here)).toBeUndefined();
		expect(find(table, 'constructor', here)).toBeUndefined();
		expect(find(table, undefined, here)).toBeUndefined();
		expect(visible({visibleAt: 100}, 100)).toBe(true);
	});

	it('that is looked up in vain is the error of the caller', () => {
		expect(lookup(table, 'vpc-1', here, 'Code', 'words').id).toBe('vpc-1');
		const search = () => lookup(table, 'vpc-2', here, 'InvalidVpcID.NotFound', "The vpc ID 'vpc-2' does not exist");
		expect(search).toThrow(ServiceError);
		expect(search).toThrow(expect.objectContaining({code: 'InvalidVpcID.NotFound', status: 400}));
	});
});

describe('filters', () => {
	const rows = [
		row('vpc-1', {CidrBlock: '11.0.0.0/16', IsDefault: false, Tags: [{Key: 'Name', Value: 'provider'}]}),
		row('vpc-2', {
			CidrBlock: '21.0.0.0/16',
			IsDefault: true,
			Tags: [
				{Key: 'Name', Value: 'con*sumer'},
				{Key: 'x', Value: ''},
			],
		}),
		row('vpc-3'),
	];
	const getters = {
		cidr: (each: Row<Vpc>) => each.shown.CidrBlock,
		'is-default': (each: Row<Vpc>) => each.shown.IsDefault,
		any: (each: Row<Vpc>) => [each.id, each.shown.CidrBlock],
	};
	const idsWith = (...filters: {Name: string; Values?: string[]}[]) =>
		filterRows(rows, filters, getters).map(each => each.id);

	it.each([
		['cidr', ['11.0.0.0/16'], ['vpc-1']],
		['cidr', ['11.0.0.0/16', '21.0.0.0/16'], ['vpc-1', 'vpc-2']],
		['cidr', ['*.0.0.0/16'], ['vpc-1', 'vpc-2']],
		['cidr', ['?1.0.0.0/16'], ['vpc-1', 'vpc-2']],
		['cidr', ['11.0.0.0/1'], []],
		['cidr', ['11x0.0.0/16'], []],
		['is-default', ['true'], ['vpc-2']],
		['is-default', ['TRUE'], []],
		['any', ['vpc-3'], ['vpc-3']],
		['tag:Name', ['provider'], ['vpc-1']],
		['tag:Name', ['Provider'], []],
		['tag:Name', ['con\\*sumer'], ['vpc-2']],
		['tag:Name', ['pro\\*'], []],
		['tag:x', [''], ['vpc-2']],
		['tag-key', ['N*'], ['vpc-1', 'vpc-2']],
		['tag-value', ['provider'], ['vpc-1']],
		['cidr', [], []],
	])('%s %j matches %j', (Name, Values, expected) => {
		expect(idsWith({Name, Values})).toEqual(expected);
	});

	it('must all match', () => {
		expect(idsWith({Name: 'tag-key', Values: ['Name']}, {Name: 'is-default', Values: ['false']})).toEqual(['vpc-1']);
		expect(idsWith()).toEqual(['vpc-1', 'vpc-2', 'vpc-3']);
	});

	it('that nobody knows are refused', () => {
		for (const Name of ['colour', 'constructor']) {
			const filter = () => idsWith({Name, Values: ['x']});
			expect(filter).toThrow(`The filter '${Name}' is invalid`);
		}
	});

	it('take any value for itself once its special characters are escaped', () => {
		fc.assert(
			fc.property(fc.string({unit: 'grapheme'}), fc.string(), (value, other) => {
				const tagged = [row('a', {Tags: [{Key: 'k', Value: value}]}), row('b', {Tags: [{Key: 'k', Value: other}]})];
				const escaped = value.replaceAll(/[*?\\]/g, '\\$&');
				const found = filterRows(tagged, [{Name: 'tag:k', Values: [escaped]}], {}).map(each => each.id);
				expect(found).toEqual(value === other ? ['a', 'b'] : ['a']);
			}),
		);
	});
});

describe('pages', () => {
	it('together hold every row once, in order', () => {
		fc.assert(
			fc.property(fc.array(fc.integer(), {maxLength: 40}), fc.integer({min: 5, max: 20}), (rows, MaxResults) => {
				const seen: number[] = [];
				let NextToken: string | undefined;
				do {
					const page = paginate(rows, {MaxResults, NextToken});
					expect(page.page.length).toBeLessThanOrEqual(MaxResults);
					seen.push(...page.page);
					NextToken = page.NextToken;
				} while (NextToken !== undefined);
				expect(seen).toEqual(rows);
			}),
		);
	});

	it('have a size within limits and a token that was given out', () => {
		expect(() => paginate([], {MaxResults: 4})).toThrow('greater than 5');
		expect(() => paginate([], {MaxResults: 1001})).toThrow('less than 1000');
		expect(() => paginate([], {NextToken: 'mine'})).toThrow(expect.objectContaining({code: 'InvalidNextToken'}));
	});
});

describe('describeRows', () => {
	const table = tableOf(row('vpc-1'), row('vpc-2'), row('vpc-3', {}, {visibleAt: 101}));
	const context = createContext({
		world: createWorld({seed: 1, time: 100}),
		now: 100,
		region: 'us-east-1',
		caller: ownCaller,
		effects: {powerChanged: () => {}, sessionEnded: () => {}, invocationChanged: () => {}},
	});
	const notFound = {code: 'InvalidVpcID.NotFound', message: (id: string) => `The vpc ID '${id}' does not exist`};
	const idsOf = (ids: string[]) => describeRows(context, table, {ids, notFound, getters: {}}).page.map(each => each.id);

	it('takes the rows with the ids, or all', () => {
		expect(idsOf(['vpc-2'])).toEqual(['vpc-2']);
		expect(idsOf([])).toEqual(['vpc-1', 'vpc-2']);
	});

	it('names every id that is not there', () => {
		expect(() => idsOf(['vpc-1', 'vpc-3', 'vpc-9'])).toThrow("The vpc ID 'vpc-3, vpc-9' does not exist");
	});
});

describe('tags', () => {
	it('are taken from the specifications of the resource', () => {
		const specifications = [
			{ResourceType: 'vpc', Tags: [{Key: 'a', Value: '1'}]},
			{ResourceType: 'subnet', Tags: [{Key: 'b', Value: '2'}]},
		];
		expect(tagsFor(specifications, 'vpc')).toEqual([{Key: 'a', Value: '1'}]);
		expect(tagsFor(undefined, 'vpc')).toEqual([]);
		expect(tagsOf(row('vpc-1', {Tags: [{Key: 'a', Value: '1'}]}))).toEqual({a: '1'});
	});
});
