import type {Clock} from '../clock.ts';
import type {RunEventBody} from './events.ts';
import type {Admission, ClassifiedError, Renewed} from './ports.ts';

/** Halts all calls of a run while somebody signs in again. */
export type Pause = {
	/**
	 * To be called with every error: resolves when the call may be sent again, as it was refused for credentials that work
	 * again now.
	 * @returns false for any other error, and where nobody can sign in
	 * @throws the signal's reason, or what the renewal throws
	 */
	readonly isOver: (error: ClassifiedError) => Promise<boolean>;
	/** For how long the run was halted, all told, ms: nobody waits for anything meanwhile. */
	readonly lasted: () => number;
	/** Admits nothing while the run is halted. */
	readonly admission: Admission;
};

export type PauseParts = {
	readonly renewed?: Renewed;
	readonly admission: Admission;
	readonly clock: Clock;
	readonly emit: (event: RunEventBody) => void;
	readonly signal: AbortSignal;
};

/** What is refused again so soon after credentials were found to work is refused for something else, ms. */
const tooSoon = 10_000;

/** One halt for all that meets the error meanwhile; each new expiry is a new one. */
export const createPause = ({renewed, admission, clock, emit, signal}: PauseParts): Pause => {
	let halt: Promise<void> | undefined;
	let lasted = 0;
	let resumedAt = Number.NEGATIVE_INFINITY;

	const wait = async (renewal: Renewed, {code, message, why, nextSteps}: ClassifiedError): Promise<void> => {
		emit({type: 'run-paused', error: {code, message, ...(why === undefined ? {} : {why}), nextSteps}});
		const since = clock.now();
		try {
			await renewal(signal);
			resumedAt = clock.now();
			emit({type: 'run-resumed'});
		} finally {
			lasted += clock.now() - since;
			halt = undefined;
		}
	};

	return {
		isOver: async error => {
			if (error.class !== 'credentials' || !renewed) return false;
			if (!halt && clock.now() - resumedAt < tooSoon) return false;
			halt ??= wait(renewed, error);
			await halt;
			return true;
		},
		lasted: () => lasted,
		admission: {
			admit: async (operation, until) => {
				// Whoever waits here meets the end of the halt, whatever it was, at the call itself.
				while (halt) {
					await Promise.race([halt.catch(() => {}), aborted(until)]);
					until?.throwIfAborted();
				}
				await admission.admit(operation, until);
			},
		},
	};
};

const aborted = (signal: AbortSignal | undefined): Promise<void> =>
	new Promise(resolve => {
		if (signal?.aborted) resolve();
		else signal?.addEventListener('abort', () => resolve(), {once: true});
	});
