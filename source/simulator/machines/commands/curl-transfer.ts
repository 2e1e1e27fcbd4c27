import type {Computer} from '../computer.ts';
import {type Connection, connect, exchange, kernelTimeout} from '../connection.ts';
import {type HttpResponse, statusLine} from '../http.ts';
import type {CurlRequest} from './curl-options.ts';

/** One transfer as curl accounts for it. Times are ms from its start. */
export type Transfer = {
	readonly url: string;
	/** 0 is success. */
	readonly exitCode: number;
	/** In curl's words; empty on success. */
	readonly error: string;
	readonly response?: HttpResponse;
	readonly remoteAddress: string;
	readonly remotePort: number;
	readonly localAddress: string;
	readonly connectTime: number;
	readonly totalTime: number;
	/** What `-v` shows. */
	readonly trace: readonly string[];
};

const defaultPorts: Readonly<Record<string, number>> = {'http:': 80, 'https:': 443};

const parseUrl = (text: string): URL | undefined => {
	try {
		return new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
	} catch {
		return undefined;
	}
};

type Failure = {readonly exitCode: number; readonly error: string};

/** How curl says that no connection came about. `time` is what it took, ms. */
const connectionFailure = (
	type: 'refused' | 'timeout',
	host: string,
	port: number,
	time: number,
	limited: boolean,
): Failure => {
	if (type === 'timeout' && limited) return {exitCode: 28, error: `Connection timed out after ${time} milliseconds`};
	const error = `Failed to connect to ${host} port ${port} after ${time} ms: Couldn't connect to server`;
	return {exitCode: type === 'timeout' ? 28 : 7, error};
};

/** curl's own codes for an answer: 52 when there was none, 22 for an HTTP error with `--fail`, 35 for TLS on a plain port. */
const judge = (request: CurlRequest, response: HttpResponse | undefined, wrongTls: boolean): Failure => {
	if (wrongTls) return {exitCode: 35, error: 'OpenSSL/3.0.13: error:0A00010B:SSL routines::wrong version number'};
	if (!response) return {exitCode: 52, error: 'Empty reply from server'};
	if (request.failOnError !== 'no' && response.status >= 400) {
		return {exitCode: 22, error: `The requested URL returned error: ${response.status}`};
	}
	return {exitCode: 0, error: ''};
};

type Destination = {readonly url: URL; readonly port: number};

/** Where a URL leads, or curl's objection to it. */
const destinationOf = (text: string): Destination | Failure => {
	const url = parseUrl(text);
	if (!url) return {exitCode: 3, error: 'URL rejected: Malformed input to a URL function'};
	const port = Number(url.port) || defaultPorts[url.protocol];
	if (port !== undefined) return {url, port};
	return {exitCode: 1, error: `Protocol "${url.protocol.slice(0, -1)}" not supported`};
};

type Open = Extract<Connection, {readonly type: 'connected'}>;

/** Sends the request and reads the answer. */
const converse = async (
	computer: Computer,
	request: CurlRequest,
	{url, port}: Destination,
	connection: Open,
	signal: AbortSignal | undefined,
) => {
	const path = url.pathname + url.search;
	const wrongTls = url.protocol === 'https:' && !/^(?:aws-service:|internet)/.test(connection.reached);
	const sent = {method: request.method, path, headers: {host: url.host, ...request.headers}};
	const response = wrongTls ? undefined : await exchange(computer, connection, sent, signal);
	const failure = judge(request, response, wrongTls);
	const headers = Object.entries(sent.headers).map(([name, value]) => `${name}: ${value}`);
	return {
		...failure,
		...(response ? {response} : {}),
		trace: [
			`* Connected to ${url.hostname} (${connection.address}) port ${port}`,
			...[`${request.method} ${path} HTTP/1.1`, ...headers, ''].map(line => `> ${line}`),
			...(response ? headerLines(response).map(line => `< ${line}`) : []),
			...(failure.error === '' ? [] : [`* ${failure.error}`]),
		],
	};
};

/** Requests one URL, without retries and redirects. @throws the signal's reason. */
export const transfer = async (
	computer: Computer,
	request: CurlRequest,
	text: string,
	signal?: AbortSignal,
): Promise<Transfer> => {
	const start = computer.clock.now();
	const elapsed = () => computer.clock.now() - start;
	const nothing = {url: text, remoteAddress: '', remotePort: 0, localAddress: '', connectTime: 0};
	const destination = destinationOf(text);
	if ('error' in destination) return {...nothing, ...destination, totalTime: 0, trace: []};
	const {url, port} = destination;
	const host = url.hostname;
	const limit = Math.min(request.connectTimeout ?? kernelTimeout, request.maxTime ?? kernelTimeout);
	// The simulated networks have no IPv6.
	const connection: Connection = request.ipv6 ? {type: 'no-name'} : await connect(computer, host, port, limit, signal);
	const connectTime = elapsed();
	if (connection.type === 'no-name') {
		const error = `Could not resolve host: ${host}`;
		return {...nothing, exitCode: 6, error, totalTime: connectTime, trace: [`* ${error}`]};
	}
	const trying = `*   Trying ${connection.address}:${port}...`;
	if (connection.type !== 'connected') {
		const failure = connectionFailure(connection.type, host, port, connectTime, limit < kernelTimeout);
		return {...nothing, ...failure, totalTime: connectTime, trace: [trying, `* ${failure.error}`]};
	}
	const {trace, ...outcome} = await converse(computer, request, destination, connection, signal);
	return {
		...outcome,
		url: url.href,
		remoteAddress: connection.address,
		remotePort: port,
		localAddress: computer.identity().privateIp,
		connectTime,
		totalTime: elapsed(),
		trace: [trying, ...trace],
	};
};

/** Status line, headers and the empty line, without line ends. */
export const headerLines = ({status, headers}: HttpResponse): readonly string[] => [
	`HTTP/1.1 ${statusLine(status)}`,
	...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
	'',
];
