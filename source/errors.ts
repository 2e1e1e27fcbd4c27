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

type FileTrouble = {readonly why: string; readonly cure: string};

const forbidden: FileTrouble = {why: 'no permission', cure: 'Make it writable'};
const full: FileTrouble = {why: 'the disk is full', cure: 'Make room'};
const fileInTheWay: FileTrouble = {why: 'a file stands where its folder should be', cure: 'Move the file away'};

/** What the system says of a file that it does not let be read or written. */
const fileTroubles: Readonly<Record<string, FileTrouble>> = {
	EACCES: forbidden,
	EPERM: forbidden,
	EROFS: {...forbidden, why: 'its file system is read-only'},
	ENOSPC: full,
	EDQUOT: {...full, why: 'the disk quota is used up'},
	ENOTDIR: fileInTheWay,
	EEXIST: fileInTheWay,
	EISDIR: {why: 'a folder stands where the file should be', cure: 'Move the folder away'},
	ENOENT: {why: 'its folder is not there', cure: 'Make the folder'},
};

/**
 * Trouble with a file of the program's own, which is the person's to mend and not a bug; any other error is returned as
 * it is.
 * @param what what cannot be done, where every error means that; absent: the path that the error names cannot be used
 */
export const asFileTrouble = (error: unknown, what?: string): unknown => {
	if (!(error instanceof Error) || error instanceof UserError) return error;
	const {code = '', path, message} = error as NodeJS.ErrnoException;
	const told = what ?? (path && `${path} cannot be used`);
	const trouble = fileTroubles[code];
	if (told === undefined || !(trouble ?? what)) return error;
	return new UserError(`${told}: ${trouble ? `${trouble.why} (${code}).` : message}`, {
		nextSteps: [`${trouble?.cure ?? 'Mend it'}, or set PRIVATELINK_WIZARD_HOME to another folder.`],
		cause: error,
	});
};

/** The `default` of every exhaustive `switch`: unreachable when the types are right. */
export const unreachable = (value: never): never => {
	throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`);
};
