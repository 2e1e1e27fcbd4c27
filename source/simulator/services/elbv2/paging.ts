import {ServiceError} from '../../operation.ts';

type PageRequest = {readonly Marker?: string | undefined; readonly PageSize?: number | undefined};

/**
 * One page of what a Describe found, and the marker of the next.
 * @throws ServiceError ValidationError for a foreign marker, or a PageSize outside 1 to 400.
 */
export const pageOf = <Item>(
	items: readonly Item[],
	{Marker, PageSize = 400}: PageRequest,
): {readonly page: Item[]; readonly NextMarker?: string} => {
	if (PageSize < 1 || PageSize > 400) {
		const bound = PageSize < 1 ? 'greater than or equal to 1' : 'less than or equal to 400';
		throw new ServiceError(
			'ValidationError',
			`1 validation error detected: Value '${PageSize}' at 'pageSize' failed to satisfy constraint: Member must have value ${bound}`,
		);
	}
	const start = Marker === undefined ? 0 : Number(Marker);
	if (!Number.isSafeInteger(start) || start < 0)
		throw new ServiceError('ValidationError', `Invalid marker '${Marker}'`);
	const end = start + PageSize;
	return {page: items.slice(start, end), ...(end < items.length ? {NextMarker: String(end)} : {})};
};
