import type {Clock} from '../clock.ts';
import {UserError} from '../errors.ts';
import {openSession, type Session} from './client.ts';
import type {OpenSocket} from './port.ts';

/** The document that runs one command without a terminal, and gives its output and its exit code apart. */
export const commandDocument = 'AWS-StartNonInteractiveCommand';

/**
 * The parameters of `commandDocument` for StartSession. The agent splits the command into words and starts the first
 * one: no shell is on the way unless the words call it.
 * @see https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/session/shell/shell_unix.go
 */
export const commandParameters = (script: string): Readonly<Record<string, readonly string[]>> => ({
	command: [`sh -c '${script.replaceAll("'", String.raw`'\''`)}'`],
	separateOutputStream: ['true'],
});

export type CommandResult = {readonly exitCode: number; readonly stdout: string; readonly stderr: string};

/**
 * Runs a command in a session of its own and waits for its end. `start` calls StartSession with `commandDocument` and
 * `commandParameters`; `terminate` calls TerminateSession, and is called when the command's end was not seen.
 * @throws UserError when the session ends without an exit code; the signal's reason; what `start` and `openSocket` throw.
 */
export const runCommand = async ({
	start,
	openSocket,
	terminate,
	clock,
	randomUuid,
	signal,
}: {
	readonly start: () => Promise<{readonly sessionId: string; readonly token: string; readonly streamUrl: string}>;
	readonly openSocket: OpenSocket;
	readonly terminate: (sessionId: string) => Promise<unknown>;
	readonly clock: Clock;
	readonly randomUuid?: () => string;
	readonly signal?: AbortSignal;
}): Promise<CommandResult> => {
	signal?.throwIfAborted();
	const {sessionId, token, streamUrl} = await start();
	const output = {stdout: [] as Uint8Array[], stderr: [] as Uint8Array[]};
	try {
		const socket = await openSocket(streamUrl, signal);
		const session = openSession({
			socket,
			token,
			clock,
			...(randomUuid && {randomUuid}),
			...(signal && {signal}),
			onOutput: (bytes, stream) => output[stream].push(bytes),
		});
		const exitCode = await exitCodeOf(session, signal);
		return {exitCode, stdout: decode(output.stdout), stderr: decode(output.stderr)};
	} catch (error) {
		// If this fails too, AWS ends the session at its idle timeout; the first error is the one to tell.
		await terminate(sessionId).catch(() => {});
		throw error;
	}
};

const exitCodeOf = async ({ready, closed, close}: Session, signal?: AbortSignal): Promise<number> => {
	try {
		await ready;
		const {exitCode, reason} = await closed;
		if (exitCode !== undefined) return exitCode;
		signal?.throwIfAborted();
		throw new UserError(`The command's session ended without an exit code. ${reason}`, {
			nextSteps: ['Run it again. Agents before 3.2 give no exit code: update the Session Manager agent.'],
		});
	} finally {
		close();
	}
};

/** Decoded as a whole: a character may be split between two messages. */
const decode = (chunks: readonly Uint8Array[]): string => new TextDecoder().decode(Buffer.concat(chunks));
