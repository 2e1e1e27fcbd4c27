import type {RunOutcome} from '../engine/events.ts';
import type {Place} from './ports.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const withRest = (seconds: number, unit: number, name: string, smaller: number, smallerName: string): string => {
	const rest = Math.floor((seconds % unit) / smaller);
	return `${Math.floor(seconds / unit)} ${name}${rest > 0 ? ` ${rest} ${smallerName}` : ''}`;
};

/** How long something has stood, from seconds, in its two largest units: `45 s`, `5 h 12 min`, `3 d 4 h`. */
export const age = (seconds: number): string => {
	const whole = Math.max(0, Math.floor(seconds));
	if (whole < minute) return `${whole} s`;
	if (whole < hour) return `${Math.floor(whole / minute)} min`;
	return whole < day ? withRest(whole, hour, 'h', minute, 'min') : withRest(whole, day, 'd', hour, 'h');
};

/** How a run ended, in a few words that follow a name. */
export const outcomeWords: Readonly<Record<RunOutcome, string>> = {
	done: 'done',
	waiting: 'waits for a decision',
	'needs-input': 'needs an answer',
	rejected: 'connection rejected',
	declined: 'declined',
	unverified: 'built, request failed',
	failed: 'failed',
	'foreign-left': 'something foreign is left',
	interrupted: 'interrupted',
};

/** A place as it follows "on". */
export const placeWords: Readonly<Record<Place, string>> = {aws: 'AWS', simulator: 'the simulator'};

/** Several things in one sentence: `a, b and c`. */
export const inWords = (words: readonly string[]): string =>
	words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
