import {randomUUID} from 'node:crypto';
import type {Clock} from '../clock.ts';
import {UserError} from '../errors.ts';
import {createChannel} from './channel.ts';
import {CutOffError} from './cut-off.ts';
import {createEncryption, type EncryptionMeans} from './encryption.ts';
import {advance, clientVersion, type Opening, type OpeningStep, type SessionType, withKey} from './handshake.ts';
import {createInput, type TerminalSize} from './input.ts';
import {createLine, type LineState} from './line.ts';
import {ProtocolError, payloadTypes} from './message.ts';
import type {Resume, Socket} from './port.ts';

export type SessionEnd = {
	/** Only of a non-interactive command with separate output. */
	readonly exitCode?: number;
	/** One sentence or what the far side said. */
	readonly reason: string;
};

export type Session = {
	/** Resolves when the far side takes input. @throws UserError when the session ends before; the signal's reason. */
	readonly ready: Promise<{readonly sessionType: SessionType}>;
	/** Sends input; what is given before the session is ready waits for it. Silent after the end. */
	readonly send: (bytes: Uint8Array) => void;
	/** Tells the far side the terminal's size; before the session is ready only the latest counts, and goes first. */
	readonly resize: (size: TerminalSize) => void;
	/** Opens a line anew that is `broken`; silent otherwise. */
	readonly reconnect: () => void;
	/** Resolves, always, when the session has ended, or its connection where it cannot be resumed. */
	readonly closed: Promise<SessionEnd>;
	/** Drops the connection. The session itself lives on at AWS until TerminateSession or its idle timeout. */
	readonly close: (reason?: string) => void;
};

export type OnOutput = (bytes: Uint8Array, stream: 'stdout' | 'stderr') => void | Promise<void>;

export type SessionOptions = {
	/** Just opened: nothing was sent on it. */
	readonly socket: Socket;
	/** TokenValue of StartSession. */
	readonly token: string;
	readonly clock: Clock;
	/** UUIDs version 4 for messages and requests. */
	readonly randomUuid?: () => string;
	/**
	 * Bytes as they come, valid during the call; a character may be split between two calls. While a promise that it returns
	 * is open little more comes: the far side has to wait.
	 */
	readonly onOutput: OnOutput;
	/** Connects again after the connection broke. Absent: that is the end of the session here. */
	readonly resume?: Resume;
	/** Hears when the connection breaks and when it is there again. */
	readonly onLine?: (state: LineState) => void;
	/** Absent: a session that asks for encryption is refused. */
	readonly encryption?: EncryptionMeans;
	/** Aborting it is `close`. */
	readonly signal?: AbortSignal;
};

/**
 * A Session Manager session over an open socket, and over those that `resume` opens after it. It pings every 10 s until it
 * is closed, so a virtual clock has something to do until then.
 */
export const openSession = (options: SessionOptions): Session => {
	const {socket, token, clock, randomUuid = randomUUID, onOutput, resume, signal} = options;
	const ready = Promise.withResolvers<{readonly sessionType: SessionType}>();
	const closed = Promise.withResolvers<SessionEnd>();
	// Who only waits for the end need not look at `ready`.
	ready.promise.catch(() => {});
	const ending = new AbortController();
	const clientId = randomUuid();
	const encryption = createEncryption(options.encryption);
	let opening: Opening = {state: 'waiting'};
	let exitCode: number | undefined;

	const end = (reason: string, error: unknown = endedEarly(reason)) => {
		if (ending.signal.aborted) return;
		ending.abort();
		signal?.removeEventListener('abort', onAbort);
		channel.close();
		ready.reject(error);
		closed.resolve({...(exitCode !== undefined && {exitCode}), reason});
	};
	const onAbort = () => end('The session was closed here.', signal?.reason);

	const give = (bytes: Uint8Array, stream: 'stdout' | 'stderr'): void => {
		const taken = onOutput(bytes, stream);
		if (taken) line.waitFor(taken);
	};

	const makeKey = async (keying: Opening & {readonly state: 'keying'}): Promise<void> => {
		try {
			const outcome = await encryption.begin(keying.request, ending.signal);
			if (!ending.signal.aborted) take(withKey(keying, outcome));
		} catch (error) {
			if (!ending.signal.aborted) end('The data key of the session could not be made.', error);
		}
	};

	const take = (step: OpeningStep) => {
		const before = opening;
		opening = step.opening;
		if (opening.state === 'keying' && before.state !== 'keying') void makeKey(opening);
		if (step.response) channel.send(payloadTypes.handshakeResponse, step.response);
		if (step.customerMessage) give(new TextEncoder().encode(`${step.customerMessage}\n`), 'stdout');
		if (opening.state === 'failed') ready.reject(refused(opening.errors));
		if (opening.state !== 'ready' || before.state === 'ready') return;
		input.open();
		ready.resolve({sessionType: opening.sessionType});
	};

	const hear = (payloadType: number, payload: Uint8Array) => {
		take(advance(opening, payloadType, payload));
		if (payloadType === payloadTypes.challengeRequest)
			channel.send(payloadTypes.challengeResponse, encryption.answerChallenge(payload));
		const meant = encryption.open(payloadType, payload);
		if (payloadType === payloadTypes.output) give(meant, 'stdout');
		if (payloadType === payloadTypes.standardError) give(meant, 'stderr');
		if (payloadType === payloadTypes.exitCode) exitCode = readExitCode(meant) ?? exitCode;
	};

	const channel = createChannel({
		clock,
		randomUuid,
		listener: {
			onData: (payloadType, payload) => {
				try {
					hear(payloadType, payload);
				} catch (error) {
					if (!(error instanceof ProtocolError)) throw error;
					end(`${opening.state === 'ready' ? 'The session was cut off' : 'The handshake failed'}: ${error.message}`);
				}
			},
			onHeard: () => line.heard(),
			onChannelClosed: reason => end(reason || 'The session has ended.'),
			onDisconnected: code => line.disconnected(code),
			onLost: () => line.giveUp('The far side stopped acknowledging.'),
		},
	});

	const line = createLine({
		clock,
		channel,
		present: fresh => openDataChannelInput(fresh, randomUuid(), clientId),
		resume,
		onState: state => options.onLine?.(state),
		onOver: reason => end(reason),
		signal: ending.signal,
	});

	const input = createInput((payloadType, payload) => channel.send(payloadType, encryption.seal(payloadType, payload)));

	const begin = () => {
		if (signal?.aborted) {
			socket.close();
			return onAbort();
		}
		signal?.addEventListener('abort', onAbort, {once: true});
		line.use({socket, token});
	};
	begin();

	return {
		ready: ready.promise,
		send: bytes => {
			if (!ending.signal.aborted) input.send(bytes);
		},
		resize: size => {
			if (!ending.signal.aborted) input.resize(size);
		},
		reconnect: line.reconnect,
		closed: closed.promise,
		close: (reason = 'The session was closed here.') => end(reason),
	};
};

/** The first frame of a socket, and the only one that is text: it presents the token. */
const openDataChannelInput = (token: string, requestId: string, clientId: string): string =>
	JSON.stringify({
		MessageSchemaVersion: '1.0',
		RequestId: requestId,
		TokenValue: token,
		ClientId: clientId,
		ClientVersion: clientVersion,
	});

const readExitCode = (payload: Uint8Array): number | undefined => {
	const digits = /^EXIT_CODE:\s*(-?\d+)\s*$/.exec(new TextDecoder().decode(payload))?.[1];
	return digits === undefined ? undefined : Number(digits);
};

const endedEarly = (reason: string): UserError =>
	new CutOffError(`The session ended before it was ready. ${reason}`, {
		nextSteps: ['Try again: the Session Manager agent may have been starting.'],
	});

const refused = (errors: readonly string[]): UserError =>
	new UserError(`The session asks for something that this program cannot do. ${errors.join('. ')}.`, {
		nextSteps: ["Use a session document without it, or change the account's Session Manager preferences."],
	});
