import {randomBytes} from 'node:crypto';
import {agentCipher, type Cipher} from '../../session/cipher.ts';
import {decodeJson, encodeJson, ProtocolError, payloadTypes} from '../../session/message.ts';
import {unwrapDataKey} from '../data-keys.ts';
import type {AgentSurroundings} from './agent.ts';

/** How long the agent waits for the answer to its request, and again for that to its challenge, ms. */
const patience = 15_000;

const challengeLength = 64;

export type Handshake = {
	/** Takes the client's answers. @throws ProtocolError for what does not belong here */
	readonly input: (payloadType: number, payload: Uint8Array) => void;
	readonly isComplete: () => boolean;
};

/** The agent's side of a handshake. `onComplete` gets the cipher of a session whose account encrypts sessions. */
export const beginHandshake = (
	{world, clock, link, record}: AgentSurroundings,
	sessionType: string,
	onComplete: (cipher: Cipher | undefined) => void,
): Handshake => {
	const {kmsKeyId: keyId} = world.scenario.plan.sessions ?? {};
	const challenge = keyId === undefined ? undefined : randomBytes(16).toString('base64');
	const begun = clock.now();
	let answered = new AbortController();
	let state: 'requested' | 'challenged' | 'complete' = 'requested';
	let cipher: Cipher | undefined;
	let expected = new Uint8Array();

	const limit = async (text: string) => {
		answered.abort();
		answered = new AbortController();
		const {signal} = answered;
		try {
			await clock.sleep(patience, AbortSignal.any([signal, link.signal]));
			link.close(text);
		} catch (error) {
			if (!signal.aborted && !link.signal.aborted) throw error;
		}
	};

	const complete = () => {
		answered.abort();
		state = 'complete';
		const nanoseconds = Math.round((clock.now() - begun) * 1_000_000);
		link.send(payloadTypes.handshakeComplete, encodeJson({HandshakeTimeToComplete: nanoseconds, CustomerMessage: ''}));
		onComplete(cipher);
	};

	const takeKey = (result: Readonly<Record<string, unknown>>, key: string) => {
		const {KMSCipherTextKey: text, ChallengeAcknowledgement: acknowledged} = result;
		if (typeof text !== 'string') throw new ProtocolError('An answer to KMSEncryption holds no key.');
		const dataKey = unwrapDataKey(world, key, {
			cipherText: Buffer.from(text, 'base64'),
			encryptionContext: {
				'aws:ssm:SessionId': record.id,
				'aws:ssm:TargetId': record.instanceId,
				...(acknowledged === true && challenge !== undefined && {'aws:ssm:RandomChallenge': challenge}),
			},
		});
		if (!dataKey)
			return link.close('Fetching data key failed: Unable to retrieve data key, Error when decrypting data key');
		cipher = agentCipher(dataKey);
		expected = Uint8Array.from(randomBytes(challengeLength));
		state = 'challenged';
		link.send(payloadTypes.challengeRequest, encodeJson({Challenge: toBase64(cipher.encrypt(expected))}));
		void limit('Timed out waiting for the answer to the encryption challenge.');
	};

	const takeResponse = (payload: Uint8Array) => {
		const actions = readResponse(payload, keyId === undefined ? ['SessionType'] : ['SessionType', 'KMSEncryption']);
		const failed = actions.find(({status}) => status !== 1);
		if (failed) {
			answered.abort();
			return link.close(`${failed.type} failed on client with status ${failed.status} error: ${failed.error}`);
		}
		if (keyId === undefined) return complete();
		takeKey(actions[1]?.result ?? {}, keyId);
	};

	const takeChallenge = (payload: Uint8Array) => {
		const {Challenge: answer} = decodeJson(payload);
		if (!cipher || typeof answer !== 'string') throw new ProtocolError('An answer to the challenge holds none.');
		if (Buffer.compare(cipher.decrypt(Buffer.from(answer, 'base64')), expected) !== 0)
			throw new ProtocolError('The answer to the encryption challenge is wrong.');
		complete();
	};

	link.send(payloadTypes.handshakeRequest, encodeJson(requestOf(sessionType, keyId, challenge)));
	void limit('Handshake timed out. Please ensure that you have the latest version of the session manager plugin.');

	return {
		input: (payloadType, payload) => {
			if (payloadType === payloadTypes.handshakeResponse && state === 'requested') return takeResponse(payload);
			if (payloadType === payloadTypes.challengeResponse && state === 'challenged') return takeChallenge(payload);
			if (payloadType === payloadTypes.handshakeResponse)
				throw new ProtocolError('A handshake response came without a request.');
			throw new ProtocolError('Input came before the handshake was complete.');
		},
		isComplete: () => state === 'complete',
	};
};

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const requestOf = (sessionType: string, keyId: string | undefined, challenge: string | undefined) => ({
	AgentVersion: '3.3.0.0',
	RequestedClientActions: [
		{ActionType: 'SessionType', ActionParameters: {SessionType: sessionType, Properties: null}},
		...(keyId === undefined
			? []
			: [{ActionType: 'KMSEncryption', ActionParameters: {KMSKeyId: keyId, Challenge: challenge}}]),
	],
});

type Answered = {
	readonly type: string;
	readonly status: unknown;
	readonly error: unknown;
	readonly result: Readonly<Record<string, unknown>>;
};

/** What became of each action. @throws ProtocolError when it is no answer to the request. */
const readResponse = (payload: Uint8Array, types: readonly string[]): readonly Answered[] => {
	const {ProcessedClientActions: processed, ClientVersion: version} = decodeJson(payload);
	const actions: readonly Record<string, unknown>[] = Array.isArray(processed) ? processed : [];
	const isEachOnce = actions.length === types.length && types.every((type, at) => actions[at]?.['ActionType'] === type);
	if (!isEachOnce) throw new ProtocolError('A handshake response does not answer each action once.');
	if (typeof version !== 'string' || !/^\d+(\.\d+){3}$/.test(version))
		throw new ProtocolError('A handshake response has no client version of four numbers.');
	return actions.map(({ActionStatus: status, Error: error, ActionResult: result}, at) => ({
		type: types[at] ?? '',
		status,
		error,
		result: typeof result === 'object' && result !== null ? {...result} : {},
	}));
};
