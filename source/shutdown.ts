import process from 'node:process';

/** The exit code of a process that a signal ends, by convention 128 + its number. */
const exitCodes = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;

/** That of a program whose reader went away: 128 + SIGPIPE. */
const brokenPipe = 141;

/** How long what is in flight may take to settle after a signal, ms. */
const settlingTime = 10_000;

/**
 * Signals within so many ms are one, ms: npm passes on the Ctrl-C that the terminal has sent already, and a dependency
 * of `conf` sends every signal it sees once more.
 */
const oneSignal = 300;

export type Shutdown = {
	/** Aborted at the first signal: start nothing new, let what is in flight settle. */
	readonly signal: AbortSignal;
	/** The exit code of the signal that came; undefined when none did. */
	readonly exitCode: () => number | undefined;
	/** Registers work to be done on the way out; run once, in reverse order. Returns a function that takes it back. */
	readonly onExit: (cleanUp: () => void) => () => void;
	/** A signal is how the program is meant to end: it gives no exit code. Losing the reader of the output still does. */
	readonly stopIsTheEnd: () => void;
	/** Runs the clean-ups and lets go of the signals. */
	readonly finish: () => void;
};

/**
 * Listens for SIGINT, SIGTERM and SIGHUP. The first one aborts `signal`; the second, or 10 s, leaves at once, after the
 * clean-ups. An error that nobody caught goes to `onCrash` after the clean-ups, and ends the process with 1.
 * Also lets the process end, without a word, when the reader of stdout goes away (`| head -1`).
 */
export const watchSignals = (say: (line: string) => void, onCrash: (error: unknown) => void): Shutdown => {
	const controller = new AbortController();
	let received: number | undefined;
	let isMeant = false;
	let receivedAt = 0;
	let cleanUps: readonly (() => void)[] = [];

	const runCleanUps = () => {
		const work = cleanUps.toReversed();
		cleanUps = [];
		for (const cleanUp of work) cleanUp();
	};
	const leave = (code: number) => {
		runCleanUps();
		process.exit(code);
	};
	const onSignal = (name: keyof typeof exitCodes) => {
		if (received !== undefined) {
			if (performance.now() - receivedAt > oneSignal) leave(exitCodes[name]);
			return;
		}
		received = exitCodes[name];
		receivedAt = performance.now();
		say('Stopping: what is in flight settles first. The same again leaves at once.');
		controller.abort(new Error(`Stopped by ${name}`));
		setTimeout(() => leave(exitCodes[name]), settlingTime).unref();
	};
	const listeners = (Object.keys(exitCodes) as (keyof typeof exitCodes)[]).map(name => {
		const listener = () => onSignal(name);
		process.on(name, listener);
		return {name, listener};
	});
	const onUncaught = (error: unknown) => {
		runCleanUps();
		onCrash(error);
		process.exit(1);
	};
	process.on('uncaughtException', onUncaught);
	ignoreLostTerminal(() => {
		if (received !== undefined) return;
		// Nobody reads any more; what is in flight settles all the same.
		received = brokenPipe;
		controller.abort(new Error('Nobody reads the output any more'));
		setTimeout(() => leave(brokenPipe), settlingTime).unref();
	});

	return {
		signal: controller.signal,
		exitCode: () => (isMeant && received !== brokenPipe ? undefined : received),
		stopIsTheEnd: () => {
			isMeant = true;
		},
		onExit: cleanUp => {
			cleanUps = [...cleanUps, cleanUp];
			return () => {
				cleanUps = cleanUps.filter(other => other !== cleanUp);
			};
		},
		finish: () => {
			runCleanUps();
			for (const {name, listener} of listeners) process.off(name, listener);
			process.off('uncaughtException', onUncaught);
		},
	};
};

/**
 * A closed pipe ends the program by `onPipeClosed`. A terminal that was closed (EIO) does not: SIGHUP comes with it, and
 * what is in flight still has to settle.
 */
const ignoreLostTerminal = (onPipeClosed: () => void): void => {
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code === 'EPIPE') onPipeClosed();
		else if (error.code !== 'EIO') throw error;
	});
	for (const stream of [process.stderr, process.stdin]) {
		stream.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
		});
	}
};
