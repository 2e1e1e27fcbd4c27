import {createDecipheriv} from 'node:crypto';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {agentCipher, clientCipher} from '../../source/session/cipher.ts';
import {ProtocolError} from '../../source/session/message.ts';

const key = Uint8Array.from({length: 64}, (_, at) => at);

describe('the cipher of a session', () => {
	it('is read by the other end, both ways', () => {
		const client = clientCipher(key);
		const agent = agentCipher(key);
		fc.assert(
			fc.property(fc.uint8Array({minLength: 1, maxLength: 1024}), bytes => {
				expect(Buffer.from(agent.decrypt(client.encrypt(bytes))).equals(bytes)).toBe(true);
				expect(Buffer.from(client.decrypt(agent.encrypt(bytes))).equals(bytes)).toBe(true);
				expect(() => client.decrypt(client.encrypt(bytes))).toThrow(ProtocolError);
			}),
		);
	});

	it('is AES-256-GCM with the second half of the key to the agent: nonce, ciphertext, tag', () => {
		const sealed = clientCipher(key).encrypt(Buffer.from('ls\r'));
		expect(sealed).toHaveLength(12 + 3 + 16);
		const decipher = createDecipheriv('aes-256-gcm', key.subarray(32), sealed.subarray(0, 12));
		decipher.setAuthTag(sealed.subarray(-16));
		expect(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString()).toBe('ls\r');
	});

	it('uses no nonce twice', () => {
		const {encrypt} = clientCipher(key);
		const nonces = Array.from({length: 1000}, () =>
			Buffer.from(encrypt(Buffer.from('x')).subarray(0, 12)).toString('hex'),
		);
		expect(new Set(nonces).size).toBe(1000);
	});

	it('refuses what was changed, cut or is no key, with ProtocolError alone', () => {
		const client = clientCipher(key);
		const sealed = Uint8Array.from(agentCipher(key).encrypt(Buffer.from('output')));
		for (let at = 0; at < sealed.length; at++) {
			expect(() => client.decrypt(sealed.with(at, sealed[at]! ^ 1))).toThrow(ProtocolError);
			expect(() => client.decrypt(sealed.subarray(0, at))).toThrow(ProtocolError);
		}
		fc.assert(
			fc.property(fc.uint8Array(), bytes => {
				expect(() => client.decrypt(bytes)).toThrow(ProtocolError);
			}),
		);
		expect(() => clientCipher(key.subarray(1))).toThrow(ProtocolError);
	});
});
