import {quote, split} from 'shlex';
import type {Cipher} from '../../session/cipher.ts';
import {ProtocolError, payloadTypes} from '../../session/message.ts';
import {type Agent, type AgentSurroundings, readSize} from './agent.ts';
import {beginHandshake} from './handshake.ts';
import {cutIntoPieces} from './pieces.ts';

/** The bytes that interrupt a command: Ctrl-C and Ctrl-\. There is no standard input; other bytes are discarded. */
const interruptBytes = [0x03, 0x1c];

/** One command without a terminal, after a handshake. */
export const startCommand = (surroundings: AgentSurroundings): Agent => {
	const {link} = surroundings;
	const interrupt = new AbortController();
	let decrypt = (payload: Uint8Array) => payload;
	link.signal.addEventListener('abort', () => interrupt.abort(), {once: true});
	const handshake = beginHandshake(surroundings, 'NonInteractiveCommands', cipher => {
		if (cipher) decrypt = cipher.decrypt;
		void runCommand(surroundings, cipher, interrupt.signal);
	});
	return {
		input: (payloadType, payload) => {
			if (!handshake.isComplete()) return handshake.input(payloadType, payload);
			switch (payloadType) {
				case payloadTypes.output:
					if (decrypt(payload).some(byte => interruptBytes.includes(byte))) interrupt.abort();
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

/**
 * The command as the agent takes it: split into words of which the first is started with the others. What a shell would
 * understand (`;`, `$?`, pipes, newlines) are letters of a word like any other.
 */
const wordsOnly = (command: string): string => split(command).map(quote).join(' ');

/** Runs the command and ends the session; separate streams come as they are written, joined ones at the end. */
const runCommand = async (
	{machines, record, link}: AgentSurroundings,
	cipher: Cipher | undefined,
	signal: AbortSignal,
): Promise<void> => {
	const separate = record.parameters['separateOutputStream']?.[0] === 'true';
	const joined: Uint8Array[] = [];
	const send = (payloadType: number) => (piece: Uint8Array) =>
		link.send(payloadType, cipher ? cipher.encrypt(piece) : piece);
	const stdout = cutIntoPieces(send(payloadTypes.output));
	const stderr = cutIntoPieces(send(payloadTypes.standardError));
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
		if (separate) send(payloadTypes.exitCode)(new TextEncoder().encode(`EXIT_CODE: ${exitCode}`));
		await link.finish();
	} catch (error) {
		// The machine is not up: the service tells the client in the closing message.
		link.close(error instanceof Error ? error.message : String(error));
	}
};
