import {GenerateDataKeyCommand, KMSClient, type KMSClientConfig} from '@aws-sdk/client-kms';
import {bindCalls} from '../calls.ts';

/** Every Key Management Service operation the program uses. */
export const connectKms = (config: KMSClientConfig) =>
	bindCalls(new KMSClient(config), {generateDataKey: GenerateDataKeyCommand});
