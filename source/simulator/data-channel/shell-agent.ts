import type {Cipher} from '../../session/cipher.ts';
import {ProtocolError, payloadTypes} from '../../session/message.ts';
import {type Agent, type AgentSurroundings, readSize} from './agent.ts';
import {beginHandshake} from './handshake.ts';
import {cutIntoPieces} from './pieces.ts';

/** The agent begins to read the pseudo-terminal so much later than it opens it, ms: the prompt comes late. */
const readDelay = 1000;

/** What the pseudo-terminal is until the client says. */
const initialSize = {columns: 80, rows: 24};

/**
 * A shell on a pseudo-terminal. Without encryption there is no handshake: the first output tells the client that it may
 * send.
 */
export const startShell = (surroundings: AgentSurroundings): Agent => {
	const {world, link, record} = surroundings;
	if (world.scenario.plan.sessions?.kmsKeyId === undefined) {
		const {agent, hasSpoken} = openShell(surroundings, undefined);
		return {
			input: (payloadType, payload) => {
				if (!hasSpoken()) throw new ProtocolError('Input came before the first output.');
				agent.input(payloadType, payload);
			},
		};
	}
	let agent: Agent | undefined;
	const sessionType = record.parameters['command'] ? 'InteractiveCommands' : 'Standard_Stream';
	const handshake = beginHandshake(surroundings, sessionType, cipher => {
		try {
			({agent} = openShell(surroundings, cipher));
		} catch (error) {
			// The machine is not up: the service tells the client in the closing message.
			link.close(error instanceof Error ? error.message : String(error));
		}
	});
	return {input: (payloadType, payload) => (agent ?? handshake).input(payloadType, payload)};
};

/** @throws when the machine is not up */
const openShell = (
	{clock, machines, record, link}: AgentSurroundings,
	cipher: Cipher | undefined,
): {readonly agent: Agent; readonly hasSpoken: () => boolean} => {
	// An interactive command has the terminal for itself and ends the session with it.
	const terminal = machines.openTerminal(record.instanceId, initialSize, record.parameters['command']?.[0]);
	const held: Uint8Array[] = [];
	let reading = false;
	let spoken = false;
	let exited = false;
	const pieces = cutIntoPieces(piece => {
		spoken = true;
		link.send(payloadTypes.output, cipher ? cipher.encrypt(piece) : piece);
	});

	const end = () => {
		pieces.flush();
		return link.finish();
	};
	const beginToRead = async () => {
		try {
			await clock.sleep(readDelay, link.signal);
			reading = true;
			held.splice(0).forEach(pieces.add);
			if (exited) await end();
		} catch (error) {
			if (!link.signal.aborted) throw error;
		}
	};

	link.signal.addEventListener('abort', terminal.close, {once: true});
	terminal.onOutput(bytes => {
		if (reading) pieces.add(bytes);
		else held.push(bytes);
	});
	terminal.onExit(() => {
		exited = true;
		if (reading) void end();
	});
	void beginToRead();

	const agent: Agent = {
		input: (payloadType, payload) => {
			switch (payloadType) {
				case payloadTypes.output:
					return terminal.write(cipher ? cipher.decrypt(payload) : payload);
				case payloadTypes.size:
					return terminal.resize(readSize(payload));
				case payloadTypes.flag:
					// Acknowledged and without effect: only port sessions know flags.
					return;
				default:
					throw new ProtocolError(`A client does not send payload type ${payloadType} to a shell.`);
			}
		},
	};
	return {agent, hasSpoken: () => spoken};
};
