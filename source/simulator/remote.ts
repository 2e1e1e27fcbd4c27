import {type ClientRequest, type IncomingMessage, request as openRequest} from 'node:http';
import type {Clock} from '../clock.ts';
import {adminPaths, type OwnerAddress, ownerKey, type WorldTime} from './owner.ts';
import type {WireRequest} from './protocols/protocol.ts';
import {readAuthorization} from './signature/authorization.ts';
import {sign} from './signature.ts';
import {type RequestHandler, wireRequestOf} from './transport.ts';

/** How long the owner may keep silent, host ms: it may be stopped, or busy. */
const patience = 30_000;

/** A world that another process on this computer owns. */
export type Remote = {
	/** For SDK clients. */
	readonly requestHandler: RequestHandler;
	/** Calls `onTime` now and whenever the speed changes, `onEnd` once when the owner goes away. Returns what ends it. */
	readonly followTime: (onTime: (time: WorldTime) => void, onEnd: () => void) => () => void;
	/** Work is under way until the returned function is called. */
	readonly work: () => () => void;
	/** @throws the system's error when the owner cannot be reached */
	readonly post: (path: string, content: string) => Promise<void>;
};

/** What Node says when nobody listens at a port. */
const refused = 'ECONNREFUSED';

/** A request that the owner has not seen, or that it may see again: it can be sent to the next one. */
export const isUnseen = (error: unknown): boolean =>
	error instanceof Error && 'code' in error && error.code === refused;

/** Whether a request only looks: that much is told without knowing the services. */
const isHarmless = ({headers, body}: WireRequest): boolean =>
	/\.(Describe|Get|List)\w+$/.test(headers['x-amz-target'] ?? '') ||
	/(^|&)Action=(Describe|Get|List)/.test(new TextDecoder().decode(body));

/** The owner went away, and nobody knows whether it saw the request. */
const lost = (): Error =>
	Object.assign(new Error('The process that owned the simulated world has ended in the middle of this call.'), {
		code: 'ECONNRESET',
	});

const readLines = (response: IncomingMessage, onLine: (line: string) => void): void => {
	let rest = '';
	response
		.setEncoding('utf8')
		.on('data', (chunk: string) => {
			const lines = (rest + chunk).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) onLine(line);
		})
		// The request's `close` says it.
		.on('error', () => {});
};

const bytesOf = async (response: IncomingMessage): Promise<Uint8Array> => {
	const chunks: Uint8Array[] = [];
	for await (const chunk of response) chunks.push(chunk as Uint8Array);
	return Buffer.concat(chunks);
};

/** Reaches the owner of a world over the loopback. `host` is the host's time, which signatures carry. */
export const connectRemote = ({port, token}: OwnerAddress, host: Pick<Clock, 'now'>): Remote => {
	const key = ownerKey(token);
	const hostname = `127.0.0.1:${port}`;
	const bearer = {host: hostname, authorization: `Bearer ${token}`};

	// A connection for each request: none is cut in the moment in which it is used again.
	const open = (method: string, path: string, headers: WireRequest['headers']): ClientRequest =>
		openRequest({host: '127.0.0.1', port, method, path, headers, agent: false, timeout: patience});

	const send = (sent: ClientRequest, body: Uint8Array | string): Promise<IncomingMessage> =>
		new Promise((resolve, reject) => {
			sent.on('response', resolve).on('error', reject);
			sent.on('timeout', () => sent.destroy(new Error('The owner of the simulated world is silent')));
			sent.end(body);
		});

	const listen = (path: string, onLine: (line: string) => void, onEnd: () => void) => {
		const sent = open('GET', path, bearer);
		let isOver = false;
		const end = () => {
			if (isOver) return;
			isOver = true;
			onEnd();
		};
		sent.on('error', end).on('close', end);
		sent.on('response', response => {
			// Somebody else has the port by now.
			if (response.statusCode !== 200) sent.destroy();
			else readLines(response, onLine);
		});
		sent.end();
		return () => {
			isOver = true;
			sent.destroy();
		};
	};

	return {
		requestHandler: {
			handle: async sdkRequest => {
				const {headers, ...request} = wireRequestOf(sdkRequest);
				const {authorization = '', ...rest} = headers;
				const {region = '', service = ''} = readAuthorization(authorization) ?? {};
				const own = {...rest, host: hostname, 'content-length': String(request.body.length)};
				const signed = sign({...request, headers: own}, key, {region, service, now: host.now()});
				try {
					const response = await send(open(request.method, request.path, signed), request.body);
					const answered = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
					const body = await bytesOf(response);
					return {response: {statusCode: response.statusCode ?? 0, headers: Object.fromEntries(answered), body}};
				} catch (error) {
					if (isUnseen(error)) throw error;
					throw Object.assign(lost(), isHarmless({...request, headers}) ? {code: refused} : {});
				}
			},
			destroy: () => {},
			updateHttpClientConfig: () => {},
			httpHandlerConfigs: () => ({}),
		},
		followTime: (onTime, onEnd) => listen(adminPaths.clock, line => onTime(JSON.parse(line) as WorldTime), onEnd),
		work: () =>
			listen(
				adminPaths.work,
				() => {},
				() => {},
			),
		post: async (path, content) => {
			const response = await send(open('POST', path, bearer), content);
			const text = new TextDecoder().decode(await bytesOf(response));
			if (response.statusCode !== 200) throw new Error(`The owner of the simulated world refused: ${text}`);
		},
	};
};
