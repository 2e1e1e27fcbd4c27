import process from 'node:process';

/** The exit code of a process that a signal ends, by convention 128 + its number. */
const exitCodes = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;

export type Shutdown = {
	/** Aborted at the first signal: start nothing new, let what is in flight settle. */
	readonly signal: AbortSignal;
	/** The exit code of the signal that came; undefined when none did. */
	readonly exitCode: () => number | undefined;
	/** Registers work to be done on the way out; run once, in reverse order. Returns a function that takes it back. */
	readonly onExit: (cleanUp: () => void) => () => void;
	/** Runs the clean-ups and lets go of the signals. */
	readonly finish: () => void;
};

/**
 * Listens for SIGINT, SIGTERM and SIGHUP. The first one aborts `signal`; the second leaves at once, after the clean-ups.
 * Also lets the process end quietly when the reader of stdout goes away (`| head -1`).
 */
export const watchSignals = (say: (line: string) => void): Shutdown => {
	const controller = new AbortController();
	let received: number | undefined;
	let cleanUps: readonly (() => void)[] = [];

	const runCleanUps = () => {
		const work = cleanUps.toReversed();
		cleanUps = [];
		for (const cleanUp of work) cleanUp();
	};
	const onSignal = (name: keyof typeof exitCodes) => {
		if (received !== undefined) {
			runCleanUps();
			process.exit(exitCodes[name]);
		}
		received = exitCodes[name];
		say('Stopping: what is in flight settles first. The same again leaves at once.');
		controller.abort(new Error(`Stopped by ${name}`));
	};
	const listeners = (Object.keys(exitCodes) as (keyof typeof exitCodes)[]).map(name => {
		const listener = () => onSignal(name);
		process.on(name, listener);
		return {name, listener};
	});
	const onPipeClosed = (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') throw error;
		runCleanUps();
		process.exit(0);
	};
	process.stdout.on('error', onPipeClosed);

	return {
		signal: controller.signal,
		exitCode: () => received,
		onExit: cleanUp => {
			cleanUps = [...cleanUps, cleanUp];
			return () => {
				cleanUps = cleanUps.filter(other => other !== cleanUp);
			};
		},
		finish: () => {
			runCleanUps();
			for (const {name, listener} of listeners) process.off(name, listener);
		},
	};
};
