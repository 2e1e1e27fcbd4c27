import type {Clock} from '../clock.ts';
import type {OnOutput, Session} from './client.ts';
import {CutOffError} from './cut-off.ts';
import {createMarkedOutput} from './marked-output.ts';

export type CommandOptions = {
	/** Starts the session and opens it; `terminate` calls TerminateSession. */
	readonly open: (onOutput: OnOutput) => Promise<{
		readonly session: Session;
		readonly terminate: () => Promise<unknown>;
	}>;
	/** Output as it comes, without what is not the command's. */
	readonly onOutput: OnOutput;
	/** What the script says before its exit code, where AWS does not tell it. `onTerminal`: its lines end with CR LF. */
	readonly marked?: {readonly marker: string; readonly onTerminal: boolean};
	readonly clock: Clock;
	readonly signal?: AbortSignal;
};

/** How long an agent may take to begin, ms: its handshake takes at most twice 15 s. */
const readyPatience = 60_000;

/** How long a command may take to end after Ctrl-C, ms. */
const interruptPatience = 3_000;

const ctrlC = Uint8Array.of(0x03);

/**
 * Runs a command in a session of its own and waits for its end: resolves to its exit code. When the signal is aborted the
 * command gets a Ctrl-C and 3 s. A session whose end was not seen is terminated.
 * @throws CutOffError when the session ends without an exit code; the signal's reason; what `open` throws.
 */
export const runCommand = async ({open, onOutput, marked, clock, signal}: CommandOptions): Promise<number> => {
	signal?.throwIfAborted();
	const output = marked && createMarkedOutput(marked, bytes => onOutput(bytes, 'stdout'));
	const {session, terminate} = await open(output ? bytes => output.add(bytes) : onOutput);
	try {
		await untilReady(session, clock, signal);
		const {exitCode = output?.end(), reason} = await untilClosed(session, clock, signal);
		signal?.throwIfAborted();
		if (exitCode !== undefined) return exitCode;
		throw new CutOffError(`The command's session ended without an exit code. ${reason}`, {
			nextSteps: ['Run it again. Agents before 3.2 give no exit code: update the Session Manager agent.'],
		});
	} catch (error) {
		session.close();
		// If this fails too, AWS ends the session at its idle timeout; the first error is the one to tell.
		await terminate().catch(() => {});
		throw error;
	}
};

const untilReady = async ({ready}: Session, clock: Clock, signal: AbortSignal | undefined): Promise<void> => {
	const over = new AbortController();
	const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
	const tooLate = async () => {
		try {
			await clock.sleep(readyPatience, either);
		} catch (error) {
			signal?.throwIfAborted();
			if (over.signal.aborted) return;
			throw error;
		}
		throw new CutOffError('The Session Manager agent did not begin the session within a minute.', {
			nextSteps: ['Run it again. If it stays so, restart the agent or the instance.'],
		});
	};
	try {
		await Promise.race([ready, tooLate()]);
	} finally {
		over.abort();
	}
};

/** Waits for the end; after the signal, for a command that obeys Ctrl-C. */
const untilClosed = async ({closed, send}: Session, clock: Clock, signal: AbortSignal | undefined) => {
	const ended = new AbortController();
	const interrupted = Promise.withResolvers<never>();
	const interrupt = async () => {
		send(ctrlC);
		try {
			await clock.sleep(interruptPatience, ended.signal);
			interrupted.reject(signal?.reason);
		} catch (error) {
			if (!ended.signal.aborted) throw error;
		}
	};
	const onAbort = () => void interrupt();
	signal?.addEventListener('abort', onAbort, {once: true});
	if (signal?.aborted) onAbort();
	try {
		return await Promise.race([closed, interrupted.promise]);
	} finally {
		ended.abort();
		signal?.removeEventListener('abort', onAbort);
	}
};
