import {
	type AgentMessage,
	decodeMessage,
	messageFlags,
	messageTypes,
	ProtocolError,
	payloadTypes,
} from '../../session/message.ts';

/**
 * The message of a client's frame. Stricter than the genuine far side, which hides mistakes of a client: it checks no
 * digest, strips any padding, and ignores what it does not know.
 * @throws ProtocolError naming the mistake.
 */
export const readStrictly = (frame: Uint8Array | string): AgentMessage => {
	if (typeof frame === 'string') throw new ProtocolError('Only the first frame is text.');
	const message = decodeMessage(frame);
	const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
	expectThat(view.getUint32(0) === 116, 'The header length is not 116.');
	const type = Buffer.from(frame.subarray(4, 36)).toString('latin1');
	expectThat(/^[a-z_]+ *$/.test(type), 'The message type is not padded with spaces on its right.');
	expectThat(view.getUint32(116) === message.payload.length, 'The payload length is not that of the payload.');
	expectThat(message.payload.length > 0, 'The payload is empty.');
	expectThat(message.schemaVersion === 1, 'The schema version is not 1.');
	checkByType(message);
	return message;
};

const checkByType = (message: AgentMessage): void => {
	switch (message.messageType) {
		case messageTypes.input:
			expectThat(message.flags === messageFlags.none, 'Input carries flags.');
			break;
		case messageTypes.acknowledge:
			expectThat(message.flags === messageFlags.synFin, 'An acknowledgement does not carry SYN and FIN.');
			expectThat(message.sequenceNumber === 0, 'An acknowledgement has a sequence number of its own.');
			expectThat(message.payloadType === payloadTypes.none, 'An acknowledgement has a payload type.');
			break;
		default:
			throw new ProtocolError(`A client does not send ${message.messageType}.`);
	}
};

const expectThat = (condition: boolean, otherwise: string): void => {
	if (!condition) throw new ProtocolError(otherwise);
};
