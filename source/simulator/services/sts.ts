import {
	GetCallerIdentity$,
	type GetCallerIdentityCommandInput,
	type GetCallerIdentityCommandOutput,
} from '@aws-sdk/client-sts';
import {type Context, type Operation, operation, type Sent} from '../operation.ts';

const getCallerIdentity = (
	_input: GetCallerIdentityCommandInput,
	{account, principal, userId}: Context,
): Sent<GetCallerIdentityCommandOutput> => ({
	UserId: userId,
	Account: account,
	Arn: principal,
});

/** The Security Token Service. */
export const operations: readonly Operation[] = [operation(GetCallerIdentity$, getCallerIdentity)];
