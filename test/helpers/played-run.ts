import type {RunEvent, RunOutcome} from '../../source/engine/events.ts';
import {emptyRun, project, type RunState} from '../../source/engine/projection.ts';
import type {Place, RunHandle} from '../../source/ui/ports.ts';
import {openLab} from './lab.ts';

/** A run whose events happen when a test says so. */
export type PlayedRun = RunHandle & {
	/** How many events have happened. */
	readonly position: () => number;
	/** Lets events happen up to a position, or to the first that matches, it included. */
	readonly playTo: (end: number | ((event: RunEvent) => boolean)) => void;
	/** Lets an event happen that was not recorded. */
	readonly add: (event: RunEvent) => void;
	/** Sets AWS time, ms; by default that of the latest event. */
	readonly setTime: (now: number) => void;
	readonly decisions: readonly string[];
};

export type PlayedRunOptions = {
	readonly place?: Place;
	/** What the journal told before. */
	readonly history?: RunState;
	readonly speed?: number;
};

/** Plays recorded events as a run. */
export const playedRun = (
	recorded: readonly RunEvent[],
	{place = 'simulator', history = emptyRun, speed = 1}: PlayedRunOptions = {},
): PlayedRun => {
	const listeners = new Set<() => void>();
	const happened: RunEvent[] = [];
	const decisions: string[] = [];
	const {promise, resolve} = Promise.withResolvers<RunOutcome>();
	let state = history;
	let position = 0;
	let now: number | undefined;
	const add = (event: RunEvent) => {
		happened.push(event);
		state = project(state, event);
		now = Date.parse(event.at);
		if (event.type === 'run-finished') resolve(event.outcome);
	};
	const notify = () => {
		for (const listener of [...listeners]) listener();
	};
	return {
		place,
		target: place === 'simulator' ? 'simulator' : 'aws 111122223333 us-east-1',
		state: () => state,
		events: () => happened,
		subscribe: listener => {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
		awsNow: () => now ?? 0,
		speed: () => speed,
		decide: answer => decisions.push(answer),
		stop: () => {},
		ended: promise,
		position: () => position,
		playTo: end => {
			const index = typeof end === 'number' ? end : recorded.findIndex(end) + 1;
			for (; position < Math.min(index, recorded.length); position++) {
				const event = recorded[position];
				if (event) add(event);
			}
			notify();
		},
		add: event => {
			add(event);
			notify();
		},
		setTime: at => {
			now = at;
			notify();
		},
		decisions,
	};
};

/** Real events: a build and a teardown of the default settings on the simulator, in virtual time. */
export const recordRuns = async (): Promise<{
	readonly up: readonly RunEvent[];
	readonly down: readonly RunEvent[];
}> => {
	const lab = await openLab();
	const up = await lab.up('--yes', '--accept');
	const down = await lab.down('--confirm', 'lab');
	await lab.close();
	return {up: up.events, down: down.events};
};

/** The state after all of some events. */
export const stateAfter = (events: readonly RunEvent[], history: RunState = emptyRun): RunState =>
	events.reduce(project, history);
