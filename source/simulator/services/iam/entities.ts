import type {Tag} from '@aws-sdk/client-iam';
import {type Context, ServiceError} from '../../operation.ts';
import {drawHex} from '../../random.ts';
import type {Row, Table} from '../../world.ts';

/** IAM is the same in every region. */
export const globalRegion = 'global';

/** The entities of the account, in the order of their creation. */
export const entitiesOf = <Shown, Hidden>(
	table: Table<Shown, Hidden>,
	{account}: Pick<Context, 'account'>,
): readonly Row<Shown, Hidden>[] => Object.values(table).filter(row => row.account === account);

/** The account's entity of that name, whatever its path: the last part of its ARN. */
export const findEntity = <Shown, Hidden>(
	table: Table<Shown, Hidden>,
	name: string | undefined,
	context: Pick<Context, 'account'>,
): Row<Shown, Hidden> | undefined => entitiesOf(table, context).find(({id}) => id.split('/').at(-1) === name);

/** @throws ServiceError NoSuchEntity (404) */
export const lookupEntity = <Shown, Hidden>(
	table: Table<Shown, Hidden>,
	name: string | undefined,
	context: Pick<Context, 'account'>,
	message: string,
): Row<Shown, Hidden> => {
	const row = findEntity(table, name, context);
	if (!row) throw new ServiceError('NoSuchEntity', message, 404);
	return row;
};

/** A unique id such as `AROA…`: four letters that say what it is, and 17 of base32. */
export const newUniqueId = ({world}: Context, prefix: string): string => {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const digits = drawHex(world, 34).match(/../g) ?? [];
	return prefix + digits.map(pair => alphabet[Number.parseInt(pair, 16) % alphabet.length]).join('');
};

/** A path that begins and ends with a slash; `/` where none is given. @throws ServiceError ValidationError */
export const checkPath = (path = '/'): string => {
	if (/^\/([\u0021-\u007e]+\/)?$/.test(path)) return path;
	throw new ServiceError(
		'ValidationError',
		`The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.`,
	);
};

/**
 * Copies of tags, with `added` over `present` by key.
 * @throws ServiceError LimitExceeded beyond 50, InvalidInput for reserved or doubled keys
 */
export const mergeTags = (present: readonly Tag[] | undefined, added: readonly Tag[] | undefined): Tag[] => {
	const reserved = added?.find(({Key = ''}) => /^aws:/i.test(Key));
	if (reserved) throw new ServiceError('InvalidInput', `Tag keys that begin with aws: are reserved: ${reserved.Key}`);
	const names = (added ?? []).map(({Key = ''}) => Key.toLowerCase());
	if (new Set(names).size < names.length) {
		throw new ServiceError('InvalidInput', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
	}
	const merged = new Map([...(present ?? []), ...(added ?? [])].map(({Key, Value}) => [Key ?? '', Value ?? '']));
	if (merged.size > 50)
		throw new ServiceError('LimitExceeded', 'The number of tags has reached the maximum limit.', 409);
	return [...merged].map(([Key, Value]) => ({Key, Value}));
};

/** Tags without those of `keys`. */
export const withoutTags = (present: readonly Tag[] | undefined, keys: readonly string[] | undefined): Tag[] =>
	(present ?? []).filter(({Key}) => !(keys ?? []).includes(Key ?? ''));

type PageRequest = {readonly Marker?: string | undefined; readonly MaxItems?: number | undefined};

/** One page of a list, as all of IAM's lists come. */
export const listPage = <T>(items: readonly T[], {Marker, MaxItems = 100}: PageRequest) => {
	const start = Marker === undefined ? 0 : Number(Buffer.from(Marker, 'base64url').toString());
	if (!Number.isSafeInteger(start) || start < 0) throw new ServiceError('ValidationError', 'Invalid Marker');
	const end = start + MaxItems;
	return {
		items: items.slice(start, end),
		IsTruncated: end < items.length,
		...(end < items.length ? {Marker: Buffer.from(String(end)).toString('base64url')} : {}),
	};
};
