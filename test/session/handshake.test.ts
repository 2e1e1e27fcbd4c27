import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {advance, type Opening, withKey} from '../../source/session/handshake.ts';
import {encodeJson, ProtocolError} from '../../source/session/message.ts';

const waiting: Opening = {state: 'waiting'};

const request = (...actions: readonly unknown[]) =>
	encodeJson({AgentVersion: '3.3.0.0', RequestedClientActions: actions});

const sessionType = (type: unknown) => ({
	ActionType: 'SessionType',
	ActionParameters: {SessionType: type, Properties: null},
});

const kms = {ActionType: 'KMSEncryption', ActionParameters: {KMSKeyId: 'alias/secret-key', Challenge: 'AAAA'}};

const text = (payload: Uint8Array | undefined) => new TextDecoder().decode(payload);

describe('an agent that begins with a handshake', () => {
	it.each(['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands'])('is answered: %s', type => {
		const {opening, response} = advance(waiting, 5, request(sessionType(type)));
		expect(text(response)).toBe(
			'{"ClientVersion":"1.2.650.0","ProcessedClientActions":[{"ActionType":"SessionType","ActionStatus":1,"ActionResult":null,"Error":""}],"Errors":null}',
		);
		expect(opening).toEqual({state: 'negotiating', sessionType: type});
		const complete = advance(opening, 7, encodeJson({HandshakeTimeToComplete: 5, CustomerMessage: 'Hello'}));
		expect(complete).toEqual({opening: {state: 'ready', sessionType: type}, customerMessage: 'Hello'});
	});

	it('is not ready while the handshake is under way', () => {
		const {opening} = advance(waiting, 5, request(sessionType('Standard_Stream')));
		expect(advance(opening, 1, new Uint8Array([1])).opening).toBe(opening);
	});

	it.each(['Port', 'Other', null, {}])('is told that the session type %j failed', type => {
		const {opening, response} = advance(waiting, 5, request(sessionType(type)));
		const {ProcessedClientActions: processed, Errors: errors} = JSON.parse(text(response));
		expect(processed).toMatchObject([{ActionType: 'SessionType', ActionStatus: 2, ActionResult: null}]);
		expect(errors).toEqual([processed[0].Error]);
		expect(errors[0]).toMatch(/^Failed to process action SessionType: Unknown session type/);
		expect(opening.state).toBe('failed');
	});

	it('is answered only once the key that it asks for was made', () => {
		const {opening, response} = advance(waiting, 5, request(sessionType('Standard_Stream'), kms));
		expect(response).toBeUndefined();
		if (opening.state !== 'keying') throw new Error(opening.state);
		expect(opening.request).toEqual({keyId: 'alias/secret-key', challenge: 'AAAA'});
		const made = withKey(opening, {cipherText: new Uint8Array([1, 2, 3])});
		expect(JSON.parse(text(made.response)).ProcessedClientActions[1]).toEqual({
			ActionType: 'KMSEncryption',
			ActionStatus: 1,
			ActionResult: {KMSCipherTextKey: 'AQID', KMSCipherTextHash: null, ChallengeAcknowledgement: true},
			Error: '',
		});
		expect(made.opening).toEqual({state: 'negotiating', sessionType: 'Standard_Stream'});
	});

	it('is told why there is no key, without its parameters', () => {
		const {opening} = advance(waiting, 5, request(sessionType('Standard_Stream'), kms));
		if (opening.state !== 'keying') throw new Error(opening.state);
		const {opening: after, response} = withKey(opening, {failure: 'no permission'});
		const {ProcessedClientActions: processed} = JSON.parse(text(response));
		expect(processed.map((action: {ActionStatus: number}) => action.ActionStatus)).toEqual([1, 2]);
		expect(processed[1].Error).toMatch(/no permission/);
		expect(after.state).toBe('failed');
		expect(text(response)).not.toContain('secret-key');
	});

	it('is told that encryption without a key failed', () => {
		const {opening, response} = advance(waiting, 5, request({ActionType: 'KMSEncryption', ActionParameters: {}}));
		expect(JSON.parse(text(response)).ProcessedClientActions).toMatchObject([{ActionStatus: 2}]);
		expect(opening.state).toBe('failed');
	});

	it('is told that any other action is unsupported', () => {
		const {response} = advance(waiting, 5, request({ActionType: 'Dance', ActionParameters: {}}));
		expect(JSON.parse(text(response)).ProcessedClientActions).toEqual([
			{ActionType: 'Dance', ActionStatus: 3, ActionResult: null, Error: 'Unsupported action Dance'},
		]);
	});
});

describe('an agent that begins with output', () => {
	it.each([1, 11])('has a plain shell: payload type %d', type => {
		expect(advance(waiting, type, new Uint8Array([36])).opening).toEqual({
			state: 'ready',
			sessionType: 'Standard_Stream',
		});
	});
});

it('answers any payload with ProtocolError or an opening', () => {
	const requests = fc.jsonValue().map(value => encodeJson({RequestedClientActions: value}));
	const actions = fc.array(fc.jsonValue()).map(value => encodeJson({RequestedClientActions: value}));
	fc.assert(
		fc.property(fc.oneof(fc.uint8Array(), requests, actions), payload => {
			try {
				advance(waiting, 5, payload);
			} catch (error) {
				expect(error).toBeInstanceOf(ProtocolError);
			}
		}),
	);
});
