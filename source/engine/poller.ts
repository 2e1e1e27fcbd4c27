import type {Clock} from '../clock.ts';
import type {Outputs, ResourceId} from '../plan/graph.ts';
import type {KindName} from '../plan/kinds.ts';
import type {RunEventBody} from './events.ts';
import {failureOf, TaskFailure} from './failure.ts';
import type {Pause} from './pause.ts';
import type {Admission, ClassifiedError, Classify, Delay, Observation, ResourceKind, Target} from './ports.ts';
import {type Retries, startRetries} from './retry.ts';

/** One resource to be looked at until something is the case. Times in ms. */
export type Watch = {
	readonly target: Target;
	readonly until: (observation: Observation) => boolean;
	readonly signal: AbortSignal;
	/** What is awaited, for people; absent: nothing is told. */
	readonly reason?: string;
	/** How long it usually takes from `startedAt` on; decides how often AWS is asked. */
	readonly expected?: number;
	/** Default: now. */
	readonly startedAt?: number;
	/** Fixed time between two looks, in place of what follows from `expected`. */
	readonly interval?: number;
	/** For how long it must not be seen until it counts as absent. Default 0. */
	readonly absence?: number;
	/** The watch fails when it lasts longer. Default: never. */
	readonly limit?: number;
	/** What may keep it, and what to do about that. */
	readonly delay?: Delay;
	/** Takes an observation for what it is: one of an older generation is `absent`. */
	readonly see?: (observation: Observation) => Observation;
};

export type Poller = {
	/**
	 * Resolves with the observation that ended the watch.
	 * @throws the signal's reason; TaskFailure when AWS refuses to answer or the limit is reached
	 */
	readonly watch: (watch: Watch) => Promise<Observation>;
};

export type PollerParts = {
	readonly callsOf: (kind: KindName) => Pick<ResourceKind, 'operations' | 'observe'>;
	readonly admission: Admission;
	readonly classify: Classify;
	readonly clock: Clock;
	readonly emit: (event: RunEventBody) => void;
	/** Absent: nobody can sign in again. */
	readonly pause?: Pick<Pause, 'isOver' | 'lasted'>;
};

/** The time that waits are counted by, ms: it stands still while nobody can look. */
const countedTime = ({clock, pause}: PollerParts): number => clock.now() - (pause?.lasted() ?? 0);

const near = 1000;
const far = 10_000;

/** A person is told of a wait at least this often, ms. */
const tellEvery = 10_000;

/**
 * Time until the next look, in ms: about a second from half of the expected duration on, as steps end early and late;
 * up to ten before it.
 */
export const pollInterval = (elapsed: number, expected: number): number =>
	Math.min(far, Math.max(near, (expected / 2 - elapsed) / 2));

type Waiter = Watch & {
	readonly resolve: (observation: Observation) => void;
	readonly reject: (reason: unknown) => void;
	readonly addedAt: number;
	due: number;
	/** When it was last not absent. */
	seenAt: number;
	polls: number;
	told?: {readonly observed: string; readonly at: number};
};

type Batch = {readonly add: (waiter: Waiter) => void; readonly remove: (waiter: Waiter) => void};

const wordOf = (observation: Observation): string =>
	observation.state === 'absent' ? 'nothing yet' : observation.detail;

/** Looks after all waiters of one kind: one `observe` answers every one of them. */
const createBatch = (kind: KindName, parts: PollerParts): Batch => {
	const {callsOf, admission, classify, clock, emit, pause} = parts;
	const {operations, observe} = callsOf(kind);
	let waiters: readonly Waiter[] = [];
	let running = false;
	let asleep = false;
	let alarm = new AbortController();
	let retries: Retries | undefined;

	const remove = (waiter: Waiter): void => {
		waiters = waiters.filter(other => other !== waiter);
		if (waiters.length === 0) alarm.abort();
	};

	const tell = (waiter: Waiter, observed: string): void => {
		if (waiter.reason === undefined) return;
		const {told} = waiter;
		if (told?.observed === observed && waiter.due <= told.at + tellEvery) return;
		waiter.told = {observed, at: clock.now()};
		const reason = [waiter.reason, ...(waiter.delay?.causes ?? [])].join('. ').replaceAll('.. ', '. ');
		emit({type: 'task-waiting', task: waiter.target.id, reason, observed, polls: waiter.polls});
	};

	const answer = (waiter: Waiter, shown: Observation): void => {
		const now = countedTime(parts);
		const observation = waiter.see?.(shown) ?? shown;
		waiter.polls++;
		if (observation.state !== 'absent') waiter.seenAt = now;
		const believed = observation.state !== 'absent' || now - waiter.seenAt >= (waiter.absence ?? 0);
		if (believed && waiter.until(observation)) {
			remove(waiter);
			waiter.resolve(observation);
		} else if (now - waiter.addedAt >= (waiter.limit ?? Number.POSITIVE_INFINITY)) {
			remove(waiter);
			waiter.reject(timeout(waiter, wordOf(observation)));
		} else {
			const elapsed = waiter.startedAt === undefined ? now - waiter.addedAt : clock.now() - waiter.startedAt;
			waiter.due = clock.now() + (waiter.interval ?? pollInterval(elapsed, waiter.expected ?? 0));
			tell(waiter, wordOf(observation));
		}
	};

	const refused = (asked: readonly Waiter[], error: ClassifiedError): void => {
		retries ??= startRetries(clock);
		const delay = retries.next(error.class);
		for (const waiter of asked) {
			if (delay === undefined) {
				remove(waiter);
				waiter.reject(failureOf(error));
			} else {
				waiter.due = clock.now() + Math.min(delay, tellEvery);
				tell(waiter, `${error.code}: ${error.message}`);
			}
		}
	};

	const look = async (): Promise<void> => {
		const asked = waiters;
		const targets = new Map(asked.map(({target}) => [target.id, target]));
		let shown: ReadonlyMap<ResourceId, Observation>;
		try {
			shown = await observe([...targets.values()]);
		} catch (error) {
			const classified = classify(error, operations.observe[0] ?? 'Describe');
			if (await pause?.isOver(classified)) {
				for (const waiter of waiters) waiter.due = clock.now();
				return;
			}
			refused(
				asked.filter(waiter => waiters.includes(waiter)),
				classified,
			);
			return;
		}
		retries = undefined;
		for (const waiter of asked) {
			if (waiters.includes(waiter)) answer(waiter, shown.get(waiter.target.id) ?? {state: 'absent'});
		}
	};

	/** Waits for the earliest due time, then for admission. @returns false when that was called off */
	const turn = async (): Promise<boolean> => {
		alarm = new AbortController();
		const {signal} = alarm;
		try {
			asleep = true;
			const due = Math.min(...waiters.map(waiter => waiter.due));
			await clock.sleep(Math.max(0, due - clock.now()), signal);
			asleep = false;
			for (const operation of operations.observe) await admission.admit(operation, signal);
			return true;
		} catch (error) {
			if (!signal.aborted) throw error;
			return false;
		} finally {
			asleep = false;
		}
	};

	const run = async (): Promise<void> => {
		running = true;
		try {
			while (waiters.length > 0) if (await turn()) await look();
		} catch (error) {
			for (const waiter of waiters) waiter.reject(error);
			waiters = [];
		} finally {
			running = false;
		}
	};

	return {
		add: waiter => {
			waiters = [...waiters, waiter];
			if (!running) void run();
			else if (asleep) alarm.abort();
		},
		remove,
	};
};

const timeout = ({target, addedAt, limit = 0, reason = 'looked at it', delay}: Waiter, observed: string): TaskFailure =>
	new TaskFailure({
		code: 'Timeout',
		message: `${reason} for ${Math.round(limit / 60_000)} minutes since ${new Date(addedAt).toISOString()}; AWS shows for ${target.id}: ${observed}`,
		...(delay ? {why: delay.causes.join(' ')} : {}),
		nextSteps: [...(delay?.nextSteps ?? []), 'Run the same command again: it goes on with the wait.'],
	});

/** A poller: waiters of one kind share their looks; the waiter that is due first decides when. */
export const createPoller = (parts: PollerParts): Poller => {
	const batches = new Map<KindName, Batch>();
	const batchOf = (kind: KindName): Batch => {
		const batch = batches.get(kind) ?? createBatch(kind, parts);
		batches.set(kind, batch);
		return batch;
	};
	return {
		watch: watch =>
			new Promise((resolve, reject) => {
				const {signal, target} = watch;
				if (signal.aborted) {
					reject(signal.reason);
					return;
				}
				const now = countedTime(parts);
				const batch = batchOf(target.kind);
				const onAbort = () => {
					batch.remove(waiter);
					reject(signal.reason);
				};
				const leave = () => signal.removeEventListener('abort', onAbort);
				const waiter: Waiter = {
					...watch,
					addedAt: now,
					due: parts.clock.now(),
					seenAt: now,
					polls: 0,
					resolve: observation => {
						leave();
						resolve(observation);
					},
					reject: reason => {
						leave();
						reject(reason);
					},
				};
				signal.addEventListener('abort', onAbort, {once: true});
				batch.add(waiter);
			}),
	};
};

/** What was learnt by an observation; nothing when it is absent. */
export const outputsOf = (observation: Observation): Outputs =>
	observation.state === 'absent' ? {} : observation.outputs;
