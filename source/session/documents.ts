/** The document that runs one command without a terminal; it can give output, errors and the exit code apart. */
export const commandDocument = 'AWS-StartNonInteractiveCommand';

/** The document that runs one line of a shell on a terminal. */
export const terminalDocument = 'AWS-StartInteractiveCommand';

/** A text as one word of a shell. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * A script as `commandDocument` takes it. The agent splits the command into words and starts the first one: no shell is
 * on the way unless the words call it.
 * @see https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/session/shell/shell_unix.go
 */
export const asCommand = (script: string): string => `sh -c ${shellWord(script)}`;
