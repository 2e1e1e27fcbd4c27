import type {Clock} from '../clock.ts';
import type {Admission} from './ports.ts';

/** A token bucket: `capacity` calls at once, then `refillPerSecond`. */
export type Bucket = {
	/** Operations with the same key share one bucket; absent: the operation has its own. */
	readonly key?: string;
	readonly capacity: number;
	readonly refillPerSecond: number;
};

type Waiter = {readonly resolve: () => void};

/** Tokens are fractions: what rounding takes from a whole one must not cost another wait. */
const whole = 1 - 1e-9;

const createQueue = (clock: Clock, {capacity, refillPerSecond}: Bucket) => {
	let tokens = capacity;
	let filledAt = clock.now();
	let waiters: readonly Waiter[] = [];
	let drain: AbortController | undefined;

	const take = (): boolean => {
		const now = clock.now();
		tokens = Math.min(capacity, tokens + ((now - filledAt) / 1000) * refillPerSecond);
		filledAt = now;
		if (tokens < whole) return false;
		tokens -= 1;
		return true;
	};

	const run = async (stop: AbortController): Promise<void> => {
		while (!stop.signal.aborted) {
			const [next, ...rest] = waiters;
			if (!next) break;
			if (take()) {
				waiters = rest;
				next.resolve();
				continue;
			}
			const pause = Math.ceil(((1 - tokens) / refillPerSecond) * 1000);
			// Only the last waiter's abort ends this sleep, and then the loop.
			await clock.sleep(pause, stop.signal).catch(() => {});
		}
		if (drain === stop) drain = undefined;
	};

	const leave = (waiter: Waiter): void => {
		waiters = waiters.filter(other => other !== waiter);
		if (waiters.length > 0) return;
		drain?.abort();
		drain = undefined;
	};

	return {
		enter: (signal?: AbortSignal): Promise<void> =>
			new Promise((resolve, reject) => {
				if (signal?.aborted) {
					reject(signal.reason);
					return;
				}
				if (waiters.length === 0 && take()) {
					resolve();
					return;
				}
				const onAbort = () => {
					leave(waiter);
					reject(signal?.reason);
				};
				const waiter: Waiter = {
					resolve: () => {
						signal?.removeEventListener('abort', onAbort);
						resolve();
					},
				};
				signal?.addEventListener('abort', onAbort, {once: true});
				waiters = [...waiters, waiter];
				if (drain) return;
				drain = new AbortController();
				void run(drain);
			}),
	};
};

/**
 * Client-side throttling: a call is admitted when its bucket has a token, first come, first served. An abort leaves the
 * queue and costs no token.
 */
export const createAdmission = (clock: Clock, bucketFor: (operation: string) => Bucket): Admission => {
	const queues = new Map<string, ReturnType<typeof createQueue>>();
	return {
		admit: (operation, signal) => {
			const bucket = bucketFor(operation);
			const key = bucket.key ?? operation;
			const queue = queues.get(key) ?? createQueue(clock, bucket);
			queues.set(key, queue);
			return queue.enter(signal);
		},
	};
};
