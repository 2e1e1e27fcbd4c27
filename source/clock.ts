/**
 * Time as the program sees it: milliseconds since the Unix epoch. Nothing below `commands/` asks the host for it.
 *
 * Three clocks: real, scaled (N seconds pass in one), and virtual (time jumps to the next timer as soon as
 * nothing else is to be done).
 */
export type Clock = {
	/** Milliseconds since the Unix epoch. */
	readonly now: () => number;
	/**
	 * Resolves `milliseconds` of this clock later.
	 * @throws the signal's reason when it is aborted before or during the wait.
	 */
	readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
	/**
	 * Runs work that is more than microtasks (a dynamic import, a socket, a worker, fs.promises).
	 * A virtual clock stands still until it ends; the others just run it.
	 */
	readonly hold: <T>(work: () => Promise<T>) => Promise<T>;
};

/** One second passes in one second. */
export const realClock = (): Clock => scaledClock({speed: 1});

/**
 * A clock that starts at `origin` (ms, default: the host's time) and runs `speed` times as fast as the host's.
 */
export const scaledClock = ({
	speed,
	origin = Date.now(),
}: {
	readonly speed: number;
	readonly origin?: number;
}): Clock => {
	const start = performance.now();
	return {
		now: () => Math.floor(origin + (performance.now() - start) * speed),
		sleep: (milliseconds, signal) => hostSleep(milliseconds / speed, signal),
		hold: work => work(),
	};
};

/** setTimeout's longest delay, ms: a longer one would fire at once, so that long sleeps are made of several. */
const longestDelay = 2 ** 31 - 1;

const hostSleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
	let rest = milliseconds;
	for (; rest > longestDelay; rest -= longestDelay) await hostTimer(longestDelay, signal);
	await hostTimer(rest, signal);
};

const hostTimer = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
	new Promise((resolve, reject) => {
		if (signal?.aborted) {
			reject(signal.reason);
			return;
		}
		const onAbort = () => {
			clearTimeout(timer);
			reject(signal?.reason);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', onAbort);
			resolve();
		}, milliseconds);
		signal?.addEventListener('abort', onAbort, {once: true});
	});

type Timer = {readonly at: number; readonly sequence: number; readonly resolve: () => void};

/**
 * A clock for tests: `sleep` arms one `setImmediate`; when that fires every microtask has run, and time jumps to the
 * earliest timer (ties in the order of the calls). While work runs inside `hold`, time stands still.
 */
export const virtualClock = (origin = Date.parse('2026-01-05T09:00:00Z')): Clock => {
	let now = origin;
	let sequence = 0;
	let held = 0;
	let armed = false;
	let timers: readonly Timer[] = [];

	const arm = () => {
		if (armed || held > 0 || timers.length === 0) return;
		armed = true;
		setImmediate(() => {
			armed = false;
			if (held > 0) return;
			const [next, ...rest] = timers;
			if (next) {
				timers = rest;
				now = Math.max(now, next.at);
				next.resolve();
			}
			arm();
		});
	};

	return {
		now: () => now,
		sleep: (milliseconds, signal) =>
			new Promise((resolve, reject) => {
				if (signal?.aborted) {
					reject(signal.reason);
					return;
				}
				const onAbort = () => {
					timers = timers.filter(other => other !== timer);
					reject(signal?.reason);
				};
				const timer: Timer = {
					at: now + Math.max(0, milliseconds),
					sequence: sequence++,
					resolve: () => {
						signal?.removeEventListener('abort', onAbort);
						resolve();
					},
				};
				timers = [...timers, timer].toSorted((a, b) => a.at - b.at || a.sequence - b.sequence);
				signal?.addEventListener('abort', onAbort, {once: true});
				arm();
			}),
		hold: async work => {
			held++;
			try {
				return await work();
			} finally {
				held--;
				arm();
			}
		},
	};
};
