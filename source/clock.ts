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

/** A clock whose speed may change on the way; what sleeps on it wakes accordingly earlier or later. */
export type ScaledClock = Clock & {
	/** Seconds of this clock that pass in one second of the host's. */
	readonly speed: () => number;
	readonly setSpeed: (speed: number) => void;
	/** Jumps to `time`, ms, unless it is later already; what sleeps until then wakes. */
	readonly forward: (time: number) => void;
	/** Has `changed` called after each change of the speed, and after each jump. Returns what ends it. */
	readonly watch: (changed: () => void) => () => void;
};

/** setTimeout's longest delay, ms: a longer one would fire at once, so that long sleeps are made of several. */
const longestDelay = 2 ** 31 - 1;

/**
 * A clock that starts at `origin` (ms, default: the host's time) and runs `speed` times as fast as the host's.
 */
export const scaledClock = (options: {readonly speed: number; readonly origin?: number}): ScaledClock => {
	let {speed, origin = Date.now()} = options;
	let start = performance.now();
	const sleepers = new Set<Sleeper>();
	const watchers = new Set<() => void>();
	const exactly = () => origin + (performance.now() - start) * speed;
	const change = (time: number, next: number) => {
		origin = time;
		start = performance.now();
		speed = next;
		for (const sleeper of sleepers) sleeper.arm();
		for (const changed of [...watchers]) changed();
	};
	return {
		now: () => Math.floor(exactly()),
		sleep: async (milliseconds, signal) => {
			signal?.throwIfAborted();
			const sleeper = createSleeper(exactly() + milliseconds, until => (until - exactly()) / speed);
			const onAbort = () => sleeper.fail(signal?.reason);
			signal?.addEventListener('abort', onAbort, {once: true});
			sleepers.add(sleeper);
			try {
				await sleeper.awake;
			} finally {
				sleepers.delete(sleeper);
				signal?.removeEventListener('abort', onAbort);
			}
		},
		hold: work => work(),
		speed: () => speed,
		setSpeed: next => {
			if (next !== speed) change(exactly(), next);
		},
		forward: time => {
			if (time > exactly()) change(time, speed);
		},
		watch: changed => {
			watchers.add(changed);
			return () => {
				watchers.delete(changed);
			};
		},
	};
};

type Sleeper = {
	readonly awake: Promise<void>;
	/** Sets the host's timer anew. */
	readonly arm: () => void;
	readonly fail: (reason: unknown) => void;
};

/** One sleep on the host's timers; `delayUntil` gives the host ms until then. */
const createSleeper = (until: number, delayUntil: (until: number) => number): Sleeper => {
	const {promise, resolve, reject} = Promise.withResolvers<void>();
	let timer: ReturnType<typeof setTimeout> | undefined;
	const arm = () => {
		clearTimeout(timer);
		// What was due between the call and here is due now.
		const delay = Math.max(0, delayUntil(until));
		timer = delay > longestDelay ? setTimeout(arm, longestDelay) : setTimeout(resolve, delay);
	};
	arm();
	return {
		awake: promise,
		arm,
		fail: reason => {
			clearTimeout(timer);
			reject(reason);
		},
	};
};

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
