import {UserError} from '../errors.ts';
import {type Cipher, clientCipher} from './cipher.ts';
import type {KeyOutcome, KeyRequest} from './handshake.ts';
import {decodeJson, encodeJson, ProtocolError, payloadTypes} from './message.ts';

/** What KMS's GenerateDataKey gives: 64 bytes, and the same encrypted under the key that was named. */
export type DataKey = {readonly plaintext: Uint8Array; readonly cipherText: Uint8Array};

/** What a session needs where the account's preferences encrypt sessions with a KMS key. */
export type EncryptionMeans = {
	readonly sessionId: string;
	/** The Target of StartSession: the agent decrypts with its own instance id, which must be the same. */
	readonly target: string;
	/** Calls GenerateDataKey for 64 bytes. @throws UserError when KMS refuses */
	readonly generateDataKey: (
		keyId: string,
		encryptionContext: Readonly<Record<string, string>>,
		signal: AbortSignal,
	) => Promise<DataKey>;
};

/** Payload types that are encrypted from the agent. To it, only `output` is. */
const encryptedTypes: readonly number[] = [payloadTypes.output, payloadTypes.standardError, payloadTypes.exitCode];

/** The encryption of one session: none until a handshake asks for it. */
export type Encryption = {
	/** Has the key made. What goes wrong and can be mended is an outcome, for the agent must be told. */
	readonly begin: (request: KeyRequest, signal: AbortSignal) => Promise<KeyOutcome>;
	/** A payload as it goes on the wire. */
	readonly seal: (payloadType: number, payload: Uint8Array) => Uint8Array;
	/** A payload of the wire as it was meant. @throws ProtocolError when it does not fit the key */
	readonly open: (payloadType: number, payload: Uint8Array) => Uint8Array;
	/** The answer to the agent's challenge: its text, encrypted by this end. @throws ProtocolError */
	readonly answerChallenge: (payload: Uint8Array) => Uint8Array;
};

export const createEncryption = (means: EncryptionMeans | undefined): Encryption => {
	let cipher: Cipher | undefined;
	return {
		begin: async ({keyId, challenge}, signal) => {
			if (!means) return {failure: 'This client has no way to KMS'};
			const {sessionId, target, generateDataKey} = means;
			const context = {
				'aws:ssm:SessionId': sessionId,
				'aws:ssm:TargetId': target,
				...(challenge !== undefined && {'aws:ssm:RandomChallenge': challenge}),
			};
			try {
				const {plaintext, cipherText} = await generateDataKey(keyId, context, signal);
				cipher = clientCipher(plaintext);
				return {cipherText};
			} catch (error) {
				if (error instanceof UserError || error instanceof ProtocolError) return {failure: error.message};
				throw error;
			}
		},
		seal: (payloadType, payload) => (cipher && payloadType === payloadTypes.output ? cipher.encrypt(payload) : payload),
		open: (payloadType, payload) =>
			cipher && encryptedTypes.includes(payloadType) ? cipher.decrypt(payload) : payload,
		answerChallenge: payload => {
			const {Challenge: challenge} = decodeJson(payload);
			if (!cipher || typeof challenge !== 'string') throw new ProtocolError('A challenge came without encryption.');
			const text = cipher.decrypt(Buffer.from(challenge, 'base64'));
			return encodeJson({Challenge: Buffer.from(cipher.encrypt(text)).toString('base64')});
		},
	};
};
