import {
	DecodeAuthorizationMessage$,
	type DecodeAuthorizationMessageCommandInput,
	type DecodeAuthorizationMessageCommandOutput,
	GetCallerIdentity$,
	type GetCallerIdentityCommandInput,
	type GetCallerIdentityCommandOutput,
} from '@aws-sdk/client-sts';
import {decodeMessage} from '../denials.ts';
import {type Context, type Operation, operation, type Sent} from '../operation.ts';

const getCallerIdentity = (
	_input: GetCallerIdentityCommandInput,
	{account, principal, userId}: Context,
): Sent<GetCallerIdentityCommandOutput> => ({
	UserId: userId,
	Account: account,
	Arn: principal,
});

const decodeAuthorizationMessage = ({
	EncodedMessage = '',
}: DecodeAuthorizationMessageCommandInput): Sent<DecodeAuthorizationMessageCommandOutput> => ({
	DecodedMessage: decodeMessage(EncodedMessage),
});

/** The Security Token Service. */
export const operations: readonly Operation[] = [
	operation(DecodeAuthorizationMessage$, decodeAuthorizationMessage),
	operation(GetCallerIdentity$, getCallerIdentity),
];
