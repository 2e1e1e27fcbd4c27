import type {Clock} from '../clock.ts';
import {encodeMessage, messageFlags, messageTypes} from './message.ts';
import {initialRoundTrip, measure} from './round-trip.ts';

/** How often the oldest unacknowledged message is looked at, ms. */
const scanInterval = 100;

/** How long a message may stay unacknowledged, ms: the genuine client gives up after about this. */
const patience = 5 * 60_000;

type Sent = {readonly frame: Uint8Array; readonly firstSent: number; readonly lastSent: number};

/** Numbers what is sent and sends it again until it is acknowledged. */
export type Sender = {
	/** @throws ProtocolError for an empty payload. */
	readonly send: (payloadType: number, payload: Uint8Array) => void;
	readonly acknowledged: (sequenceNumber: number) => void;
	/** The far side is away: what is unacknowledged does not count against it until `resume`. */
	readonly pause: () => void;
	readonly resume: () => void;
	/** There is no line: nothing is sent again, and nothing counts against the far side, until `attached`. */
	readonly suspend: () => void;
	/** There is a new line: all that is unacknowledged is sent again, in its order. */
	readonly attached: () => void;
};

/**
 * A sender sleeps only while something is unacknowledged, and never after `signal` was aborted.
 * `transmit` puts a frame on the wire, or loses it; `onLost` is called once when a message stayed unacknowledged for 5 minutes.
 */
export const createSender = ({
	clock,
	randomUuid,
	transmit,
	onLost,
	signal,
}: {
	readonly clock: Clock;
	readonly randomUuid: () => string;
	readonly transmit: (frame: Uint8Array) => void;
	readonly onLost: () => void;
	readonly signal: AbortSignal;
}): Sender => {
	/** In the order of sending, by sequence number. */
	const unacknowledged = new Map<number, Sent>();
	let nextNumber = 0;
	let roundTrip = initialRoundTrip;
	let paused = false;
	let resumedAt = 0;
	let suspended = false;
	let scanning = false;

	const lookAtOldest = (): 'go-on' | 'lost' => {
		const [oldest] = unacknowledged;
		if (!oldest) return 'go-on';
		const [number, sent] = oldest;
		const now = clock.now();
		if (!paused && now - Math.max(sent.firstSent, resumedAt) > patience) return 'lost';
		if (now - sent.lastSent > roundTrip.timeout) {
			unacknowledged.set(number, {...sent, lastSent: now});
			transmit(sent.frame);
		}
		return 'go-on';
	};

	const scan = async (): Promise<void> => {
		if (scanning) return;
		scanning = true;
		try {
			while (unacknowledged.size > 0 && !suspended) {
				await clock.sleep(scanInterval, signal);
				if (!suspended && lookAtOldest() === 'lost') return onLost();
			}
		} catch (error) {
			if (!signal.aborted) throw error;
		} finally {
			scanning = false;
		}
	};

	return {
		send: (payloadType, payload) => {
			const now = clock.now();
			const number = nextNumber;
			const frame = encodeMessage({
				messageType: messageTypes.input,
				schemaVersion: 1,
				createdDate: now,
				sequenceNumber: number,
				flags: messageFlags.none,
				messageId: randomUuid(),
				payloadType,
				payload,
			});
			nextNumber++;
			// Recorded before it is sent: an acknowledgement may arrive at once, and must find it.
			unacknowledged.set(number, {frame, firstSent: now, lastSent: now});
			if (suspended) return;
			transmit(frame);
			void scan();
		},
		acknowledged: number => {
			const sent = unacknowledged.get(number);
			if (!sent) return;
			unacknowledged.delete(number);
			roundTrip = measure(roundTrip, clock.now() - sent.lastSent);
		},
		pause: () => {
			paused = true;
		},
		resume: () => {
			if (!paused) return;
			paused = false;
			resumedAt = clock.now();
		},
		suspend: () => {
			suspended = true;
		},
		attached: () => {
			suspended = false;
			paused = false;
			resumedAt = clock.now();
			for (const [number, sent] of unacknowledged) {
				unacknowledged.set(number, {...sent, lastSent: resumedAt});
				transmit(sent.frame);
			}
			void scan();
		},
	};
};
