import {
	AssumeRole$,
	DecodeAuthorizationMessage$,
	type DecodeAuthorizationMessageCommandInput,
	type DecodeAuthorizationMessageCommandOutput,
	GetCallerIdentity$,
	type GetCallerIdentityCommandInput,
	type GetCallerIdentityCommandOutput,
	GetSessionToken$,
	type GetSessionTokenCommandInput,
	type GetSessionTokenCommandOutput,
} from '@aws-sdk/client-sts';
import {decodeMessage} from '../denials.ts';
import {type Context, type Operation, operation, type Sent, ServiceError} from '../operation.ts';
import {assumeRole, checkDuration} from './sts/assume-role.ts';
import {issueKey} from './sts/temporary-keys.ts';

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

/** Seconds. */
const sessionDurations = {usual: 43_200, longest: 129_600} as const;

const getSessionToken = (
	{DurationSeconds = sessionDurations.usual}: GetSessionTokenCommandInput,
	context: Context,
): Sent<GetSessionTokenCommandOutput> => {
	if (context.caller.isSession) {
		throw new ServiceError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
	}
	const seconds = checkDuration(DurationSeconds, sessionDurations.longest);
	const {account, principal, userId} = context.caller;
	return {Credentials: issueKey(context, {account, principal, userId, isSession: true}, seconds)};
};

/** The Security Token Service. */
export const operations: readonly Operation[] = [
	operation(AssumeRole$, assumeRole),
	operation(GetSessionToken$, getSessionToken),
	operation(DecodeAuthorizationMessage$, decodeAuthorizationMessage),
	operation(GetCallerIdentity$, getCallerIdentity),
];
