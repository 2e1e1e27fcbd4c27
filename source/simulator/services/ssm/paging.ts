import {ServiceError} from '../../operation.ts';

const offsetOf = (token: string | undefined): number => {
	const offset = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
	if (Number.isSafeInteger(offset) && offset >= 0) return offset;
	throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
};

/** SSM's words for a member that breaks a constraint of its model; `member` as the model spells it. */
export const invalidMember = (value: string | number, member: string, constraint: string): ServiceError =>
	new ServiceError(
		'ValidationException',
		`1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`,
	);

/**
 * One page of `rows`, and the token of the next.
 * @throws ServiceError ValidationException for a size outside the operation's bounds, InvalidNextToken for a foreign token
 */
export const paginate = <R>(
	rows: readonly R[],
	{MaxResults, NextToken}: {readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined},
	[smallest, largest]: readonly [number, number],
): {readonly page: R[]; readonly NextToken?: string} => {
	const size = MaxResults ?? largest;
	if (size < smallest || size > largest)
		throw invalidMember(size, 'maxResults', `have value between ${smallest} and ${largest}`);
	const start = offsetOf(NextToken);
	const end = start + size;
	return {
		page: rows.slice(start, end),
		...(end < rows.length ? {NextToken: Buffer.from(String(end)).toString('base64url')} : {}),
	};
};
