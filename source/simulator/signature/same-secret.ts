import {timingSafeEqual} from 'node:crypto';
import {sha256} from './canonical.ts';

/** Whether two texts are the same, in a time that does not depend on where they differ. */
export const isSameSecret = (a: string, b: string): boolean =>
	// Of equal length, as timingSafeEqual wants it.
	timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
