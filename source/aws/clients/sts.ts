import {
	DecodeAuthorizationMessageCommand,
	GetCallerIdentityCommand,
	STSClient,
	type STSClientConfig,
} from '@aws-sdk/client-sts';
import {bindCalls} from '../calls.ts';

/** Every Security Token Service operation the program uses. */
export const connectSts = (config: STSClientConfig) =>
	bindCalls(new STSClient(config), {
		decodeAuthorizationMessage: DecodeAuthorizationMessageCommand,
		getCallerIdentity: GetCallerIdentityCommand,
	});
