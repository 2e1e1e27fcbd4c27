import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Clock} from '../clock.ts';
import type {Authenticate} from './dispatch.ts';
import {type Admin, answerAdmin, isAdmin} from './server/admin.ts';
import {readBody} from './server/body.ts';
import {refusalOf} from './server/gate.ts';
import {createStreams} from './server/streams.ts';
import type {Simulator} from './simulator.ts';

/** The loopback: nobody on the network reaches it. */
const address = '127.0.0.1';

/** What keeps slow and many clients from holding the server; ms, bytes and numbers. */
const limits = {
	headersTimeout: 10_000,
	/** From the first byte of a request to its last. */
	requestTimeout: 20_000,
	/** Between two requests on one connection. */
	keepAliveTimeout: 60_000,
	connectionsCheckingInterval: 1_000,
	maxHeaderSize: 16 * 1024,
};
const mostConnections = 256;

/** How long answers under way may take once the server is to stop, host ms. */
const closingTime = 2_000;

export type SimulatorServer = {
	readonly port: number;
	/** `http://127.0.0.1:PORT`. */
	readonly endpoint: string;
	/** Answers what is under way, closes all connections. */
	readonly close: () => Promise<void>;
};

type Options = {
	readonly simulator: Pick<Simulator, 'handle' | 'dataChannels'>;
	/** 0: one that is free. */
	readonly port: number;
	readonly authenticate: Authenticate;
	/** The world's time: some answers are late. */
	readonly clock: Pick<Clock, 'sleep'>;
	/** The host's time: how long clients may take is no matter of the world's. */
	readonly host: Pick<Clock, 'sleep'>;
	readonly admin?: Admin;
	/** Other limits than the usual ones. */
	readonly limits?: Partial<typeof limits>;
	/** Told of what an operation threw that is no answer of AWS; the client is told 500. */
	readonly onBug: (error: unknown) => void;
};

const answerText = (response: ServerResponse, status: number, text: string): void => {
	response.writeHead(status, {'content-type': 'text/plain', connection: 'close'}).end(`${text}\n`);
};

/** One value a header, lower-case names; several are joined as HTTP has it. */
const headersOf = ({headersDistinct}: IncomingMessage): Readonly<Record<string, string>> =>
	Object.fromEntries(Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(',')]));

/**
 * Serves a simulator on the loopback: all its services on one port by HTTP, data channels by WebSocket.
 * @throws the system's error where the port cannot be had (EADDRINUSE, EACCES)
 */
export const startServer = async ({
	simulator,
	port,
	authenticate,
	clock,
	host,
	admin,
	limits: others,
	onBug,
}: Options): Promise<SimulatorServer> => {
	let actualPort = port;
	// Streams end with the server only.
	const lasting = new Set<ServerResponse>();
	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		const refusal = refusalOf(request, actualPort);
		const body = refusal ? undefined : await readBody(request);
		// What was not read runs off, so that the client gets to see the answer.
		if (!body) request.resume();
		if (refusal) return answerText(response, refusal.status, refusal.reason);
		if (!body) return answerText(response, 413, 'The request is longer than 1 MiB.');
		if (admin && isAdmin(request)) {
			lasting.add(response);
			response.on('close', () => lasting.delete(response));
			return answerAdmin(admin, request, body, response);
		}
		const {
			status,
			headers,
			body: content,
			delivery: {delay = 0, lost = false} = {},
		} = simulator.handle(
			{method: request.method ?? '', path: request.url ?? '', headers: headersOf(request), body},
			{authenticate, streamOrigin: `ws://${address}:${actualPort}`},
		);
		if (delay > 0) await clock.sleep(delay);
		if (lost) return void request.socket.destroy();
		response.writeHead(status, {...headers, 'content-length': content.length}).end(content);
	};
	const server = createServer({...limits, ...others}, (request, response) => {
		answer(request, response).catch((error: unknown) => {
			// The client went away in the middle of its request.
			if (request.destroyed && !request.complete) return;
			onBug(error);
			if (!response.headersSent) answerText(response, 500, 'The simulator has a bug.');
		});
	});
	server.maxConnections = mostConnections;
	const streams = createStreams({simulator, host, port: () => actualPort});
	server.on('upgrade', streams.upgrade);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, address, () => {
			server.off('error', reject);
			resolve();
		});
	});
	actualPort = (server.address() as AddressInfo).port;
	return {
		port: actualPort,
		endpoint: `http://${address}:${actualPort}`,
		close: async () => {
			const closed = new Promise<void>(resolve => server.close(() => resolve()));
			streams.close();
			for (const response of lasting) response.end();
			server.closeIdleConnections();
			const patience = new AbortController();
			await Promise.race([closed, host.sleep(closingTime, patience.signal).catch(() => {})]);
			patience.abort();
			streams.cut();
			server.closeAllConnections();
			await closed;
		},
	};
};
