import type {WebSocket} from 'ws';
import {UserError} from '../errors.ts';
import type {OpenSocket, Socket} from './port.ts';

const options = {
	/** Longest frame that is taken, bytes; agents send about 1 KiB. */
	maxPayload: 2 ** 20,
	/** How long the far side may take to answer the upgrade, host ms. */
	handshakeTimeout: 15_000,
	/** How long it may take to answer the close, host ms; until then the process stays alive. */
	closeTimeout: 2000,
	perMessageDeflate: false,
};

/**
 * Opens a WebSocket as Session Manager wants it: no subprotocol, no extra headers, `wss:` unless it leads to the loopback.
 * The stream URL is a secret: no error holds it or has a cause that does.
 * @throws UserError when the URL is not acceptable or the connection is refused; the signal's reason.
 */
export const openWebSocket: OpenSocket = async (url, signal) => {
	checkUrl(url);
	const {WebSocket} = await import('ws');
	signal?.throwIfAborted();
	const socket = new WebSocket(url, options);
	return new Promise((resolve, reject) => {
		const onAbort = () => {
			reject(signal?.reason);
			socket.terminate();
		};
		signal?.addEventListener('abort', onAbort, {once: true});
		const settle = () => signal?.removeEventListener('abort', onAbort);
		socket.once('open', () => {
			settle();
			resolve(adaptSocket(socket));
		});
		// Stays for the socket's life: an error is always followed by the event `close`.
		socket.on('error', (error: Error & {readonly code?: string}) => {
			settle();
			reject(refusal(error.code));
		});
	});
};

/** A connected WebSocket as the port that this folder works with. */
export const adaptSocket = (socket: WebSocket): Socket => ({
	send: data => socket.send(data),
	ping: body => {
		// ws throws for a ping on a socket that is closing; it drops what is sent there.
		if (socket.readyState === socket.OPEN) socket.ping(body);
	},
	close: code => socket.close(code),
	onMessage: listener => {
		socket.on('message', (data, isBinary) => listener(isBinary ? toBytes(data) : toBytes(data).toString()));
	},
	onPong: listener => {
		socket.on('pong', () => listener());
	},
	onClose: listener => {
		socket.once('close', code => listener(code));
	},
});

const toBytes = (data: Buffer | ArrayBuffer | Buffer[]): Buffer =>
	Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);

const checkUrl = (text: string): void => {
	const url = URL.parse(text);
	if (url?.protocol === 'wss:') return;
	if (url?.protocol === 'ws:' && isLoopback(url.hostname)) return;
	throw new UserError('The stream URL of the session is not an encrypted WebSocket address.');
};

const isLoopback = (hostname: string): boolean =>
	hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

const refusal = (code: string | undefined): UserError =>
	new UserError(`The session's WebSocket could not be opened${code === undefined ? '' : ` (${code})`}.`, {
		nextSteps: [
			'Check that this computer reaches the Session Manager host of the region over tcp/443, then try again.',
		],
	});
