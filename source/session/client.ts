import {randomUUID} from 'node:crypto';
import type {Clock} from '../clock.ts';
import {UserError} from '../errors.ts';
import {createChannel} from './channel.ts';
import {advance, clientVersion, type Opening, type SessionType} from './handshake.ts';
import {createInput, type TerminalSize} from './input.ts';
import {ProtocolError, payloadTypes} from './message.ts';
import type {Socket} from './port.ts';

/** The stream URL's idle connections are cut; the genuine client pings as often, ms. */
const keepAliveInterval = 5 * 60_000;

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
	/** Resolves, always, when the session or its connection has ended. */
	readonly closed: Promise<SessionEnd>;
	/** Drops the connection. The session itself lives on at AWS until TerminateSession or its idle timeout. */
	readonly close: () => void;
};

export type SessionOptions = {
	/** Just opened: nothing was sent on it. */
	readonly socket: Socket;
	/** TokenValue of StartSession. */
	readonly token: string;
	readonly clock: Clock;
	/** UUIDs version 4 for messages and requests. */
	readonly randomUuid?: () => string;
	/** Bytes as they come; a character may be split between two calls. */
	readonly onOutput: (bytes: Uint8Array, stream: 'stdout' | 'stderr') => void;
	/** Aborting it is `close`. */
	readonly signal?: AbortSignal;
};

/**
 * A Session Manager session over an open socket. It pings every 5 minutes until it is closed, so a virtual clock has
 * something to do until then.
 */
export const openSession = ({
	socket,
	token,
	clock,
	randomUuid = randomUUID,
	onOutput,
	signal,
}: SessionOptions): Session => {
	const ready = Promise.withResolvers<{readonly sessionType: SessionType}>();
	const closed = Promise.withResolvers<SessionEnd>();
	// Who only waits for the end need not look at `ready`.
	ready.promise.catch(() => {});
	const ending = new AbortController();
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

	const advanceOpening = (payloadType: number, payload: Uint8Array) => {
		const before = opening;
		const step = advance(before, payloadType, payload);
		opening = step.opening;
		if (step.response) channel.send(payloadTypes.handshakeResponse, step.response);
		if (step.customerMessage) onOutput(new TextEncoder().encode(`${step.customerMessage}\n`), 'stdout');
		if (opening.state === 'failed') ready.reject(refused(opening.errors));
		if (opening.state !== 'ready' || before.state === 'ready') return;
		input.open();
		ready.resolve({sessionType: opening.sessionType});
	};

	const onData = (payloadType: number, payload: Uint8Array) => {
		try {
			advanceOpening(payloadType, payload);
		} catch (error) {
			if (!(error instanceof ProtocolError)) throw error;
			end(`The handshake failed: ${error.message}`);
		}
		if (payloadType === payloadTypes.output) onOutput(payload, 'stdout');
		if (payloadType === payloadTypes.standardError) onOutput(payload, 'stderr');
		if (payloadType === payloadTypes.exitCode) exitCode = readExitCode(payload) ?? exitCode;
	};

	const channel = createChannel({
		clock,
		randomUuid,
		listener: {
			onData,
			onChannelClosed: reason => end(reason || 'The session has ended.'),
			onDisconnected: code => end(`The connection was closed with code ${code}.`),
			onLost: () => end('The far side stopped acknowledging.'),
		},
	});

	const input = createInput(channel.send);

	const keepAlive = async () => {
		try {
			for (;;) {
				socket.ping('keepalive');
				await clock.sleep(keepAliveInterval, ending.signal);
			}
		} catch (error) {
			if (!ending.signal.aborted) throw error;
		}
	};

	const begin = () => {
		channel.attach(socket);
		if (signal?.aborted) return onAbort();
		signal?.addEventListener('abort', onAbort, {once: true});
		socket.send(openDataChannelInput(token, randomUuid(), randomUuid()));
		void keepAlive();
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
		closed: closed.promise,
		close: () => end('The session was closed here.'),
	};
};

/** The first frame, and the only one that is text: it presents the token. */
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
	new UserError(`The session ended before it was ready. ${reason}`, {
		nextSteps: ['Try again: the Session Manager agent may have been starting.'],
	});

const refused = (errors: readonly string[]): UserError =>
	new UserError(`The session asks for something that this program cannot do. ${errors.join('. ')}.`, {
		nextSteps: ["Use a session document without it, or change the account's Session Manager preferences."],
	});
