import {randomUUID} from 'node:crypto';
import type {Clock} from '../clock.ts';
import {decodeJson, ProtocolError} from '../session/message.ts';
import type {OpenSocket, Socket} from '../session/port.ts';
import type {Agent} from './data-channel/agent.ts';
import {startCommand} from './data-channel/command-agent.ts';
import {createLink, type Link} from './data-channel/link.ts';
import {startShell} from './data-channel/shell-agent.ts';
import type {MachineHost} from './machines/port.ts';
import {socketPair} from './socket-pair.ts';
import type {SessionRecord, World} from './world.ts';

/** WebSocket close code of a client that is not let in. */
const policyViolation = 1008;

export type DataChannel = {
	/** The service ends the session: the client is told `reason` (may be empty), the shell is hung up. */
	readonly terminate: (reason: string) => void;
};

type Surroundings = {
	readonly world: World;
	readonly clock: Clock;
	readonly machines: MachineHost;
	/** UUIDs version 4 for messages. */
	readonly randomUuid?: () => string;
};

/**
 * Serves the far side of a data channel, service and agent in one, on a socket that a client has just opened at
 * `streamUrl`. What runs lives as long as the socket. A session that ends by itself is `terminated` in the world.
 */
export const attachDataChannel = ({
	world,
	clock,
	machines,
	streamUrl,
	socket,
	randomUuid = randomUUID,
}: Surroundings & {readonly streamUrl: string; readonly socket: Socket}): DataChannel => {
	let link: Link | undefined;
	socket.onMessage(frame => {
		if (link) return link.receive(frame);
		const record = admit(world, streamUrl, frame);
		if (!record) return socket.close(policyViolation);
		link = beginSession({clock, machines, record, socket, randomUuid});
	});
	return {
		terminate: reason => {
			if (link) link.close(reason);
			else socket.close();
		},
	};
};

/** The session whose token the first frame presents; undefined where there is none. */
const admit = (world: World, streamUrl: string, frame: Uint8Array | string): SessionRecord | undefined => {
	const record = world.sessions[sessionIdOf(streamUrl)];
	const fields = typeof frame === 'string' ? readFields(frame) : {};
	const isComplete =
		fields['MessageSchemaVersion'] === '1.0' && isUuid(fields['RequestId']) && isUuid(fields['ClientId']);
	const isAdmitted = record?.state === 'connected' && fields['TokenValue'] === record.token;
	return isComplete && isAdmitted ? record : undefined;
};

const readFields = (text: string): Readonly<Record<string, unknown>> => {
	try {
		return decodeJson(text);
	} catch (error) {
		if (error instanceof ProtocolError) return {};
		throw error;
	}
};

const isUuid = (value: unknown): boolean =>
	typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value);

/** Stream URLs are `…/v1/data-channel/SESSION-ID?role=…`. */
const sessionIdOf = (streamUrl: string): string => URL.parse(streamUrl)?.pathname.split('/').at(-1) ?? '';

/** The document without a terminal; every other document is a shell on one. */
const commandDocument = 'AWS-StartNonInteractiveCommand';

const beginSession = ({
	clock,
	machines,
	record,
	socket,
	randomUuid,
}: Required<Pick<Surroundings, 'clock' | 'machines' | 'randomUuid'>> & {
	readonly record: SessionRecord;
	readonly socket: Socket;
}): Link => {
	let agent: Agent | undefined;
	const link = createLink({
		clock,
		randomUuid,
		sessionId: record.id,
		socket,
		onInput: (payloadType, payload) => agent?.input(payloadType, payload),
		onEnd: () => {
			record.state = 'terminated';
		},
	});
	try {
		const start = record.documentName === commandDocument ? startCommand : startShell;
		agent = start({clock, machines, record, link});
	} catch (error) {
		// The machine is not up: the service tells the client in the closing message.
		link.close(error instanceof Error ? error.message : String(error));
	}
	return link;
};

/**
 * Opens data channels in memory, for a client in the same process. `sessionEnded` closes those of a session that the
 * service terminated.
 */
export const createOpenSocket = (
	surroundings: Surroundings,
): OpenSocket & {readonly sessionEnded: (sessionId: string) => void} => {
	const attached = new Map<DataChannel, string>();
	const open: OpenSocket = async (streamUrl, signal) => {
		signal?.throwIfAborted();
		const [client, service] = socketPair();
		const channel = attachDataChannel({...surroundings, streamUrl, socket: service});
		attached.set(channel, sessionIdOf(streamUrl));
		service.onClose(() => attached.delete(channel));
		return client;
	};
	const sessionEnded = (sessionId: string) => {
		for (const [channel, id] of attached) if (id === sessionId) channel.terminate('');
	};
	return Object.assign(open, {sessionEnded});
};
