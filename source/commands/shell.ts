import {terminateSession} from '../aws/session.ts';
import type {RunState} from '../engine/projection.ts';
import {UserError} from '../errors.ts';
import type {TerminalSize} from '../session/input.ts';
import type {ShellHandle} from '../ui/ports.ts';
import type {Connection} from './connection.ts';
import {openStarted} from './data-channel.ts';
import {startWhenConnected} from './readiness.ts';
import {resourceIds} from './request.ts';
import {knownOutputs} from './verify.ts';

/**
 * Opens a shell on the consumer's private instance: the account's own session document. Time passes as the person's own
 * until it is closed.
 * @throws UserError when nothing is built yet; what AWS answers
 */
export const openShellOn = async (
	connection: Connection,
	state: RunState,
	size: TerminalSize,
	signal: AbortSignal,
): Promise<ShellHandle> => {
	const instanceId = knownOutputs(state).get(resourceIds.client)?.['instanceId'];
	if (instanceId === undefined) throw new UserError('There is no instance to open a session on yet.');
	const {clients, pace} = connection;
	const started = await startWhenConnected(connection, {instanceId}, signal);
	const speedUp = pace.slowDown();
	const terminate = async () => {
		speedUp();
		// If this fails, AWS ends the session at its idle timeout.
		await terminateSession(clients, started.sessionId).catch(() => {});
	};
	try {
		const output = createOutput();
		const session = await openStarted(connection, started, {signal, onOutput: output.add});
		session.resize(size);
		return {
			write: session.send,
			resize: session.resize,
			onOutput: output.listen,
			closed: session.closed.then(({reason}) => {
				speedUp();
				return reason;
			}),
			close: async () => {
				session.close();
				await terminate();
			},
		};
	} catch (error) {
		await terminate();
		throw error;
	}
};

/** Output that listeners get whole, however late they come. */
const createOutput = () => {
	const chunks: Uint8Array[] = [];
	const listeners = new Set<(bytes: Uint8Array) => void>();
	return {
		add: (bytes: Uint8Array) => {
			const copy = bytes.slice();
			chunks.push(copy);
			for (const listener of listeners) listener(copy);
		},
		listen: (listener: (bytes: Uint8Array) => void) => {
			for (const chunk of chunks) listener(chunk);
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	};
};
