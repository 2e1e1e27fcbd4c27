import type {DecisionAnswer, RunEvent, RunOutcome} from '../engine/events.ts';
import type {Decide} from '../engine/ports.ts';
import {emptyRun, project, type RunState} from '../engine/projection.ts';
import type {Reporter} from '../reporters/reporter.ts';
import type {Place, RunHandle} from '../ui/ports.ts';
import {type Connection, explained} from './connection.ts';

/** Screens are told at most so often, ms: more redraws than that nobody can read. */
const tellInterval = 100;

/** What a run gets from its handle. */
export type Controls = {
	readonly tell: Reporter;
	readonly recall: (history: RunState) => void;
	readonly decide: Decide;
	readonly signal: AbortSignal;
};

/** Calls `notify` at once, then at most once an interval, and once more when something came in between. */
const throttled = (notify: () => void): (() => void) => {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isDue = false;
	const rest = () => {
		timer = undefined;
		if (isDue) call();
	};
	const call = () => {
		isDue = false;
		timer = setTimeout(rest, tellInterval);
		timer.unref();
		notify();
	};
	return () => {
		isDue = true;
		if (!timer) call();
	};
};

/** Keeps the person's answer for the run, whichever comes first: a decision may be made before the run asks for it. */
const createDecider = (given: DecisionAnswer | undefined) => {
	let pending: ((answer: DecisionAnswer) => void) | undefined;
	const decide: Decide = (_request, signal) => {
		if (given) return Promise.resolve(given);
		const {promise, resolve, reject} = Promise.withResolvers<DecisionAnswer>();
		const onAbort = () => reject(signal.reason);
		signal.addEventListener('abort', onAbort, {once: true});
		pending = resolve;
		return promise.finally(() => {
			pending = undefined;
			signal.removeEventListener('abort', onAbort);
		});
	};
	return {decide, answer: (answer: DecisionAnswer) => pending?.(answer)};
};

/** Starts a run that screens watch; `work` connects and drives it. */
export const startHandle = ({
	place,
	decision,
	signal,
	connect,
	work,
}: {
	readonly place: Place;
	/** Given beforehand: nobody is asked. */
	readonly decision?: DecisionAnswer;
	readonly signal: AbortSignal;
	readonly connect: () => Promise<Connection>;
	readonly work: (connection: Connection, controls: Controls) => Promise<RunOutcome>;
}): RunHandle => {
	let state = emptyRun;
	let connection: Connection | undefined;
	const events: RunEvent[] = [];
	const listeners = new Set<() => void>();
	const stop = new AbortController();
	const decider = createDecider(decision);
	const notify = throttled(() => {
		for (const listener of [...listeners]) listener();
	});
	const change = (next: RunState) => {
		state = next;
		notify();
	};
	const stopping = AbortSignal.any([signal, stop.signal]);
	const run = async (): Promise<RunOutcome> => {
		try {
			connection = await connect();
			return await work(connection, {
				tell: event => {
					events.push(event);
					change(project(state, event));
				},
				recall: change,
				decide: decider.decide,
				signal: stopping,
			});
		} catch (error) {
			if (stopping.aborted && error === stopping.reason) return 'interrupted';
			throw explained(error);
		}
	};
	const ended = run();
	// Whoever shows the run looks at how it ended; nobody else has to.
	ended.catch(() => {});
	return {
		place,
		get target() {
			return connection?.target ?? place;
		},
		state: () => state,
		events: () => events,
		subscribe: listener => {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
		awsNow: () => connection?.clock.now() ?? Date.now(),
		speed: () => connection?.pace.speed() ?? 1,
		decide: decider.answer,
		stop: () => stop.abort(new Error('Stopped by the person')),
		ended,
	};
};
