import type {Clock} from '../../source/clock.ts';
import type {Socket} from '../../source/session/port.ts';

/** Numbers in [0, 1) that are the same for the same seed. */
export const seededRandom = (seed: number) => {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
};

/**
 * A socket that drops, repeats and delays (so: reorders) what is sent through it, each with probability `rate`; `faults`
 * counts. Text frames, which the protocol does not protect, go through untouched.
 */
export const lossySocket = (
	socket: Socket,
	{clock, random, rate}: {readonly clock: Clock; readonly random: () => number; readonly rate: number},
): Socket & {readonly faults: {dropped: number; repeated: number; delayed: number}} => {
	const faults = {dropped: 0, repeated: 0, delayed: 0};
	const deliver = (data: Uint8Array) => {
		if (random() >= rate) return socket.send(data);
		faults.delayed++;
		void clock.sleep(1 + random() * 400).then(() => socket.send(data));
	};
	return {
		...socket,
		faults,
		send: data => {
			if (typeof data === 'string') return socket.send(data);
			if (random() < rate) {
				faults.dropped++;
				return;
			}
			if (random() < rate) {
				faults.repeated++;
				deliver(data);
			}
			deliver(data);
		},
	};
};
