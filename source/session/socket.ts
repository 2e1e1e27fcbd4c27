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
 * Opens WebSockets as Session Manager wants them: no subprotocol, no extra headers; by `wss:` and only to the hosts of the
 * given names, unless the address is the loopback. The token is sent there, and the stream URL itself is a secret: no error
 * holds it or has a cause that does.
 * Opening throws UserError when the URL is not acceptable or the connection is refused; the signal's reason.
 */
export const webSocketsTo =
	(hosts: readonly string[]): OpenSocket =>
	async (url, signal) => {
		checkUrl(url, hosts);
		return await connect(url, signal);
	};

const connect = async (url: string, signal: AbortSignal | undefined): Promise<Socket> => {
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
	pause: () => socket.pause(),
	resume: () => socket.resume(),
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

const checkUrl = (text: string, hosts: readonly string[]): void => {
	const url = URL.parse(text);
	if (url?.username || url?.password) throw new UserError('The stream URL of the session carries a user.');
	const isEncrypted = url?.protocol === 'wss:';
	if (url && (isEncrypted || url.protocol === 'ws:') && isLoopback(url.hostname)) return;
	if (!url || !isEncrypted) throw new UserError('The stream URL of the session is not an encrypted WebSocket address.');
	if (hosts.includes(url.hostname) && url.port === '') return;
	throw new UserError('The stream URL of the session does not lead to Session Manager of this region.', {
		nextSteps: ['Nothing was sent there. Check AWS_ENDPOINT_URL and who answers for AWS on this network.'],
	});
};

const isLoopback = (hostname: string): boolean =>
	hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

const refusal = (code: string | undefined): UserError =>
	new UserError(`The session's WebSocket could not be opened${code === undefined ? '' : ` (${code})`}.`, {
		nextSteps: [
			'Check that this computer reaches the Session Manager host of the region over tcp/443, then try again.',
		],
	});
