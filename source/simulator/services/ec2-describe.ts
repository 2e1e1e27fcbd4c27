import type {Filter, Tag} from '@aws-sdk/client-ec2';
import {find, rowsOf} from '../lookup.ts';
import {type Context, ServiceError} from '../operation.ts';
import type {Row, Table} from '../world.ts';
import type {NotFound} from './ec2/rows.ts';

/** What a filter compares: one value or several, of which one must match. */
export type FilterValue = string | number | boolean | undefined | readonly (string | number | boolean | undefined)[];

/** By filter name, e.g. `vpc-id`; `tag:<key>`, `tag-key` and `tag-value` come by themselves for rows with Tags. */
export type FilterGetters<R> = Readonly<Record<string, (row: R) => FilterValue>>;

/** Any row; what it shows may have Tags. */
type Shower = {readonly shown: object};

/** The tags of a row as a record; empty for what carries none. */
export const tagsOf = ({shown}: Shower): Readonly<Record<string, string>> => {
	const tags = 'Tags' in shown ? (shown.Tags as readonly Tag[] | undefined) : undefined;
	return Object.fromEntries((tags ?? []).map(tag => [tag.Key ?? '', tag.Value ?? '']));
};

/** The tags of the `TagSpecifications` that are for `resourceType`; undefined where there are none, as EC2 omits them. */
export const tagsFor = (
	specifications:
		| readonly {readonly ResourceType?: string | undefined; readonly Tags?: readonly Tag[] | undefined}[]
		| undefined,
	resourceType: string,
): Tag[] =>
	(specifications ?? [])
		.filter(specification => specification.ResourceType === resourceType)
		.flatMap(specification => (specification.Tags ?? []).map(tag => ({Key: tag.Key ?? '', Value: tag.Value ?? ''})));

/** EC2's patterns: `*` is any text, `?` one character, a backslash takes their meaning away. Case counts. */
const patternOf = (value: string): RegExp => {
	const source = value.replaceAll(/\\[*?\\]|[*?]|[.+^${}()|[\]\\/]/g, part => {
		if (part === '*') return '.*';
		if (part === '?') return '.';
		return part.length === 2 ? `\\${part[1]}` : `\\${part}`;
	});
	return new RegExp(`^${source}$`, 's');
};

const valuesOf = (value: FilterValue): readonly string[] =>
	[value]
		.flat()
		.filter(each => each !== undefined)
		.map(String);

const tagGetter = (name: string): ((row: Shower) => FilterValue) | undefined => {
	if (name.startsWith('tag:')) return row => tagsOf(row)[name.slice('tag:'.length)];
	if (name === 'tag-key') return row => Object.keys(tagsOf(row));
	return name === 'tag-value' ? row => Object.values(tagsOf(row)) : undefined;
};

const getterOf = <R extends Shower>(
	name: string,
	getters: FilterGetters<R>,
	byTags: boolean,
): ((row: R) => FilterValue) => {
	const own = Object.hasOwn(getters, name) ? getters[name] : undefined;
	const getter = own ?? (byTags ? tagGetter(name) : undefined);
	if (getter) return getter;
	throw new ServiceError('InvalidParameterValue', `The filter '${name}' is invalid`);
};

/**
 * The rows that match every filter, by one of its values each.
 * @param byTags whether the operation filters by tags, too
 * @throws ServiceError InvalidParameterValue for a filter that no getter knows.
 */
export const filterRows = <R extends Shower>(
	rows: readonly R[],
	filters: readonly Filter[] | undefined,
	getters: FilterGetters<R>,
	byTags = true,
): readonly R[] =>
	(filters ?? []).reduce<readonly R[]>((left, filter) => {
		const getter = getterOf(filter.Name ?? '', getters, byTags);
		const patterns = (filter.Values ?? []).map(patternOf);
		return left.filter(row => valuesOf(getter(row)).some(value => patterns.some(pattern => pattern.test(value))));
	}, rows);

type PageRequest = {readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined};

const offsetOf = (token: string | undefined): number => {
	if (!token) return 0;
	const offset = Number(Buffer.from(token, 'base64url').toString());
	if (!Number.isSafeInteger(offset) || offset <= 0) {
		throw new ServiceError('InvalidNextToken', 'The specified NextToken is not valid.');
	}
	return offset;
};

/** The most that one page holds; some operations have less. */
const largestPage = 1000;

/**
 * One page of `rows`, and the token of the next.
 * @param largest the most that MaxResults may be
 * @throws ServiceError InvalidParameterValue for MaxResults outside 5 to `largest`, InvalidNextToken for a foreign token.
 */
export const paginate = <R>(
	rows: readonly R[],
	{MaxResults, NextToken}: PageRequest,
	largest = largestPage,
): {readonly page: readonly R[]; readonly NextToken?: string} => {
	if (MaxResults !== undefined && (MaxResults < 5 || MaxResults > largest)) {
		throw new ServiceError(
			'InvalidParameterValue',
			`Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value ${MaxResults < 5 ? 'greater than 5' : `less than ${largest}`}.`,
		);
	}
	const start = offsetOf(NextToken);
	const end = start + (MaxResults ?? largestPage);
	return {
		page: rows.slice(start, end),
		...(end < rows.length ? {NextToken: Buffer.from(String(end)).toString('base64url')} : {}),
	};
};

/**
 * What every EC2 Describe does: the rows with `ids` (all visible ones of the region where none are given) that match the
 * filters, one page of them, in the order of their creation.
 * @throws ServiceError `notFound` for ids that the API does not know, naming them all;
 * InvalidParameterCombination for ids and MaxResults together where they exclude each other.
 */
export const describeRows = <Shown extends object, Hidden>(
	context: Context,
	table: Table<Shown, Hidden>,
	request: PageRequest & {
		readonly ids?: readonly string[] | undefined;
		readonly notFound: NotFound;
		/** As the API calls the ids and MaxResults, where it takes only one of the two. */
		readonly exclusive?: readonly [ids: string, maxResults: string];
		/** The most that MaxResults may be, where it is less than usual. */
		readonly largest?: number;
		readonly filters?: readonly Filter[] | undefined;
		readonly getters: FilterGetters<Row<Shown, Hidden>>;
	},
): {readonly page: readonly Row<Shown, Hidden>[]; readonly NextToken?: string} => {
	const {ids, notFound, exclusive, largest, filters, getters} = request;
	const all = rowsOf(table, context);
	const wanted = ids && ids.length > 0 ? new Set(ids) : undefined;
	if (wanted && exclusive && request.MaxResults !== undefined) {
		const [idsName, maxName] = exclusive;
		throw new ServiceError(
			'InvalidParameterCombination',
			`The parameter ${idsName} cannot be used with the parameter ${maxName}`,
		);
	}
	const missing = [...(wanted ?? [])].filter(id => !find(table, id, context));
	if (missing.length > 0) throw new ServiceError(notFound.code, notFound.message(missing.join(', ')));
	const chosen = wanted ? all.filter(row => wanted.has(row.id)) : all;
	return paginate(filterRows(chosen, filters, getters), request, largest);
};
