import type {Socket} from '../session/port.ts';

type End = {
	readonly messages: ((data: Uint8Array | string) => void)[];
	readonly pongs: (() => void)[];
	readonly closes: ((code: number) => void)[];
	isPaused: boolean;
	/** What came while it was paused. */
	waiting: (() => void)[];
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

const newEnd = (): End => ({messages: [], pongs: [], closes: [], isPaused: false, waiting: []});

/** What reaches an end, at once or when it reads again. */
const reach = (end: End, work: () => void): void => {
	if (end.isPaused) end.waiting.push(work);
	else work();
};

const endOf = (own: End, other: End, state: {open: boolean}): Socket => {
	const later = (work: () => void) => {
		if (state.open) queueMicrotask(work);
	};
	return {
		send: data => {
			const copy = typeof data === 'string' ? data : Uint8Array.from(data);
			later(() =>
				reach(other, () => {
					for (const listener of other.messages) listener(copy);
				}),
			);
		},
		// A WebSocket answers a ping by itself, if it reads.
		ping: () =>
			later(() =>
				reach(other, () =>
					reach(own, () => {
						for (const listener of own.pongs) listener();
					}),
				),
			),
		close: (code = 1000) => {
			later(() => {
				for (const end of [other, own])
					reach(end, () => {
						for (const listener of end.closes.splice(0)) listener(code);
					});
			});
			state.open = false;
		},
		pause: () => {
			own.isPaused = true;
		},
		resume: () => {
			own.isPaused = false;
			while (!own.isPaused && own.waiting.length > 0) own.waiting.shift()?.();
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
