import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	type AgentMessage,
	decodeAcknowledgement,
	decodeJson,
	decodeMessage,
	encodeAcknowledgement,
	encodeMessage,
	ProtocolError,
} from '../../source/session/message.ts';
import {vectors} from './vectors.ts';

const anyMessage: fc.Arbitrary<AgentMessage> = fc.record({
	messageType: fc.stringMatching(/^[a-z_]{1,32}$/),
	schemaVersion: fc.nat(),
	createdDate: fc.integer({min: 1, max: Number.MAX_SAFE_INTEGER}),
	sequenceNumber: fc.integer({min: 0, max: Number.MAX_SAFE_INTEGER}),
	flags: fc.nat(),
	messageId: fc.uuid(),
	payloadType: fc.nat(),
	payload: fc.uint8Array({minLength: 1, maxLength: 2000}),
});

const frameOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

/** Runs work that may throw nothing but ProtocolError. */
const onlyProtocolErrors = (work: () => unknown) => {
	try {
		work();
	} catch (error) {
		expect(error).toBeInstanceOf(ProtocolError);
	}
};

describe('the message codec', () => {
	it.each(vectors)('writes the genuine bytes: $name', ({frame, message}) => {
		expect(Buffer.from(encodeMessage(message)).toString('hex')).toBe(frame);
	});

	it.each(vectors)('reads the genuine bytes: $name', ({frame, message}) => {
		expect(decodeMessage(frameOf(frame))).toEqual(message);
	});

	it('reads back what it wrote', () => {
		fc.assert(
			fc.property(anyMessage, message => {
				expect(decodeMessage(encodeMessage(message))).toEqual(message);
			}),
		);
	});

	it('answers arbitrary bytes and text with ProtocolError or a message', () => {
		fc.assert(
			fc.property(fc.oneof(fc.uint8Array({maxLength: 400}), fc.string({maxLength: 400})), data => {
				onlyProtocolErrors(() => decodeMessage(data));
				onlyProtocolErrors(() => decodeJson(data));
				if (typeof data !== 'string') onlyProtocolErrors(() => decodeAcknowledgement(data));
			}),
		);
	});

	it('answers any JSON as an acknowledgement with ProtocolError or an acknowledgement', () => {
		const hostile = fc.record({
			AcknowledgedMessageSequenceNumber: fc.constant(1),
			AcknowledgedMessageType: fc.jsonValue(),
			AcknowledgedMessageId: fc.constant({toString: 1, valueOf: 1}),
		});
		fc.assert(
			fc.property(fc.oneof(fc.jsonValue(), hostile), value => {
				onlyProtocolErrors(() => decodeAcknowledgement(new TextEncoder().encode(JSON.stringify(value))));
			}),
		);
	});

	it('refuses every truncated and every damaged frame', () => {
		const frame = frameOf(vectors[0]!.frame);
		for (let length = 0; length < frame.length; length++)
			expect(() => decodeMessage(frame.subarray(0, length))).toThrow(ProtocolError);
		for (let at = 80; at < frame.length; at++) {
			// The genuine readers do not look at the payload's type and its stated length.
			if (at >= 112 && at < 120) continue;
			const damaged = frame.with(at, frame[at]! ^ 0x10);
			expect(() => decodeMessage(damaged)).toThrow(ProtocolError);
		}
	});

	it.each([0, 115, 123, 0xffffffff])('refuses a header length of %d that the frame does not back', length => {
		const frame = frameOf(vectors[0]!.frame);
		new DataView(frame.buffer).setUint32(0, length);
		expect(() => decodeMessage(frame)).toThrow(ProtocolError);
	});

	it('takes no more memory than the frame has, whatever its lengths say', () => {
		const length = fc.oneof(fc.nat(300), fc.constantFrom(0x7fffffff, 0x80000000, 0xffffffff), fc.nat(0xffffffff));
		fc.assert(
			fc.property(anyMessage, length, length, (message, header, payload) => {
				const frame = encodeMessage(message);
				const view = new DataView(frame.buffer);
				view.setUint32(0, header);
				view.setUint32(116, payload);
				onlyProtocolErrors(() => {
					const {payload: read} = decodeMessage(frame);
					// A view on the frame.
					expect(read.buffer).toBe(frame.buffer);
					expect(read.length).toBeLessThanOrEqual(frame.length);
				});
			}),
		);
	});

	it('reads a message type whose padding is NULs', () => {
		const frame = frameOf(vectors[0]!.frame).map((byte, at) => (at >= 4 && at < 36 && byte === 0x20 ? 0 : byte));
		expect(decodeMessage(frame).messageType).toBe('input_stream_data');
	});

	it('reads start and pause of publication without their checks', () => {
		const frame = new Uint8Array(120);
		new DataView(frame.buffer).setUint32(0, 116);
		frame.set(new TextEncoder().encode('pause_publication'.padEnd(32)), 4);
		expect(decodeMessage(frame).messageType).toBe('pause_publication');
		frame.set(new TextEncoder().encode('output_stream_data'.padEnd(32)), 4);
		expect(() => decodeMessage(frame)).toThrow('no date');
	});

	it('cannot write an empty payload, a foreign id or a number out of its field', () => {
		const message = vectors[0]!.message;
		for (const wrong of [
			{payload: new Uint8Array()},
			{messageId: 'x'},
			{sequenceNumber: -1},
			{payloadType: 2 ** 32},
			{messageType: ''},
			{messageType: 'a'.repeat(33)},
		])
			expect(() => encodeMessage({...message, ...wrong})).toThrow(ProtocolError);
	});

	it('reads back an acknowledgement', () => {
		const message = {messageType: 'output_stream_data', messageId: vectors[0]!.message.messageId, sequenceNumber: 3};
		expect(decodeAcknowledgement(encodeAcknowledgement(message))).toEqual({...message, isSequential: true});
	});

	it('does not repeat a payload in an error', () => {
		expect(() => decodeJson('{"TokenValue":"secret')).toThrow(/^(?!.*secret)/);
	});
});
