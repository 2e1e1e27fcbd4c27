import {decodeJson, encodeJson, ProtocolError, payloadTypes} from './message.ts';

/**
 * What this client says it is, in the genuine client's numbering: agents give separate streams and exit codes to versions
 * from 1.2.312.0 on without asking for an update.
 */
export const clientVersion = '1.2.650.0';

/** The kinds of session that this client can show. */
export type SessionType = 'Standard_Stream' | 'InteractiveCommands' | 'NonInteractiveCommands';

const sessionTypes: readonly string[] = [
	'Standard_Stream',
	'InteractiveCommands',
	'NonInteractiveCommands',
] satisfies readonly SessionType[];

const isSessionType = (value: unknown): value is SessionType =>
	typeof value === 'string' && sessionTypes.includes(value);

/** What an encrypting agent asks the client to do: to have KMS make a data key, and to send it the key's ciphertext. */
export type KeyRequest = {
	readonly keyId: string;
	/** Newer agents want it in the encryption context of the data key. */
	readonly challenge?: string;
};

/** What came of a key request: the ciphertext of the data key, or why there is none. */
export type KeyOutcome = {readonly cipherText: Uint8Array} | {readonly failure: string};

/** How far the beginning of a session is. Nothing may be sent before it is `ready`: the agent would discard it. */
export type Opening =
	| {readonly state: 'waiting'}
	/** The agent's request can be answered once `withKey` tells what came of `request`. */
	| {readonly state: 'keying'; readonly request: KeyRequest; readonly actions: readonly Action[]}
	| {readonly state: 'negotiating'; readonly sessionType: SessionType}
	| {readonly state: 'ready'; readonly sessionType: SessionType}
	| {readonly state: 'failed'; readonly errors: readonly string[]};

export type OpeningStep = {
	readonly opening: Opening;
	/** Payload of the handshake response to send. */
	readonly response?: Uint8Array;
	/** What the agent wants the person to read. */
	readonly customerMessage?: string;
};

/** What the agent asks for in the handshake. */
export type Action = {readonly type: string; readonly parameters: Readonly<Record<string, unknown>>};

/**
 * The opening after one more message. An agent either begins with a handshake or, for shells without encryption, with output.
 * @throws ProtocolError when a handshake payload is malformed.
 */
export const advance = (opening: Opening, payloadType: number, payload: Uint8Array): OpeningStep => {
	if (opening.state === 'waiting' && payloadType === payloadTypes.handshakeRequest) return answer(readActions(payload));
	if (opening.state === 'waiting' && isOutput(payloadType))
		return {opening: {state: 'ready', sessionType: 'Standard_Stream'}};
	if (opening.state === 'negotiating' && payloadType === payloadTypes.handshakeComplete) {
		const customerMessage = decodeJson(payload)['CustomerMessage'];
		return {
			opening: {state: 'ready', sessionType: opening.sessionType},
			...(typeof customerMessage === 'string' && customerMessage !== '' && {customerMessage}),
		};
	}
	return {opening};
};

/** The opening after the key that it asked for was made, or could not be. */
export const withKey = (opening: Opening & {readonly state: 'keying'}, outcome: KeyOutcome): OpeningStep =>
	respond(opening.actions, outcome);

/** An agent that cannot start the shell says so on the error stream. */
const isOutput = (payloadType: number): boolean =>
	payloadType === payloadTypes.output || payloadType === payloadTypes.standardError;

type Processed = {
	readonly ActionType: string;
	/** 1 success, 2 failed, 3 unsupported. */
	readonly ActionStatus: 1 | 2 | 3;
	readonly ActionResult: Readonly<Record<string, unknown>> | null;
	readonly Error: string;
};

const answer = (actions: readonly Action[]): OpeningStep => {
	const request = actions.flatMap(readKeyRequest)[0];
	return request ? {opening: {state: 'keying', request, actions}} : respond(actions);
};

const respond = (actions: readonly Action[], outcome?: KeyOutcome): OpeningStep => {
	const processed = actions.map(action => process(action, outcome));
	const errors = processed.map(action => action.Error).filter(error => error !== '');
	const response = encodeJson({
		ClientVersion: clientVersion,
		ProcessedClientActions: processed,
		Errors: errors.length > 0 ? errors : null,
	});
	if (errors.length > 0) return {opening: {state: 'failed', errors}, response};
	const sessionType = actions.map(action => action.parameters['SessionType']).find(isSessionType) ?? 'Standard_Stream';
	return {opening: {state: 'negotiating', sessionType}, response};
};

const readActions = (payload: Uint8Array): readonly Action[] => {
	const actions: unknown = decodeJson(payload)['RequestedClientActions'];
	if (!Array.isArray(actions)) throw new ProtocolError('A handshake request names no actions.');
	return actions.map(action => {
		const {ActionType: type, ActionParameters: parameters} = asRecord(action);
		if (typeof type !== 'string') throw new ProtocolError('An action of a handshake request has no type.');
		return {type, parameters: asRecord(parameters)};
	});
};

/** One that names no key is not asked for: it fails in the answer. */
const readKeyRequest = ({type, parameters}: Action): readonly KeyRequest[] => {
	const {KMSKeyId: keyId, Challenge: challenge} = parameters;
	if (type !== 'KMSEncryption' || typeof keyId !== 'string' || keyId === '') return [];
	return [{keyId, ...(typeof challenge === 'string' && challenge !== '' && {challenge})}];
};

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null ? {...value} : {};

const process = ({type, parameters}: Action, outcome: KeyOutcome | undefined): Processed => {
	switch (type) {
		case 'SessionType':
			return isSessionType(parameters['SessionType'])
				? {ActionType: type, ActionStatus: 1, ActionResult: null, Error: ''}
				: failed(type, `Unknown session type ${String(JSON.stringify(parameters['SessionType']))}`);
		case 'KMSEncryption':
			return encrypted(type, parameters, outcome);
		default:
			return {ActionType: type, ActionStatus: 3, ActionResult: null, Error: `Unsupported action ${type}`};
	}
};

const encrypted = (type: string, {Challenge}: Action['parameters'], outcome: KeyOutcome | undefined): Processed => {
	if (!outcome) return failed(type, 'The agent names no KMS key');
	if ('failure' in outcome) return failed(type, outcome.failure);
	const result = {
		KMSCipherTextKey: Buffer.from(outcome.cipherText).toString('base64'),
		KMSCipherTextHash: null,
		...(typeof Challenge === 'string' && Challenge !== '' && {ChallengeAcknowledgement: true}),
	};
	return {ActionType: type, ActionStatus: 1, ActionResult: result, Error: ''};
};

const failed = (type: string, reason: string): Processed => ({
	ActionType: type,
	ActionStatus: 2,
	ActionResult: null,
	Error: `Failed to process action ${type}: ${reason}`,
});
