import type {Clock} from '../../clock.ts';
import {type Acknowledgement, encodeMessage, messageFlags, messageTypes, ProtocolError} from '../../session/message.ts';

/** How often the oldest unacknowledged message is looked at, ms. */
const tick = 100;

/** How long the far side may leave a message unacknowledged, ms. The genuine agent waits for ever. */
const patience = 5 * 60_000;

/** How many sent messages are remembered to check acknowledgements against. */
const memory = 10_000;

type Entry = {readonly frame: Uint8Array; readonly created: number; sent: number};

export type Outbox = {
	readonly send: (payloadType: number, payload: Uint8Array) => void;
	/** @throws ProtocolError for an acknowledgement of what was not sent. */
	readonly acknowledged: (acknowledgement: Acknowledgement) => void;
	/** Nobody listens: what is sent is numbered and kept, nothing is sent again, and nothing counts against the far side. */
	readonly pause: () => void;
	/** Somebody listens again: what is unacknowledged is sent again. */
	readonly resume: () => void;
	/** Resolves to whether all was acknowledged, after at most `patience` ms. */
	readonly drained: (patience: number) => Promise<boolean>;
};

/** The agent's outgoing stream: numbered, remembered, and sent again until the client acknowledges it. */
export const createOutbox = ({
	clock,
	randomUuid,
	transmit,
	onViolation,
	signal,
}: {
	readonly clock: Clock;
	readonly randomUuid: () => string;
	readonly transmit: (frame: Uint8Array) => void;
	readonly onViolation: (reason: string) => void;
	readonly signal: AbortSignal;
}): Outbox => {
	const waiting = new Map<number, Entry>();
	const ids = new Map<number, string>();
	let next = 0;
	// The constants of the genuine agent, ms.
	let average = 100;
	let deviation = 0;
	let timeout = 200;
	let ticking = false;
	let isPaused = true;
	let resumedAt = 0;

	const resendOldest = () => {
		const [number, oldest] = waiting.entries().next().value ?? [];
		if (!oldest) return;
		const now = clock.now();
		if (now - Math.max(oldest.created, resumedAt) > patience)
			return onViolation(`Message ${number} was not acknowledged.`);
		if (now - oldest.sent <= timeout) return;
		oldest.sent = now;
		transmit(oldest.frame);
	};

	const keepTicking = async () => {
		if (ticking) return;
		ticking = true;
		try {
			while (waiting.size > 0 && !isPaused) {
				await clock.sleep(tick, signal);
				if (!isPaused) resendOldest();
			}
		} catch (error) {
			if (!signal.aborted) throw error;
		} finally {
			ticking = false;
		}
	};

	return {
		send: (payloadType, payload) => {
			const now = clock.now();
			const messageId = randomUuid();
			const frame = encodeMessage({
				messageType: messageTypes.output,
				schemaVersion: 1,
				createdDate: now,
				sequenceNumber: next,
				flags: next === 0 ? messageFlags.syn : messageFlags.none,
				messageId,
				payloadType,
				payload,
			});
			waiting.set(next, {frame, created: now, sent: now});
			ids.set(next, messageId);
			ids.delete(next - memory);
			next++;
			if (isPaused) return;
			transmit(frame);
			void keepTicking();
		},
		pause: () => {
			isPaused = true;
		},
		resume: () => {
			isPaused = false;
			resumedAt = clock.now();
			for (const entry of waiting.values()) {
				entry.sent = resumedAt;
				transmit(entry.frame);
			}
			void keepTicking();
		},
		acknowledged: ({messageType, messageId, sequenceNumber, isSequential}) => {
			const known = ids.get(sequenceNumber);
			const wasSent = Number.isInteger(sequenceNumber) && sequenceNumber >= 0 && sequenceNumber < next;
			if (messageType !== messageTypes.output || !isSequential || !wasSent)
				throw new ProtocolError('An acknowledgement is for nothing that was sent.');
			if (known !== undefined && known !== messageId)
				throw new ProtocolError('An acknowledgement names the wrong message id.');
			const entry = waiting.get(sequenceNumber);
			if (!entry) return;
			waiting.delete(sequenceNumber);
			const sample = clock.now() - entry.sent;
			deviation = 0.75 * deviation + 0.25 * Math.abs(average - sample);
			average = 0.875 * average + 0.125 * sample;
			timeout = Math.min(1000, average + Math.max(10, 4 * deviation));
		},
		drained: async limit => {
			const until = clock.now() + limit;
			while (waiting.size > 0 && clock.now() < until) await clock.sleep(tick, signal);
			return waiting.size === 0;
		},
	};
};
