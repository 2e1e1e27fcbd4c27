import {randomUUID} from 'node:crypto';
import type {Clock} from '../clock.ts';
import {decodeJson, ProtocolError} from '../session/message.ts';
import type {OpenSocket, Socket} from '../session/port.ts';
import {type Faults, faultyLine} from './data-channel/faults.ts';
import {type ServedSession, serveSession} from './data-channel/served-session.ts';
import type {MachineHost} from './machines/port.ts';
import {seededRandom} from './random.ts';
import {socketPair} from './socket-pair.ts';
import type {SessionRecord, World} from './world.ts';

/** WebSocket close code of a client that is not let in. */
const policyViolation = 1008;

export type DataChannels = {
	/**
	 * Serves the far side of a data channel, service and agent in one, on a socket that a client has just opened at
	 * `streamUrl`. What runs in a session outlives the socket: a client may resume it on another one.
	 */
	readonly attach: (streamUrl: string, socket: Socket) => void;
	/** Opens data channels in memory, for a client in the same process. */
	readonly openSocket: OpenSocket;
	/** The service ends a session: its client is told, its shell is hung up. */
	readonly sessionEnded: (sessionId: string) => void;
	/** Ends all sessions: what runs in them does not outlive the process. */
	readonly close: () => void;
	/** What goes wrong on the lines that are opened from now on; what the scenario says unless it is said. */
	readonly setFaults: (faults: Faults) => void;
};

/** The data channels of a world. A session that ends by itself is `terminated` in the world. */
export const createDataChannels = ({
	world,
	clock,
	machines,
	randomUuid = randomUUID,
}: {
	readonly world: World;
	readonly clock: Clock;
	readonly machines: MachineHost;
	/** UUIDs version 4 for messages. */
	readonly randomUuid?: () => string;
}): DataChannels => {
	const served = new Map<string, ServedSession>();
	/** Sockets that have not presented their token yet, and the session that each was opened for. */
	const strangers = new Map<Socket, string>();
	let faults: Faults | undefined;
	let lines = 0;

	const sessionOf = (record: SessionRecord): ServedSession => {
		const standing = served.get(record.id);
		if (standing) return standing;
		const session = serveSession({world, clock, machines, randomUuid, record});
		served.set(record.id, session);
		session.signal.addEventListener('abort', () => served.delete(record.id), {once: true});
		return session;
	};

	const attach = (streamUrl: string, plain: Socket) => {
		const given = faults ?? world.scenario.plan.sessions?.line ?? {};
		const socket = faultyLine(plain, given, {clock, random: seededRandom(world.seed, lines++)});
		strangers.set(socket, sessionIdOf(streamUrl));
		socket.onClose(() => strangers.delete(socket));
		let isFirst = true;
		let receive = (_frame: Uint8Array | string) => {};
		socket.onMessage(frame => {
			if (!isFirst) return receive(frame);
			isFirst = false;
			strangers.delete(socket);
			const record = admit(world, streamUrl, frame);
			if (!record) return socket.close(policyViolation);
			receive = sessionOf(record).attach(socket);
		});
	};

	return {
		attach,
		openSocket: async (streamUrl, signal) => {
			signal?.throwIfAborted();
			const [client, service] = socketPair();
			attach(streamUrl, service);
			return client;
		},
		sessionEnded: sessionId => {
			served.get(sessionId)?.terminate('');
			for (const [socket, id] of strangers) if (id === sessionId) socket.close();
		},
		close: () => {
			for (const session of served.values()) session.terminate('');
			for (const socket of strangers.keys()) socket.close();
		},
		setFaults: next => {
			faults = next;
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
