import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {WebSocketServer} from 'ws';
import {realClock} from '../../source/clock.ts';
import {openSession} from '../../source/session/client.ts';
import type {Socket} from '../../source/session/port.ts';
import {adaptSocket, webSocketsTo} from '../../source/session/socket.ts';
import {createDataChannels} from '../../source/simulator/data-channel.ts';
import {fakeMachines, fakeTerminal, worldWithSession} from './fake-machines.ts';
import {microtasks} from './scripted-peer.ts';

const openWebSocket = webSocketsTo(['ssmmessages.us-east-1.amazonaws.com']);

let server: WebSocketServer;
let url: string;
let onConnection: (socket: Socket) => void = () => {};

beforeEach(async () => {
	server = new WebSocketServer({host: '127.0.0.1', port: 0});
	server.on('connection', socket => onConnection(adaptSocket(socket)));
	await once(server, 'listening');
	url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/data-channel/lab-1?role=publish_subscribe`;
});

afterEach(async () => {
	for (const client of server.clients) client.terminate();
	server.close();
	await once(server, 'close');
});

describe('a WebSocket', () => {
	it('carries text as text, bytes as bytes, pings, and the close code', async () => {
		const heard: (string | readonly number[])[] = [];
		onConnection = far => far.onMessage(data => far.send(data));
		const socket = await openWebSocket(url);
		const pong = new Promise<void>(resolve => socket.onPong(resolve));
		const closed = new Promise<number>(resolve => socket.onClose(resolve));
		const echoed = new Promise<void>(resolve =>
			socket.onMessage(data => {
				heard.push(typeof data === 'string' ? data : [...data]);
				if (heard.length === 2) resolve();
			}),
		);
		socket.ping('keepalive');
		socket.send('{"a":1}');
		socket.send(new Uint8Array([0, 255]));
		await Promise.all([pong, echoed]);
		expect(heard).toEqual(['{"a":1}', [0, 255]]);
		socket.close(4001);
		expect(await closed).toBe(4001);
		socket.send('late');
		socket.ping();
	});

	it('serves a whole session', async () => {
		const machines = fakeMachines({
			run: async ({onStdout, onStderr}) => {
				onStdout(new TextEncoder().encode('page'));
				onStderr(new TextEncoder().encode('note'));
				return 3;
			},
		});
		const clock = realClock();
		const world = worldWithSession({documentName: 'AWS-StartNonInteractiveCommand', separate: true});
		const {attach} = createDataChannels({world, clock, machines});
		onConnection = far => attach(url, far);
		const output: string[] = [];
		const session = openSession({
			socket: await openWebSocket(url),
			token: 'token-1',
			clock,
			onOutput: (bytes, stream) => void output.push(`${stream}:${new TextDecoder().decode(bytes)}`),
		});
		expect(await session.ready).toEqual({sessionType: 'NonInteractiveCommands'});
		expect(await session.closed).toEqual({exitCode: 3, reason: 'The session has ended.'});
		expect(output).toEqual(['stdout:page', 'stderr:note']);
	});
});

describe('a session over WebSockets that break', () => {
	it('goes on over the next one, also after one that was cut without a word', async () => {
		const world = worldWithSession();
		const shell = fakeTerminal();
		const opened = Promise.withResolvers<void>();
		const machines = fakeMachines({
			openTerminal: () => {
				opened.resolve();
				return shell.terminal;
			},
		});
		const {attach, close} = createDataChannels({world, clock: realClock(), machines});
		onConnection = far => attach(url, far);
		const lines: string[] = [];
		const connected = {next: Promise.withResolvers<void>()};
		let heard = '';
		const spoke = {next: Promise.withResolvers<void>()};
		const session = openSession({
			socket: await openWebSocket(url),
			token: 'token-1',
			clock: realClock(),
			onOutput: bytes => {
				heard += Buffer.from(bytes).toString();
				spoke.next.resolve();
			},
			resume: async signal => {
				world.sessions['lab-1']!.token = 'token-2';
				return {socket: await openWebSocket(url, signal), token: 'token-2'};
			},
			onLine: ({state}) => {
				lines.push(state);
				if (state === 'connected') connected.next.resolve();
			},
		});
		await opened.promise;
		await microtasks();
		shell.say('$ ');
		await session.ready;
		for (const cut of [() => [...server.clients][0]!.terminate(), () => [...server.clients][0]!.close(1001)]) {
			connected.next = Promise.withResolvers<void>();
			cut();
			session.send(new TextEncoder().encode('x'));
			await connected.next.promise;
			spoke.next = Promise.withResolvers<void>();
			shell.say('y');
			await spoke.next.promise;
		}
		await vi.waitFor(() => expect(shell.written).toEqual(['x', 'x']));
		expect(heard).toBe('$ yy');
		expect(lines).toEqual(['reconnecting', 'connected', 'reconnecting', 'connected']);
		session.close();
		close();
	});
});

describe('what is refused', () => {
	it.each([
		'ws://example.com/v1/data-channel/secret-1',
		'http://127.0.0.1/secret-1',
		'ws://127.0.0.1.example.com/secret-1',
		'not a url secret-1',
		'wss://example.com/v1/data-channel/secret-1',
		'wss://ssmmessages.us-east-1.amazonaws.com.example.com/secret-1',
		'wss://ssmmessages.us-east-1.amazonaws.com:8443/secret-1',
		'wss://ssmmessages.us-east-1.amazonaws.com@example.com/secret-1',
		'wss://me@ssmmessages.us-east-1.amazonaws.com/secret-1',
		'wss://ssmmessages.eu-west-1.amazonaws.com/secret-1',
		'ws://ssmmessages.us-east-1.amazonaws.com/secret-1',
	])('an address that is not encrypted, or not Session Manager’s: %s', async address => {
		const error = await openWebSocket(address).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(Error);
		expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret-1');
	});

	it('a connection that nobody takes, without telling the address', async () => {
		const {port} = server.address() as AddressInfo;
		server.close();
		await once(server, 'close');
		const error = await openWebSocket(url).catch((reason: unknown) => reason);
		expect(String(error)).toContain('ECONNREFUSED');
		expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(new RegExp(`${port}|lab-1`));
		server = new WebSocketServer({noServer: true});
	});

	it('a connection whose signal was aborted', async () => {
		const reason = new Error('stop');
		await expect(openWebSocket(url, AbortSignal.abort(reason))).rejects.toBe(reason);
		const controller = new AbortController();
		const opening = openWebSocket(url, controller.signal);
		controller.abort(reason);
		await expect(opening).rejects.toBe(reason);
	});
});
