import type {EventError} from './events.ts';
import type {ClassifiedError} from './ports.ts';

/** Ends one task as failed; whatever else is thrown is a bug and ends the run. */
export class TaskFailure extends Error {
	readonly error: EventError;
	/** Nothing else can come to its end either. */
	readonly stops: boolean;

	constructor(error: EventError, stops = false) {
		super(`${error.code}: ${error.message}`);
		this.name = 'TaskFailure';
		this.error = error;
		this.stops = stops;
	}
}

/** A failure in AWS's own words, with what else is known of it. */
export const failureOf = ({code, message, why, nextSteps, stops}: ClassifiedError, addition = ''): TaskFailure =>
	new TaskFailure(
		{code, message: addition ? `${message} ${addition}` : message, ...(why === undefined ? {} : {why}), nextSteps},
		stops,
	);
