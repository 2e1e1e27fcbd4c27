import type {AgentMessage} from './message.ts';

/** How many messages that came too early are kept, as in the genuine client. */
const capacity = 10_000;

/**
 * Puts stream messages in order: returns the function that takes each as it arrives. `deliver` gets every message once, in
 * the order of sending; `acknowledge` is called for every message that need not come again, also for one that came before,
 * because its sender may have missed the first acknowledgement.
 */
export const createReceiver = ({
	acknowledge,
	deliver,
}: {
	readonly acknowledge: (message: AgentMessage) => void;
	readonly deliver: (message: AgentMessage) => void;
}): ((message: AgentMessage) => void) => {
	/** By sequence number: what came before its turn. */
	const early = new Map<number, AgentMessage>();
	let expected = 0;

	const deliverInTurn = (message: AgentMessage) => {
		for (let next: AgentMessage | undefined = message; next; next = early.get(expected)) {
			early.delete(expected);
			expected++;
			deliver(next);
		}
	};

	return message => {
		const number = message.sequenceNumber;
		// Unacknowledged, it comes again.
		if (number > expected && !early.has(number) && early.size >= capacity) return;
		acknowledge(message);
		if (number === expected) deliverInTurn(message);
		if (number > expected && !early.has(number)) early.set(number, message);
	};
};
