import {
	type AgentMessage,
	decodeMessage,
	encodeAcknowledgement,
	encodeJson,
	encodeMessage,
} from '../../source/session/message.ts';
import type {Socket} from '../../source/session/port.ts';

const messageId = '00112233-4455-4677-8899-aabbccddeeff';

/** A message of the far side with everything filled in that a test does not care about. */
export const messageOf = (given: Partial<AgentMessage>): AgentMessage => ({
	messageType: 'output_stream_data',
	schemaVersion: 1,
	createdDate: 1,
	sequenceNumber: 0,
	flags: 0,
	messageId,
	payloadType: 1,
	payload: new TextEncoder().encode('x'),
	...given,
});

/** A far side that does only what a test says, and keeps what it hears. */
export const scriptedPeer = (socket: Socket) => {
	const texts: string[] = [];
	const messages: AgentMessage[] = [];
	const frames: Uint8Array[] = [];
	socket.onMessage(data => {
		if (typeof data === 'string') texts.push(data);
		else {
			frames.push(data);
			messages.push(decodeMessage(data));
		}
	});
	const send = (given: Partial<AgentMessage>) => socket.send(encodeMessage(messageOf(given)));
	return {
		texts,
		frames,
		send,
		output: (sequenceNumber: number, text: string, payloadType = 1) =>
			send({sequenceNumber, payloadType, payload: new TextEncoder().encode(text)}),
		json: (sequenceNumber: number, payloadType: number, value: unknown) =>
			send({sequenceNumber, payloadType, payload: encodeJson(value)}),
		acknowledge: (sequenceNumber: number) =>
			send({
				messageType: 'acknowledge',
				payloadType: 0,
				payload: encodeAcknowledgement({messageType: 'input_stream_data', messageId, sequenceNumber}),
			}),
		/** Stream data of the client, as `[sequence number, payload type, text]`. */
		input: () =>
			messages
				.filter(message => message.messageType === 'input_stream_data')
				.map(message => [message.sequenceNumber, message.payloadType, new TextDecoder().decode(message.payload)]),
		/** Sequence numbers that the client acknowledged. */
		acknowledged: () =>
			messages
				.filter(message => message.messageType === 'acknowledge')
				.map(message => JSON.parse(new TextDecoder().decode(message.payload)).AcknowledgedMessageSequenceNumber),
	};
};

/** Lets every microtask run, without letting a virtual clock go on. */
export const microtasks = async () => {
	for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};
