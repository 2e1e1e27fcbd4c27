/**
 * What a person can mend: shown as one message with next steps, never with a stack.
 * Everything else that is thrown is a bug. `exitCode` is the process's, as the README lists them.
 */
export class UserError extends Error {
	readonly nextSteps: readonly string[];
	readonly exitCode: number;

	constructor(
		message: string,
		options: {readonly nextSteps?: readonly string[]; readonly exitCode?: number; readonly cause?: unknown} = {},
	) {
		super(message, {cause: options.cause});
		this.name = 'UserError';
		this.nextSteps = options.nextSteps ?? [];
		this.exitCode = options.exitCode ?? 1;
	}
}

/** A request that does not fit: bad flags, answers, or settings that differ from the deployment's (exit 2). */
export const usageError = (message: string, nextSteps: readonly string[] = []): UserError =>
	new UserError(message, {nextSteps, exitCode: 2});

/** The `default` of every exhaustive `switch`: unreachable when the types are right. */
export const unreachable = (value: never): never => {
	throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`);
};
