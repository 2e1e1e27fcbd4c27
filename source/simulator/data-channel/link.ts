import type {Clock} from '../../clock.ts';
import {
	type AgentMessage,
	decodeAcknowledgement,
	encodeAcknowledgement,
	encodeJson,
	encodeMessage,
	messageFlags,
	messageTypes,
	ProtocolError,
	payloadTypes,
} from '../../session/message.ts';
import type {Socket} from '../../session/port.ts';
import {createInbox} from './inbox.ts';
import {createOutbox} from './outbox.ts';
import {readStrictly} from './strict-frame.ts';

/** How long the agent waits at the end for acknowledgements, ms. */
const drainTime = 2000;

/** The far side's end of a data channel whose token was accepted. */
export type Link = {
	/** Takes a frame of the client; one that breaks the protocol closes the channel with the reason. */
	readonly receive: (frame: Uint8Array | string) => void;
	/** Sends stream data to the client; an empty payload is skipped, as the agent does. */
	readonly send: (payloadType: number, payload: Uint8Array) => void;
	/** Waits for acknowledgements, at most 2 s, then closes. */
	readonly finish: (output?: string) => Promise<void>;
	/** Tells the client that the session is over, with a text for the person, and closes the socket. */
	readonly close: (output?: string) => void;
	/** Aborted when the channel is closed or the client has gone. */
	readonly signal: AbortSignal;
};

/** `onInput` gets the client's stream data in order; a ProtocolError that it throws closes the channel. `onEnd`: this side ended it. */
export const createLink = ({
	clock,
	randomUuid,
	sessionId,
	socket,
	onInput,
	onEnd,
}: {
	readonly clock: Clock;
	readonly randomUuid: () => string;
	readonly sessionId: string;
	readonly socket: Socket;
	readonly onInput: (payloadType: number, payload: Uint8Array) => void;
	readonly onEnd: () => void;
}): Link => {
	const ended = new AbortController();
	const {signal} = ended;
	socket.onClose(() => ended.abort());

	const transmit = (frame: Uint8Array) => {
		if (!signal.aborted) socket.send(frame);
	};

	const control = (messageType: string, payload: Uint8Array, messageId = randomUuid()) =>
		transmit(
			encodeMessage({
				messageType,
				schemaVersion: 1,
				createdDate: clock.now(),
				sequenceNumber: 0,
				flags: messageFlags.synFin,
				messageId,
				payloadType: payloadTypes.none,
				payload,
			}),
		);

	const close = (output = '') => {
		if (signal.aborted) return;
		const messageId = randomUuid();
		control(
			messageTypes.channelClosed,
			encodeJson(closingFields({messageId, now: clock.now(), sessionId, output})),
			messageId,
		);
		ended.abort();
		onEnd();
		socket.close(1000);
	};

	const outbox = createOutbox({clock, randomUuid, transmit, onViolation: close, signal});
	const receiveInput = createInbox({
		clock,
		acknowledge: message => control(messageTypes.acknowledge, encodeAcknowledgement(message)),
		deliver: ({payloadType, payload}) => {
			if (!signal.aborted) onInput(payloadType, payload);
		},
		onViolation: close,
		signal,
	});

	const take = (message: AgentMessage, frame: Uint8Array) =>
		message.messageType === messageTypes.acknowledge
			? outbox.acknowledged(decodeAcknowledgement(message.payload))
			: receiveInput(message, frame);

	return {
		receive: frame => {
			if (signal.aborted) return;
			try {
				const message = readStrictly(frame);
				if (typeof frame !== 'string') take(message, frame);
			} catch (error) {
				if (!(error instanceof ProtocolError)) throw error;
				close(error.message);
			}
		},
		send: (payloadType, payload) => {
			if (payload.length > 0 && !signal.aborted) outbox.send(payloadType, payload);
		},
		finish: async output => {
			try {
				const drained = await outbox.drained(drainTime);
				close(drained ? output : 'The last output was not acknowledged.');
			} catch (error) {
				if (!signal.aborted) throw error;
			}
		},
		close,
		signal,
	};
};

/** The fields of `channel_closed`, in the service's order; its date is text. */
const closingFields = ({
	messageId,
	now,
	sessionId,
	output,
}: {
	readonly messageId: string;
	readonly now: number;
	readonly sessionId: string;
	readonly output: string;
}) => ({
	MessageId: messageId,
	CreatedDate: String(Math.floor(now)),
	DestinationId: sessionId,
	SessionId: sessionId,
	MessageType: messageTypes.channelClosed,
	SchemaVersion: 1,
	Output: output,
});
