import type {Clock} from '../clock.ts';

/** Sleeps on the clock until what is next is due. */
export type Driver = {
	/** Looks again: something was scheduled, perhaps before what is slept for. */
	readonly wake: () => void;
	readonly stop: () => void;
};

/**
 * Calls `step` whenever the time that `due` gives (ms; undefined: nothing to wait for) has come. It sleeps only while
 * there is something to wait for, so that it never keeps a virtual clock going by itself.
 */
export const startDriver = (clock: Clock, due: () => number | undefined, step: () => void): Driver => {
	let stopped = false;
	let nap: {readonly until: number; readonly controller: AbortController} | undefined;

	const look = () => {
		const until = due();
		if (stopped || (nap && until === nap.until)) return;
		nap?.controller.abort();
		nap = undefined;
		if (until === undefined) return;
		const own = {until, controller: new AbortController()};
		nap = own;
		clock.sleep(Math.max(1, until - clock.now()), own.controller.signal).then(
			() => {
				if (stopped || nap !== own) return;
				nap = undefined;
				step();
				look();
			},
			() => {},
		);
	};

	look();
	return {
		wake: look,
		stop: () => {
			stopped = true;
			nap?.controller.abort();
		},
	};
};
