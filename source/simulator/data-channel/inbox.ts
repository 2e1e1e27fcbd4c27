import {createHash} from 'node:crypto';
import type {Clock} from '../../clock.ts';
import {type AgentMessage, ProtocolError} from '../../session/message.ts';

/** How far ahead of its turn a message may come, as in the genuine agent. */
const capacity = 100_000;

/**
 * How long a gap in the sequence numbers may stay open, ms: longer than a client needs to see that its line is dead and to
 * open another one. The genuine agent waits for ever.
 */
const patience = 5 * 60_000;

/** How many messages are remembered to tell a repetition from a number that is used twice. */
const memory = 10_000;

/**
 * The agent's incoming stream: returns the function that takes each message as it arrives, with its frame. `deliver` gets
 * each once and in order; every message is acknowledged, again when it comes again.
 * That function throws ProtocolError when a number is used for two messages, or lies too far ahead.
 */
export const createInbox = ({
	clock,
	acknowledge,
	deliver,
	onViolation,
	signal,
}: {
	readonly clock: Clock;
	readonly acknowledge: (message: AgentMessage) => void;
	readonly deliver: (message: AgentMessage) => void;
	readonly onViolation: (reason: string) => void;
	readonly signal: AbortSignal;
}): ((message: AgentMessage, frame: Uint8Array) => void) => {
	const early = new Map<number, AgentMessage>();
	const seen = new Map<number, string>();
	let expected = 0;
	let watching = false;

	/** A repetition is the same bytes again. */
	const checkReuse = (number: number, frame: Uint8Array) => {
		const hash = createHash('sha256').update(frame).digest('base64');
		const before = seen.get(number);
		if (before !== undefined && before !== hash)
			throw new ProtocolError(`The sequence number ${number} was used for two messages.`);
		seen.set(number, hash);
		seen.delete(expected - memory);
	};

	const watchGap = async () => {
		if (watching) return;
		watching = true;
		try {
			while (early.size > 0) {
				const missing = expected;
				await clock.sleep(patience, signal);
				if (early.size > 0 && expected === missing) return onViolation(`Message ${missing} never came.`);
			}
		} catch (error) {
			if (!signal.aborted) throw error;
		} finally {
			watching = false;
		}
	};

	return (message, frame) => {
		const number = message.sequenceNumber;
		if (number >= expected + capacity) throw new ProtocolError(`The sequence number ${number} is far ahead.`);
		checkReuse(number, frame);
		acknowledge(message);
		if (number < expected) return;
		early.set(number, message);
		for (let next = early.get(expected); next; next = early.get(expected)) {
			early.delete(expected);
			expected++;
			deliver(next);
		}
		void watchGap();
	};
};
