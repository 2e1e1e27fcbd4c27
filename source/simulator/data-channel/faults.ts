import type {Clock} from '../../clock.ts';
import type {Socket} from '../../session/port.ts';

/** What goes wrong on a line. Shares are of binary frames, both ways, 0 to 1; absent is never. */
export type Faults = {
	/** Lost. */
	readonly drop?: number | undefined;
	/** Comes twice. */
	readonly duplicate?: number | undefined;
	/** Comes after the frame that follows it. */
	readonly reorder?: number | undefined;
	/** Comes up to `longestDelay` later; others overtake it. */
	readonly delay?: number | undefined;
	/** ms; 400 unless it is said. */
	readonly longestDelay?: number | undefined;
	/** After so many frames the line is closed: 1000 as by somebody, 1006 as by nobody. */
	readonly close?: {readonly code: 1000 | 1006; readonly afterFrames: number} | undefined;
	/** After so many frames the line carries nothing any more, no ping and no close either, and looks open. */
	readonly halfOpenAfterFrames?: number | undefined;
};

/** How often each fault struck. */
export type FaultCounts = Record<'frames' | 'dropped' | 'duplicated' | 'reordered' | 'delayed', number>;

/** A frame that is held back for the next one goes at the latest so much later, ms. */
const longestWait = 100;

type Carry = (data: Uint8Array) => void;

/**
 * A socket over a line with faults. Text frames, which the protocol does not protect, go through whole. `random` gives
 * numbers in [0, 1); `counts` is told what struck.
 */
export const faultyLine = (
	socket: Socket,
	faults: Faults,
	{
		clock,
		random,
		counts = {frames: 0, dropped: 0, duplicated: 0, reordered: 0, delayed: 0},
	}: {readonly clock: Clock; readonly random: () => number; readonly counts?: FaultCounts},
): Socket => {
	if (Object.keys(faults).length === 0) return socket;
	const {close, halfOpenAfterFrames = Number.POSITIVE_INFINITY} = faults;
	let frames = 0;
	let isDead = false;
	const strikes = (share: number | undefined) => share !== undefined && random() < share;
	const closing: ((code: number) => void)[] = [];
	let closedWith: number | undefined;

	const closed = (code: number) => {
		if (closedWith !== undefined || isDead) return;
		closedWith = code;
		for (const listener of closing) listener(code);
	};
	socket.onClose(closed);

	const count = () => {
		if (isDead || closedWith !== undefined) return;
		frames++;
		counts.frames++;
		if (frames > halfOpenAfterFrames) {
			isDead = true;
			// Nothing is read any more, so that no ping is answered either.
			socket.pause();
		}
		if (!close || frames <= close.afterFrames) return;
		// The far side sees an orderly end as well: that a line broke is told to both in the end.
		socket.close(1000);
		closed(close.code);
	};

	/** One direction. */
	const through = (carry: Carry): Carry => {
		let held: Uint8Array | undefined;
		const release = () => {
			if (held === undefined) return;
			const frame = held;
			held = undefined;
			deliver(frame);
		};
		const deliver = (data: Uint8Array) => {
			if (!isDead && closedWith === undefined) carry(data);
		};
		const later = (data: Uint8Array, milliseconds: number, then: () => void) => {
			void clock.sleep(milliseconds).then(() => (then === release ? held === data && release() : then()));
		};
		const pass = (data: Uint8Array) => {
			if (strikes(faults.delay)) {
				counts.delayed++;
				return later(data, 1 + random() * (faults.longestDelay ?? 400), () => deliver(data));
			}
			if (held === undefined && strikes(faults.reorder)) {
				counts.reordered++;
				held = data;
				return later(data, longestWait, release);
			}
			deliver(data);
			release();
		};
		return data => {
			count();
			if (isDead || closedWith !== undefined) return;
			if (strikes(faults.drop)) {
				counts.dropped++;
				return;
			}
			if (strikes(faults.duplicate)) {
				counts.duplicated++;
				pass(data);
			}
			pass(data);
		};
	};

	const send = through(data => socket.send(data));
	return {
		pause: socket.pause,
		resume: () => {
			if (!isDead) socket.resume();
		},
		send: data => {
			if (typeof data === 'string') socket.send(data);
			else send(data);
		},
		ping: body => {
			if (!isDead) socket.ping(body);
		},
		close: code => {
			if (isDead) closedWith ??= code ?? 1000;
			else socket.close(code);
		},
		onMessage: listener => {
			const receive = through(listener);
			socket.onMessage(data => {
				if (typeof data === 'string') listener(data);
				else receive(data);
			});
		},
		onPong: listener => {
			socket.onPong(() => {
				if (!isDead) listener();
			});
		},
		onClose: listener => {
			closing.push(listener);
		},
	};
};
