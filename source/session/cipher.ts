import {createCipheriv, createDecipheriv, randomBytes} from 'node:crypto';
import {ProtocolError} from './message.ts';

/** Encrypts what goes to the agent and decrypts what comes from it. */
export type Cipher = {
	readonly encrypt: (bytes: Uint8Array) => Uint8Array;
	/** @throws ProtocolError when it was not encrypted with the key of this session, or was changed since */
	readonly decrypt: (bytes: Uint8Array) => Uint8Array;
};

const algorithm = 'aes-256-gcm';
const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;

/** A data key of this length holds one key for each direction, bytes. */
const dataKeyLength = 2 * keyLength;

/**
 * The client's end: of the 64 bytes of the data key the first half is for what comes from the agent, the second for what
 * goes to it. On the wire stand nonce (12), ciphertext, tag (16).
 * @throws ProtocolError for a data key of another length
 */
export const clientCipher = (dataKey: Uint8Array): Cipher => {
	if (dataKey.length !== dataKeyLength) throw new ProtocolError('The data key of the session is not 64 bytes long.');
	return cipherOf({incoming: dataKey.subarray(0, keyLength), outgoing: dataKey.subarray(keyLength)});
};

/** The agent's end of the same. @throws ProtocolError for a data key of another length */
export const agentCipher = (dataKey: Uint8Array): Cipher => {
	if (dataKey.length !== dataKeyLength) throw new ProtocolError('The data key of the session is not 64 bytes long.');
	return cipherOf({incoming: dataKey.subarray(keyLength), outgoing: dataKey.subarray(0, keyLength)});
};

const cipherOf = ({incoming, outgoing}: {readonly incoming: Uint8Array; readonly outgoing: Uint8Array}): Cipher => ({
	encrypt: bytes => {
		const nonce = randomBytes(nonceLength);
		const cipher = createCipheriv(algorithm, outgoing, nonce);
		return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
	},
	decrypt: bytes => {
		if (bytes.length < nonceLength + tagLength) throw new ProtocolError('An encrypted payload is too short.');
		const decipher = createDecipheriv(algorithm, incoming, bytes.subarray(0, nonceLength));
		decipher.setAuthTag(bytes.subarray(-tagLength));
		try {
			return Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]);
		} catch {
			throw new ProtocolError('An encrypted payload does not fit the key of the session.');
		}
	},
});
