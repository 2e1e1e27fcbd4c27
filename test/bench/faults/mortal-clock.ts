import {type Clock, virtualClock} from '../../../source/clock.ts';

/** A virtual clock that can be stopped for good: whoever sleeps on it never wakes, as in a process that was killed. */
export const mortalClock = (origin?: number): Clock & {readonly stop: () => void} => {
	const inner = virtualClock(origin);
	const sleepers = new Set<AbortController>();
	let stopped = false;
	return {
		now: inner.now,
		hold: inner.hold,
		sleep: (milliseconds, signal) =>
			new Promise((resolve, reject) => {
				if (stopped) return;
				const own = new AbortController();
				const relay = () => own.abort(signal?.reason);
				const leave = () => {
					sleepers.delete(own);
					signal?.removeEventListener('abort', relay);
				};
				sleepers.add(own);
				if (signal?.aborted) relay();
				signal?.addEventListener('abort', relay, {once: true});
				inner.sleep(milliseconds, own.signal).then(
					() => {
						leave();
						if (!stopped) resolve();
					},
					error => {
						leave();
						if (!stopped) reject(error);
					},
				);
			}),
		stop: () => {
			stopped = true;
			for (const sleeper of sleepers) sleeper.abort();
		},
	};
};
