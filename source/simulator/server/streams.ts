import type {IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import {type WebSocket, WebSocketServer} from 'ws';
import type {Clock} from '../../clock.ts';
import {adaptSocket} from '../../session/socket.ts';
import type {Simulator} from '../simulator.ts';
import {refusalOf} from './gate.ts';

/** Longest frame that is taken, bytes; clients send about 1 KiB. */
const maxPayload = 2 ** 20;

/** How long a client may take until it presents its token, host ms. */
const patience = 10_000;

/** What may wait for a client that does not read, bytes: a channel's whole window is far less. */
const longestQueue = 8 * 2 ** 20;

/** WebSocket close codes of RFC 6455: the server goes away; the client did not keep to the rules. */
const goingAway = 1001;
const policyViolation = 1008;

/** The data channels' end of the server. */
export type Streams = {
	readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
	/** Says goodbye to all clients. */
	readonly close: () => void;
	/** Cuts off who has not answered the goodbye. */
	readonly cut: () => void;
};

/** Serves data channels at `/v1/data-channel/…`. `host` is the host's time, `port` that of the server. */
export const createStreams = ({
	simulator,
	host,
	port,
}: {
	readonly simulator: Pick<Simulator, 'dataChannels'>;
	readonly host: Pick<Clock, 'sleep'>;
	readonly port: () => number;
}): Streams => {
	const server = new WebSocketServer({noServer: true, maxPayload, perMessageDeflate: false});
	const attach = (webSocket: WebSocket, url: string) => {
		// Always followed by the event `close`.
		webSocket.on('error', () => {});
		const socket = adaptSocket(webSocket);
		const silence = new AbortController();
		host.sleep(patience, silence.signal).then(
			() => webSocket.close(policyViolation),
			() => {},
		);
		socket.onMessage(() => silence.abort());
		socket.onClose(() => silence.abort());
		simulator.dataChannels.attach(`ws://127.0.0.1:${port()}${url}`, {
			...socket,
			send: data => {
				if (webSocket.bufferedAmount > longestQueue) webSocket.terminate();
				else socket.send(data);
			},
		});
	};
	return {
		upgrade: (request, socket, head) => {
			// Whoever hangs up before the answer is not missed.
			socket.on('error', () => {});
			const url = request.url ?? '';
			const refusal = refusalOf(request, port());
			if (refusal || !/^\/v1\/data-channel\/[^/?]+(\?|$)/.test(url)) {
				const status = refusal ? '403 Forbidden' : '404 Not Found';
				socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
				return;
			}
			server.handleUpgrade(request, socket, head, webSocket => attach(webSocket, url));
		},
		close: () => {
			for (const client of server.clients) client.close(goingAway);
			server.close();
		},
		cut: () => {
			for (const client of server.clients) client.terminate();
		},
	};
};
