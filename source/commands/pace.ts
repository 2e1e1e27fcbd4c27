import type {ScaledClock} from '../clock.ts';
import type {RunEvent} from '../engine/events.ts';
import type {Decide} from '../engine/ports.ts';
import type {Reporter} from '../reporters/reporter.ts';

/** How fast simulated time passes: at its full speed, or as a person's own while a person is waited for. */
export type Pace = {
	/** Seconds of AWS time that pass in one. */
	readonly speed: () => number;
	/** Time passes as the person's own until the returned function is called. */
	readonly slowDown: () => () => void;
};

/** AWS's time, which nobody can change, and virtual time, which has no speed. */
export const steadyPace: Pace = {speed: () => 1, slowDown: () => () => {}};

/** Reasons that hold until they are taken back; `changed` is told after each change. */
export type Reasons = {readonly any: () => boolean; readonly add: () => () => void};

export const createReasons = (changed: () => void): Reasons => {
	const reasons = new Set<symbol>();
	return {
		any: () => reasons.size > 0,
		add: () => {
			const reason = Symbol('a reason');
			reasons.add(reason);
			changed();
			return () => {
				if (reasons.delete(reason)) changed();
			};
		},
	};
};

/** How fast a clock goes whose full speed is `full`, while a person is waited for. */
export const humanSpeed = (full: number): number => Math.min(1, full);

/** Full speed unless somebody asked to slow down. */
export const paceOf = (clock: ScaledClock): Pace => {
	const full = clock.speed();
	const waiting = createReasons(() => clock.setSpeed(waiting.any() ? humanSpeed(full) : full));
	return {speed: clock.speed, slowDown: waiting.add};
};

/**
 * Slows down while the run waits for a person alone: a decision is asked for and no other task is under way. To be told
 * every event of the run, and to stand in for its `decide`.
 */
export const waitForPerson = (pace: Pace, decide: Decide): {readonly tell: Reporter; readonly decide: Decide} => {
	const running = new Set<string>();
	let asked = 0;
	let release: (() => void) | undefined;
	const look = () => {
		const alone = asked > 0 && running.size === 0;
		if (alone) release ??= pace.slowDown();
		if (alone || !release) return;
		release();
		release = undefined;
	};
	return {
		tell: event => {
			note(event, running);
			look();
		},
		decide: async (request, signal) => {
			asked++;
			look();
			try {
				return await decide(request, signal);
			} finally {
				asked--;
				look();
			}
		},
	};
};

/** Keeps the set of tasks under way; one that waits for a decision is not. */
const note = (event: RunEvent, running: Set<string>): void => {
	switch (event.type) {
		case 'task-started':
			running.add(event.task);
			return;
		case 'decision-needed':
			running.delete(event.request.task);
			return;
		case 'task-done':
		case 'task-failed':
			running.delete(event.task);
			return;
		default:
	}
};
