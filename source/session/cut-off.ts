import {UserError} from '../errors.ts';

/** A session ended before what it was for was done, as by an update of the agent: the same may go well at the next try. */
export class CutOffError extends UserError {
	constructor(message: string, options: {readonly nextSteps: readonly string[]}) {
		super(message, options);
		this.name = 'CutOffError';
	}
}
