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

/** The service closes every connection after so much time, ms: its clients resume. */
const longestConnection = 60 * 60_000;

/** The far side's end of a data channel, over one socket after the other. */
export type Link = {
	/**
	 * Goes on over this socket, whose token was accepted. Returns what takes the client's frames; one that breaks the
	 * protocol closes the channel with the reason. Without a socket what is sent waits.
	 */
	readonly attach: (socket: Socket) => (frame: Uint8Array | string) => void;
	/** World time of the last stream data in or out, ms. */
	readonly lastActivity: () => number;
	/** Sends stream data to the client; an empty payload is skipped, as the agent does. */
	readonly send: (payloadType: number, payload: Uint8Array) => void;
	/** Waits for acknowledgements, at most 2 s, then closes. */
	readonly finish: (output?: string) => Promise<void>;
	/** Tells the client that the session is over, with a text for the person, and closes the socket. */
	readonly close: (output?: string) => void;
	/** Aborted when the channel is closed; that its client has gone does not close it. */
	readonly signal: AbortSignal;
};

/** `onInput` gets the client's stream data in order; a ProtocolError that it throws closes the channel. `onEnd`: this side ended it. */
export const createLink = ({
	clock,
	random,
	randomUuid,
	sessionId,
	onInput,
	onEnd,
}: {
	readonly clock: Clock;
	/** Numbers in [0, 1). */
	readonly random: () => number;
	readonly randomUuid: () => string;
	readonly sessionId: string;
	readonly onInput: (payloadType: number, payload: Uint8Array) => void;
	readonly onEnd: () => void;
}): Link => {
	const ended = new AbortController();
	const {signal} = ended;
	let current: {readonly socket: Socket; readonly gone: AbortController} | undefined;
	let lastActivity = clock.now();

	const transmit = (frame: Uint8Array) => {
		if (!signal.aborted) current?.socket.send(frame);
	};

	const letGo = () => {
		current?.gone.abort();
		current = undefined;
		outbox.pause();
	};

	const closeAfterAnHour = async (socket: Socket, gone: AbortSignal) => {
		try {
			await clock.sleep(longestConnection, gone);
			socket.close(1001);
		} catch (error) {
			if (!gone.aborted) throw error;
		}
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
		current?.socket.close(1000);
		letGo();
	};

	const outbox = createOutbox({clock, randomUuid, transmit, onViolation: close, signal});
	const receiveInput = createInbox({
		clock,
		acknowledge: shuffled(random, message => control(messageTypes.acknowledge, encodeAcknowledgement(message))),
		deliver: ({payloadType, payload}) => {
			lastActivity = clock.now();
			if (!signal.aborted) onInput(payloadType, payload);
		},
		onViolation: close,
		signal,
	});

	const take = (message: AgentMessage, frame: Uint8Array) =>
		message.messageType === messageTypes.acknowledge
			? outbox.acknowledged(decodeAcknowledgement(message.payload))
			: receiveInput(message, frame);

	const receive = (frame: Uint8Array | string) => {
		if (signal.aborted) return;
		try {
			const message = readStrictly(frame);
			if (typeof frame !== 'string') take(message, frame);
		} catch (error) {
			if (!(error instanceof ProtocolError)) throw error;
			close(error.message);
		}
	};

	return {
		attach: socket => {
			const before = current?.socket;
			letGo();
			// Who resumes has given up the line before, which may look open from here.
			before?.close(1000);
			const gone = new AbortController();
			current = {socket, gone};
			socket.onClose(() => {
				if (current?.socket === socket) letGo();
			});
			void closeAfterAnHour(socket, gone.signal);
			outbox.resume();
			return frame => {
				if (current?.socket === socket) receive(frame);
			};
		},
		lastActivity: () => lastActivity,
		send: (payloadType, payload) => {
			if (payload.length === 0 || signal.aborted) return;
			lastActivity = clock.now();
			outbox.send(payloadType, payload);
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

/** Does what was asked for in one turn in an order of its own: the genuine far side acknowledges out of order. */
const shuffled = <Item>(random: () => number, act: (item: Item) => void): ((item: Item) => void) => {
	let items: Item[] = [];
	const actOnAll = () => {
		const batch = items;
		items = [];
		while (batch.length > 0) for (const item of batch.splice(Math.floor(random() * batch.length), 1)) act(item);
	};
	return item => {
		if (items.length === 0) queueMicrotask(actOnAll);
		items.push(item);
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
