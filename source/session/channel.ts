import type {Clock} from '../clock.ts';
import {
	type AgentMessage,
	decodeAcknowledgement,
	decodeJson,
	decodeMessage,
	encodeAcknowledgement,
	encodeMessage,
	messageFlags,
	messageTypes,
	ProtocolError,
	payloadTypes,
} from './message.ts';
import type {Socket} from './port.ts';
import {createReceiver} from './receiver.ts';
import {createSender} from './sender.ts';

/** The client's end of a reliable channel: one instance is one session, whatever becomes of its sockets. */
export type Channel = {
	/**
	 * Goes on over this socket, which was opened and has presented its token. Numbers go on where they were; what was not
	 * acknowledged is sent again at once.
	 */
	readonly attach: (socket: Socket) => void;
	/** Lets go of the socket without a word: what is sent now waits for the next one. */
	readonly detach: () => void;
	/** Sends stream data, again and again until it is acknowledged. @throws ProtocolError for an empty payload. */
	readonly send: (payloadType: number, payload: Uint8Array) => void;
	/** Forgets what is unacknowledged and closes the socket; nothing is delivered any more. */
	readonly close: () => void;
};

export type ChannelListener = {
	/** Stream data, each once and in the order of sending. */
	readonly onData: (payloadType: number, payload: Uint8Array) => void;
	/** The far side ended the session; `reason` is its text, often empty. */
	readonly onChannelClosed: (reason: string) => void;
	/** A frame came, whatever was in it. */
	readonly onHeard?: () => void;
	/** The socket in use closed by itself. */
	readonly onDisconnected: (code: number) => void;
	/** The far side did not acknowledge a message for 5 minutes, though its line is open. */
	readonly onLost: () => void;
};

/** A channel without a socket: see `attach`. */
export const createChannel = ({
	clock,
	randomUuid,
	listener,
}: {
	readonly clock: Clock;
	readonly randomUuid: () => string;
	readonly listener: ChannelListener;
}): Channel => {
	const closing = new AbortController();
	let socket: Socket | undefined;

	const close = () => {
		closing.abort();
		socket?.close();
	};

	const transmit = (frame: Uint8Array) => {
		if (!closing.signal.aborted) socket?.send(frame);
	};

	const sender = createSender({clock, randomUuid, transmit, onLost: listener.onLost, signal: closing.signal});

	const receive = createReceiver({
		acknowledge: message => transmit(acknowledgementOf(message, clock.now(), randomUuid())),
		deliver: message => {
			if (!closing.signal.aborted) listener.onData(message.payloadType, message.payload);
		},
	});

	/** Other types, and those of the other direction, mean nothing to a client. */
	const byType: Readonly<Record<string, (message: AgentMessage) => void>> = {
		[messageTypes.output]: message => {
			sender.resume();
			receive(message);
		},
		[messageTypes.acknowledge]: message => {
			sender.resume();
			sender.acknowledged(decodeAcknowledgement(message.payload).sequenceNumber);
		},
		[messageTypes.pausePublication]: sender.pause,
		[messageTypes.startPublication]: sender.resume,
		[messageTypes.channelClosed]: message => listener.onChannelClosed(closingText(message.payload)),
	};

	const onFrame = (data: Uint8Array | string) => {
		if (closing.signal.aborted) return;
		listener.onHeard?.();
		const message = tryTo(() => decodeMessage(data));
		// A malformed frame is dropped without an acknowledgement: if it was damaged on the way, it comes again.
		if (!message || !Object.hasOwn(byType, message.messageType)) return;
		tryTo(() => byType[message.messageType]?.(message));
	};

	const detach = () => {
		socket = undefined;
		sender.suspend();
	};

	return {
		attach: next => {
			socket = next;
			next.onMessage(data => {
				if (socket === next) onFrame(data);
			});
			next.onClose(code => {
				if (socket !== next || closing.signal.aborted) return;
				detach();
				listener.onDisconnected(code);
			});
			sender.attached();
		},
		detach,
		send: sender.send,
		close,
	};
};

/** Runs `work`; undefined where the far side broke the protocol. */
const tryTo = <T>(work: () => T): T | undefined => {
	try {
		return work();
	} catch (error) {
		if (error instanceof ProtocolError) return undefined;
		throw error;
	}
};

const acknowledgementOf = (message: AgentMessage, now: number, messageId: string): Uint8Array =>
	encodeMessage({
		messageType: messageTypes.acknowledge,
		schemaVersion: 1,
		createdDate: now,
		sequenceNumber: 0,
		flags: messageFlags.synFin,
		messageId,
		payloadType: payloadTypes.none,
		payload: encodeAcknowledgement(message),
	});

/** The session is over even when its last words cannot be read. */
const closingText = (payload: Uint8Array): string => {
	const output = tryTo(() => decodeJson(payload)['Output']);
	return typeof output === 'string' ? output : '';
};
