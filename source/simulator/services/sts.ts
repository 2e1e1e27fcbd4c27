import {
	GetCallerIdentity$,
	type GetCallerIdentityCommandInput,
	type GetCallerIdentityCommandOutput,
} from '@aws-sdk/client-sts';
import {type Context, type Operation, operation, type Sent} from '../operation.ts';
import {digestHex} from '../random.ts';

const getCallerIdentity = (
	_input: GetCallerIdentityCommandInput,
	{account, principal}: Context,
): Sent<GetCallerIdentityCommandOutput> => ({
	UserId: `AIDA${digestHex(principal, 17).toUpperCase()}`,
	Account: account,
	Arn: principal,
});

/** The Security Token Service. */
export const operations: readonly Operation[] = [operation(GetCallerIdentity$, getCallerIdentity)];
