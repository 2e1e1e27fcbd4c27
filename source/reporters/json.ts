import type {Reporter, Write} from './reporter.ts';

/** One event a line, as it is: the public contract, and nothing else on the stream. */
export const jsonReporter =
	(write: Write): Reporter =>
	event =>
		write(JSON.stringify(event));
