import {ServiceError} from '../../operation.ts';

type PageRequest = {readonly Marker?: string | undefined; readonly PageSize?: number | undefined};

/**
 * One page of what a Describe found, and the marker of the next.
 * @throws ServiceError ValidationError for a foreign marker.
 */
export const pageOf = <Item>(
	items: readonly Item[],
	{Marker, PageSize = 400}: PageRequest,
): {readonly page: Item[]; readonly NextMarker?: string} => {
	const start = Marker === undefined ? 0 : Number(Marker);
	if (!Number.isSafeInteger(start) || start < 0)
		throw new ServiceError('ValidationError', `Invalid marker '${Marker}'`);
	const end = start + PageSize;
	return {page: items.slice(start, end), ...(end < items.length ? {NextMarker: String(end)} : {})};
};
