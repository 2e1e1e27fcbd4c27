import {quote, split} from 'shlex';
import {decodeJson, encodeJson, ProtocolError, payloadTypes} from '../../session/message.ts';
import {type Agent, type AgentSurroundings, readSize} from './agent.ts';
import {cutIntoPieces} from './pieces.ts';

/** How long the agent waits for the handshake's answer, ms. */
const handshakePatience = 15_000;

/** The bytes that interrupt a command: Ctrl-C and Ctrl-\. There is no standard input; other bytes are discarded. */
const interruptBytes = [0x03, 0x1c];

const actionType = 'SessionType';

/** One command without a terminal, after a handshake. */
export const startCommand = (surroundings: AgentSurroundings): Agent => {
	const {clock, link} = surroundings;
	const interrupt = new AbortController();
	const answered = new AbortController();
	const begun = clock.now();
	link.signal.addEventListener('abort', () => interrupt.abort(), {once: true});

	const limitHandshake = async () => {
		try {
			await clock.sleep(handshakePatience, AbortSignal.any([answered.signal, link.signal]));
			link.close('Handshake timed out. Please ensure that you have the latest version of the session manager plugin.');
		} catch (error) {
			if (!answered.signal.aborted && !link.signal.aborted) throw error;
		}
	};

	const onResponse = (payload: Uint8Array) => {
		if (answered.signal.aborted) throw new ProtocolError('A handshake response came without a request.');
		answered.abort();
		const refusal = refusalOf(payload);
		if (refusal !== undefined) return link.close(refusal);
		const nanoseconds = Math.round((clock.now() - begun) * 1_000_000);
		link.send(payloadTypes.handshakeComplete, encodeJson({HandshakeTimeToComplete: nanoseconds, CustomerMessage: ''}));
		void runCommand(surroundings, interrupt.signal);
	};

	link.send(payloadTypes.handshakeRequest, encodeJson(handshakeRequest));
	void limitHandshake();

	return {
		input: (payloadType, payload) => {
			if (payloadType === payloadTypes.handshakeResponse) return onResponse(payload);
			if (!answered.signal.aborted) throw new ProtocolError('Input came before the handshake was complete.');
			switch (payloadType) {
				case payloadTypes.output:
					if (payload.some(byte => interruptBytes.includes(byte))) interrupt.abort();
					return;
				case payloadTypes.size:
					readSize(payload);
					return;
				case payloadTypes.flag:
					return;
				default:
					throw new ProtocolError(`A client does not send payload type ${payloadType} to a command.`);
			}
		},
	};
};

const handshakeRequest = {
	AgentVersion: '3.3.0.0',
	RequestedClientActions: [
		{ActionType: actionType, ActionParameters: {SessionType: 'NonInteractiveCommands', Properties: null}},
	],
};

/** Why the agent cannot go on with this answer. @throws ProtocolError when it is no answer to the request. */
const refusalOf = (payload: Uint8Array): string | undefined => {
	const {ProcessedClientActions: processed, ClientVersion: version} = decodeJson(payload);
	const [action, ...others]: readonly Record<string, unknown>[] = Array.isArray(processed) ? processed : [];
	if (action?.['ActionType'] !== actionType || others.length > 0)
		throw new ProtocolError('A handshake response does not answer each action once.');
	if (typeof version !== 'string' || !/^\d+(\.\d+){3}$/.test(version))
		throw new ProtocolError('A handshake response has no client version of four numbers.');
	const {ActionStatus: status, Error: error} = action;
	return status === 1 ? undefined : `${actionType} failed on client with status ${status} error: ${error}`;
};

/**
 * The command as the agent takes it: split into words of which the first is started with the others. What a shell would
 * understand (`;`, `$?`, pipes, newlines) are letters of a word like any other.
 */
const wordsOnly = (command: string): string => split(command).map(quote).join(' ');

/** Runs the command and ends the session; separate streams come as they are written, joined ones at the end. */
const runCommand = async ({machines, record, link}: AgentSurroundings, signal: AbortSignal): Promise<void> => {
	const separate = record.parameters['separateOutputStream']?.[0] === 'true';
	const joined: Uint8Array[] = [];
	const stdout = cutIntoPieces(piece => link.send(payloadTypes.output, piece));
	const stderr = cutIntoPieces(piece => link.send(payloadTypes.standardError, piece));
	const keep = (bytes: Uint8Array) => joined.push(bytes);
	try {
		const exitCode = await machines.run(record.instanceId, {
			command: wordsOnly(record.parameters['command']?.[0] ?? ''),
			onStdout: separate ? stdout.add : keep,
			onStderr: separate ? stderr.add : keep,
			signal,
		});
		joined.forEach(stdout.add);
		stdout.flush();
		stderr.flush();
		if (separate) link.send(payloadTypes.exitCode, new TextEncoder().encode(`EXIT_CODE: ${exitCode}`));
		await link.finish();
	} catch (error) {
		// The machine is not up: the service tells the client in the closing message.
		link.close(error instanceof Error ? error.message : String(error));
	}
};
