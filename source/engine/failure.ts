import type {EventError} from './events.ts';
import type {ClassifiedError} from './ports.ts';

/** Ends one task as failed; whatever else is thrown is a bug and ends the run. */
export class TaskFailure extends Error {
	readonly error: EventError;

	constructor(error: EventError) {
		super(`${error.code}: ${error.message}`);
		this.name = 'TaskFailure';
		this.error = error;
	}
}

/** A failure in AWS's own words, with what else is known of it. */
export const failureOf = ({code, message, nextSteps}: ClassifiedError, addition = ''): TaskFailure =>
	new TaskFailure({code, message: addition ? `${message} ${addition}` : message, nextSteps});
