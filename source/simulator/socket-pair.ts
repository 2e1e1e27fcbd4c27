import type {Socket} from '../session/port.ts';

type End = {
	readonly messages: ((data: Uint8Array | string) => void)[];
	readonly pongs: (() => void)[];
	readonly closes: ((code: number) => void)[];
};

/**
 * Two sockets that are connected to each other in memory. What one sends the other hears in order, as a copy, in a
 * microtask of its own, so that no timer and no network takes part.
 */
export const socketPair = (): [Socket, Socket] => {
	const ends: readonly [End, End] = [newEnd(), newEnd()];
	const state = {open: true};
	return [endOf(ends[0], ends[1], state), endOf(ends[1], ends[0], state)];
};

const newEnd = (): End => ({messages: [], pongs: [], closes: []});

const endOf = (own: End, other: End, state: {open: boolean}): Socket => {
	const later = (work: () => void) => {
		if (state.open) queueMicrotask(work);
	};
	return {
		send: data => {
			const copy = typeof data === 'string' ? data : Uint8Array.from(data);
			later(() => {
				for (const listener of other.messages) listener(copy);
			});
		},
		// A WebSocket answers a ping by itself.
		ping: () =>
			later(() => {
				for (const listener of own.pongs) listener();
			}),
		close: (code = 1000) => {
			later(() => {
				for (const listener of [...other.closes.splice(0), ...own.closes.splice(0)]) listener(code);
			});
			state.open = false;
		},
		onMessage: listener => {
			own.messages.push(listener);
		},
		onPong: listener => {
			own.pongs.push(listener);
		},
		onClose: listener => {
			own.closes.push(listener);
		},
	};
};
