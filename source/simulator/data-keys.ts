import {createCipheriv, createDecipheriv, createHash} from 'node:crypto';
import {drawHex} from './random.ts';
import type {World} from './world.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/** The bytes of a key never leave KMS; in a world they follow from its seed. */
const keyBytes = ({seed}: Pick<World, 'seed'>, keyId: string): Uint8Array =>
	createHash('sha256').update(`${seed} ${keyId}`).digest();

const authenticated = (context: EncryptionContext): Uint8Array =>
	Buffer.from(JSON.stringify(Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1))));

/** A data key encrypted under a KMS key, bound to its encryption context. */
export const wrapDataKey = (
	world: World,
	keyId: string,
	{plaintext, encryptionContext}: {readonly plaintext: Uint8Array; readonly encryptionContext: EncryptionContext},
): Uint8Array => {
	const nonce = Buffer.from(drawHex(world, 2 * nonceLength), 'hex');
	const cipher = createCipheriv(algorithm, keyBytes(world, keyId), nonce).setAAD(authenticated(encryptionContext));
	return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
};

/** The data key again; undefined for another key or another encryption context, as KMS's Decrypt refuses it. */
export const unwrapDataKey = (
	world: Pick<World, 'seed'>,
	keyId: string,
	{cipherText, encryptionContext}: {readonly cipherText: Uint8Array; readonly encryptionContext: EncryptionContext},
): Uint8Array | undefined => {
	if (cipherText.length < nonceLength + tagLength) return undefined;
	const decipher = createDecipheriv(algorithm, keyBytes(world, keyId), cipherText.subarray(0, nonceLength))
		.setAAD(authenticated(encryptionContext))
		.setAuthTag(cipherText.subarray(-tagLength));
	try {
		return Buffer.concat([decipher.update(cipherText.subarray(nonceLength, -tagLength)), decipher.final()]);
	} catch {
		return undefined;
	}
};
