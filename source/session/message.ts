import {hash} from 'node:crypto';

/** Something on the data channel is not as the protocol says. Its message never carries content of the frame. */
export class ProtocolError extends Error {
	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'ProtocolError';
	}
}

/** Seen from the client: input goes to the machine, output comes from it. */
export const messageTypes = {
	input: 'input_stream_data',
	output: 'output_stream_data',
	acknowledge: 'acknowledge',
	channelClosed: 'channel_closed',
	startPublication: 'start_publication',
	pausePublication: 'pause_publication',
} as const;

/** What the payload of stream data is. Acknowledgements and control messages carry 0. */
export const payloadTypes = {
	none: 0,
	output: 1,
	size: 3,
	handshakeRequest: 5,
	handshakeResponse: 6,
	handshakeComplete: 7,
	challengeRequest: 8,
	challengeResponse: 9,
	flag: 10,
	standardError: 11,
	exitCode: 12,
} as const;

/** SYN marks the first output message; acknowledgements carry SYN and FIN. */
export const messageFlags = {none: 0, syn: 1, synFin: 3} as const;

/** One message of the data channel: one WebSocket frame. */
export type AgentMessage = {
	/** One of `messageTypes`, or a type that this program does not know. */
	readonly messageType: string;
	readonly schemaVersion: number;
	/** Milliseconds since the Unix epoch; a clock's fractions are cut off when it is written. */
	readonly createdDate: number;
	readonly sequenceNumber: number;
	readonly flags: number;
	/** UUID, hyphenated, lower case. */
	readonly messageId: string;
	/** One of `payloadTypes`, or a type that this program does not know. */
	readonly payloadType: number;
	readonly payload: Uint8Array;
};

/** Byte offsets of the header's fields; `payloadLength` is what the field HeaderLength counts up to. */
const offsets = {
	messageType: 4,
	schemaVersion: 36,
	createdDate: 40,
	sequenceNumber: 48,
	flags: 56,
	messageId: 64,
	payloadDigest: 80,
	payloadType: 112,
	payloadLength: 116,
	payload: 120,
} as const;

const messageTypeLength = 32;

/**
 * The frame of a message.
 * @throws ProtocolError when a field does not fit the layout; an empty payload cannot be sent.
 */
export const encodeMessage = (message: AgentMessage): Uint8Array => {
	const {payload} = message;
	if (payload.length === 0) throw new ProtocolError('An empty payload cannot be sent.');
	if (!/^[\x21-\x7e]{1,32}$/.test(message.messageType)) throw new ProtocolError('The message type cannot be encoded.');
	const frame = new Uint8Array(offsets.payload + payload.length);
	const view = new DataView(frame.buffer);
	view.setUint32(0, offsets.payloadLength);
	frame.set(Buffer.from(message.messageType.padEnd(messageTypeLength), 'latin1'), offsets.messageType);
	view.setUint32(offsets.schemaVersion, unsigned(message.schemaVersion, 32));
	writeUnsigned(view, offsets.createdDate, unsigned(Math.floor(message.createdDate), 53));
	writeUnsigned(view, offsets.sequenceNumber, unsigned(message.sequenceNumber, 53));
	writeUnsigned(view, offsets.flags, unsigned(message.flags, 53));
	frame.set(swapHalves(uuidToBytes(message.messageId)), offsets.messageId);
	frame.set(digestOf(payload), offsets.payloadDigest);
	view.setUint32(offsets.payloadType, unsigned(message.payloadType, 32));
	view.setUint32(offsets.payloadLength, payload.length);
	frame.set(payload, offsets.payload);
	return frame;
};

/**
 * The message of a frame, read as leniently as the genuine readers do (they take the payload from behind the header to the
 * frame's end, and compare the digest unless the payload is said to be empty). The payload is a view on the frame.
 * @throws ProtocolError for anything malformed, and nothing else.
 */
export const decodeMessage = (data: Uint8Array | string): AgentMessage => {
	const frame = typeof data === 'string' ? new TextEncoder().encode(data) : data;
	if (frame.length < offsets.payload) throw new ProtocolError('The frame is shorter than a header.');
	const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
	const headerLength = view.getUint32(0);
	if (headerLength < offsets.payloadLength || headerLength + 4 > frame.length)
		throw new ProtocolError('The header length does not fit the frame.');
	const messageType = readMessageType(frame.subarray(offsets.messageType, offsets.schemaVersion));
	const payload = frame.subarray(headerLength + 4);
	if (!isPublicationControl(messageType)) checkContent(view, messageType, payload);
	return {
		messageType,
		schemaVersion: view.getUint32(offsets.schemaVersion),
		createdDate: readUnsigned(view, offsets.createdDate),
		sequenceNumber: readUnsigned(view, offsets.sequenceNumber),
		flags: readUnsigned(view, offsets.flags),
		messageId: bytesToUuid(swapHalves(frame.subarray(offsets.messageId, offsets.payloadDigest))),
		payloadType: view.getUint32(offsets.payloadType),
		payload,
	};
};

/** The genuine client obeys these two without validating them. */
const isPublicationControl = (messageType: string): boolean =>
	messageType === messageTypes.startPublication || messageType === messageTypes.pausePublication;

const checkContent = (view: DataView, messageType: string, payload: Uint8Array): void => {
	if (messageType === '') throw new ProtocolError('The message type is empty.');
	if (readUnsigned(view, offsets.createdDate) === 0) throw new ProtocolError('The message has no date.');
	if (view.getUint32(offsets.payloadLength) === 0) return;
	const digest = new Uint8Array(view.buffer, view.byteOffset + offsets.payloadDigest, 32);
	if (Buffer.compare(digest, digestOf(payload)) !== 0)
		throw new ProtocolError('The payload does not match its digest.');
};

const readMessageType = (bytes: Uint8Array): string =>
	Buffer.from(bytes)
		.toString('latin1')
		.replace(/^\0+|\0+$/g, '')
		.trim();

/** The SHA-256 that stands in the header. */
const digestOf = (payload: Uint8Array): Uint8Array => hash('sha256', payload, 'buffer');

const unsigned = (value: number, bits: number): number => {
	if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits)
		throw new ProtocolError('A number does not fit its field.');
	return value;
};

const readUnsigned = (view: DataView, offset: number): number => {
	const value = view.getUint32(offset) * 2 ** 32 + view.getUint32(offset + 4);
	if (value > Number.MAX_SAFE_INTEGER) throw new ProtocolError('A number is out of range.');
	return value;
};

const writeUnsigned = (view: DataView, offset: number, value: number): void => {
	view.setUint32(offset, Math.floor(value / 2 ** 32));
	view.setUint32(offset + 4, value % 2 ** 32);
};

const uuidToBytes = (uuid: string): Uint8Array => {
	if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(uuid)) throw new ProtocolError('A message id is not a UUID.');
	return Buffer.from(uuid.replaceAll('-', ''), 'hex');
};

const bytesToUuid = (bytes: Uint8Array): string => {
	const hex = Buffer.from(bytes).toString('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** A UUID stands in the header with its two 8-byte halves swapped. */
const swapHalves = (bytes: Uint8Array): Uint8Array => Buffer.concat([bytes.subarray(8, 16), bytes.subarray(0, 8)]);

/** What an acknowledgement says: which message arrived. */
export type Acknowledgement = {
	readonly messageType: string;
	readonly messageId: string;
	readonly sequenceNumber: number;
	readonly isSequential: boolean;
};

/** The payload that acknowledges a message; the genuine peers write the keys in this order. */
export const encodeAcknowledgement = (
	message: Pick<AgentMessage, 'messageType' | 'messageId' | 'sequenceNumber'>,
): Uint8Array =>
	encodeJson({
		AcknowledgedMessageType: message.messageType,
		AcknowledgedMessageId: message.messageId,
		AcknowledgedMessageSequenceNumber: message.sequenceNumber,
		IsSequentialMessage: true,
	});

/** @throws ProtocolError when the payload is no acknowledgement. */
export const decodeAcknowledgement = (payload: Uint8Array): Acknowledgement => {
	const fields = decodeJson(payload);
	const sequenceNumber = fields['AcknowledgedMessageSequenceNumber'];
	if (typeof sequenceNumber !== 'number') throw new ProtocolError('An acknowledgement has no sequence number.');
	return {
		messageType: textOf(fields['AcknowledgedMessageType']),
		messageId: textOf(fields['AcknowledgedMessageId']),
		sequenceNumber,
		isSequential: fields['IsSequentialMessage'] === true,
	};
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The UTF-8 bytes of a JSON payload. */
export const encodeJson = (value: unknown): Uint8Array => utf8.encode(JSON.stringify(value));

const utf8 = new TextEncoder();

/**
 * The fields of a JSON object payload.
 * @throws ProtocolError when it is not the UTF-8 text of a JSON object.
 */
export const decodeJson = (payload: Uint8Array | string): Readonly<Record<string, unknown>> => {
	try {
		const text = typeof payload === 'string' ? payload : new TextDecoder('utf-8', {fatal: true}).decode(payload);
		const value: unknown = JSON.parse(text);
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return {...value};
	} catch {
		// The parser's message quotes the text, which may hold a token.
	}
	throw new ProtocolError('A payload is not a JSON object.');
};
