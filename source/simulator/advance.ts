import {rootOf} from './accounts.ts';
import {createContext, type Effects} from './context.ts';
import type {TimerTable} from './operation.ts';
import type {Timer, World} from './world.ts';

const isBefore = (a: Timer, b: Timer): boolean => a.due < b.due || (a.due === b.due && a.sequence < b.sequence);

/** The timer that is due first, ties in the order in which they were set; undefined where there is none. */
export const nextTimer = (world: World): Timer | undefined =>
	world.timers.reduce<Timer | undefined>(
		(first, timer) => (first === undefined || isBefore(timer, first) ? timer : first),
		undefined,
	);

/**
 * Lets the world's time go on to `now` (ms): fires what is due until then, in order, each at its own time. Time never
 * goes back.
 * @throws TypeError for a timer whose kind no service knows
 */
export const advance = (world: World, now: number, timers: TimerTable, effects: Effects): void => {
	for (;;) {
		const timer = nextTimer(world);
		if (!timer || timer.due > now) break;
		const fire = Object.hasOwn(timers, timer.kind) ? timers[timer.kind] : undefined;
		if (!fire) throw new TypeError(`No service knows the timer ${timer.kind}`);
		world.timers = world.timers.filter(other => other !== timer);
		world.time = Math.max(world.time, timer.due);
		const {account = '', region = ''} = timer.payload;
		const caller = rootOf(String(account));
		fire(timer.payload, createContext({world, now: timer.due, region: String(region), caller, effects}));
	}
	world.time = Math.max(world.time, now);
};
