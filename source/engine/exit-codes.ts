import type {RunOutcome} from './events.ts';

/** The exit code of a run by its outcome; README has the list. */
export const exitCodes: Readonly<Record<RunOutcome, number>> = {
	done: 0,
	waiting: 0,
	failed: 1,
	'foreign-left': 1,
	'needs-input': 3,
	rejected: 4,
	declined: 4,
	unverified: 5,
	interrupted: 130,
};
