import type {AwsClients} from './clients.ts';
import {toUserError} from './errors.ts';

/** Of a session's encryption: a key of 32 bytes for each direction. */
const length = 64;

/**
 * Has KMS make a data key, in plain and encrypted under the key that is named. The client is loaded by the first call.
 * @throws UserError when KMS refuses
 */
export const generateDataKey = async (
	clients: AwsClients,
	keyId: string,
	encryptionContext: Readonly<Record<string, string>>,
): Promise<{readonly plaintext: Uint8Array; readonly cipherText: Uint8Array}> => {
	const kms = await clients.kms();
	try {
		const {Plaintext = new Uint8Array(), CiphertextBlob = new Uint8Array()} = await kms.generateDataKey({
			KeyId: keyId,
			NumberOfBytes: length,
			EncryptionContext: {...encryptionContext},
		});
		return {plaintext: Plaintext, cipherText: CiphertextBlob};
	} catch (error) {
		throw toUserError(error, 'GenerateDataKey');
	}
};
