import type {Clock} from '../clock.ts';
import type {Socket} from './port.ts';

/** How often the far side is asked for a sign of life, ms. */
const pingInterval = 10_000;

/** How long it may give none, neither a frame nor the answer to a ping, before it counts as dead, ms. */
const deadAfter = 30_000;

/** The sign of life of whoever is at the other end of one socket. */
export type Liveness = {
	/** Something came. */
	readonly heard: () => void;
	/** Resolves when nothing came for 30 s. @throws the signal's reason */
	readonly dead: Promise<void>;
};

/**
 * Pings a socket at once and every 10 s until `signal` is aborted. A prompt may be silent for hours: who answers pings
 * lives. A clock that jumps ahead, as after a computer's sleep, does not count: it is pings that must stay unanswered.
 * Nor does a time in which nothing was read, `isHeld`.
 */
export const watchLiveness = (
	socket: Socket,
	{clock, isHeld, signal}: {readonly clock: Clock; readonly isHeld: () => boolean; readonly signal: AbortSignal},
): Liveness => {
	let unanswered = 0;
	const heard = () => {
		unanswered = 0;
	};
	socket.onPong(heard);
	const watch = async () => {
		for (;;) {
			unanswered++;
			socket.ping('keepalive');
			await clock.sleep(pingInterval, signal);
			if (isHeld()) heard();
			if (unanswered >= deadAfter / pingInterval) return;
		}
	};
	return {heard, dead: watch()};
};
