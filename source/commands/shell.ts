import {terminateSession} from '../aws/session.ts';
import type {RunState} from '../engine/projection.ts';
import {UserError} from '../errors.ts';
import type {TerminalSize} from '../session/input.ts';
import type {LineState} from '../session/line.ts';
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
	onWait?: (causes: readonly string[]) => void,
): Promise<ShellHandle> => {
	const instanceId = knownOutputs(state).get(resourceIds.client)?.['instanceId'];
	if (instanceId === undefined) throw new UserError('There is no instance to open a session on yet.');
	const {clients, pace} = connection;
	const started = await startWhenConnected(connection, {instanceId}, signal, onWait);
	const speedUp = pace.slowDown();
	const terminate = async () => {
		speedUp();
		// If this fails, AWS ends the session at its idle timeout.
		await terminateSession(clients, started.sessionId).catch(() => {});
	};
	try {
		const output = createOutput();
		const lines = new Set<(line: LineState) => void>();
		const session = await openStarted(connection, started, {
			instanceId,
			signal,
			onOutput: output.add,
			onLine: line => {
				for (const listener of lines) listener(line);
			},
		});
		session.resize(size);
		return {
			write: session.send,
			resize: session.resize,
			onOutput: output.listen,
			onLine: listener => {
				lines.add(listener);
				return () => {
					lines.delete(listener);
				};
			},
			reconnect: session.reconnect,
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

/** Output that the first listener gets whole, however late it comes; after that nothing is kept. */
const createOutput = () => {
	let early: Uint8Array[] | undefined = [];
	const listeners = new Set<Listener>();
	return {
		add: (bytes: Uint8Array): Promise<void> | undefined => {
			const copy = bytes.slice();
			early?.push(copy);
			const taken = [...listeners].flatMap(listener => listener(copy) ?? []);
			return taken.length === 0 ? undefined : Promise.all(taken).then(() => {});
		},
		listen: (listener: Listener) => {
			const chunks = early ?? [];
			early = undefined;
			for (const chunk of chunks) void listener(chunk);
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	};
};

type Listener = (bytes: Uint8Array) => void | Promise<void>;
