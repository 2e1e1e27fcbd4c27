import {randomUUID} from 'node:crypto';
import {type Clock, virtualClock} from '../../source/clock.ts';
import {openSession, type Session} from '../../source/session/client.ts';
import type {LineState} from '../../source/session/line.ts';
import type {Connection, Resume, Socket} from '../../source/session/port.ts';
import {createDataChannels, type DataChannels} from '../../source/simulator/data-channel.ts';
import type {World} from '../../source/simulator/world.ts';
import {fakeMachines, fakeTerminal, streamUrl, worldWithSession} from './fake-machines.ts';

/** Our client on a shell whose terminal is the test, over lines that may break. */
export type Resumable = {
	readonly clock: Clock;
	readonly world: World;
	readonly channels: DataChannels;
	readonly shell: ReturnType<typeof fakeTerminal>;
	readonly session: Session;
	/** Bytes of output so far. */
	readonly heard: () => Buffer;
	/** How the line stood, one after the other. */
	readonly line: readonly LineState[];
	/** All sockets that the client was given; the last one is in use. */
	readonly sockets: readonly Socket[];
	/** What ResumeSession answers from now on. */
	readonly setResume: (resume: Resume) => void;
	/** What it answers unless it was set: a fresh token, as the service does. */
	readonly connectAgain: () => Promise<Connection | 'over'>;
};

export const resumable = async ({
	clock = virtualClock(),
	wrap = socket => socket,
	onLine = () => {},
}: {
	readonly clock?: Clock;
	readonly wrap?: (socket: Socket) => Socket;
	readonly onLine?: (state: LineState, session: Session) => void;
} = {}): Promise<Resumable> => {
	const world = worldWithSession();
	const shell = fakeTerminal();
	const channels = createDataChannels({
		world,
		clock,
		machines: fakeMachines({openTerminal: () => shell.terminal}),
	});
	const sockets: Socket[] = [];
	const open = async () => {
		const socket = wrap(await channels.openSocket(streamUrl));
		sockets.push(socket);
		return socket;
	};
	const connectAgain = async (): Promise<Connection | 'over'> => {
		const record = world.sessions['lab-1']!;
		if (record.state !== 'connected') return 'over';
		record.token = randomUUID();
		return {socket: await open(), token: record.token};
	};
	let resume: Resume = connectAgain;
	const chunks: Uint8Array[] = [];
	const line: LineState[] = [];
	const session: Session = openSession({
		socket: await open(),
		token: 'token-1',
		clock,
		onOutput: bytes => void chunks.push(bytes.slice()),
		resume: signal => resume(signal),
		onLine: state => {
			line.push(state);
			onLine(state, session);
		},
	});
	return {
		clock,
		world,
		channels,
		shell,
		session,
		heard: () => Buffer.concat(chunks),
		line,
		sockets,
		setResume: next => {
			resume = next;
		},
		connectAgain,
	};
};
