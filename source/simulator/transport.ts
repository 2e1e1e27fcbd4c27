import type {Clock} from '../clock.ts';
import type {WireRequest, WireResponse} from './protocols/protocol.ts';

/** The part of an SDK's HTTP request that a server sees. */
type SdkRequest = {
	readonly method: string;
	readonly path: string;
	readonly query?: Readonly<Record<string, string | readonly string[] | null | undefined>>;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: unknown;
};

type SdkResponse = {
	readonly statusCode: number;
	readonly headers: Record<string, string>;
	readonly body: Uint8Array;
};

/** A `requestHandler` for SDK clients. */
export type RequestHandler = {
	readonly handle: (request: SdkRequest) => Promise<{readonly response: SdkResponse}>;
	readonly destroy: () => void;
	readonly updateHttpClientConfig: () => void;
	readonly httpHandlerConfigs: () => Record<string, never>;
};

const bytesOf = (body: unknown): Uint8Array => {
	if (body === undefined || body === null) return new Uint8Array();
	if (typeof body === 'string') return new TextEncoder().encode(body);
	if (body instanceof Uint8Array) return body;
	throw new TypeError('The simulator takes no streams');
};

const queryOf = (query: SdkRequest['query']): string => {
	const search = new URLSearchParams();
	for (const [key, value] of Object.entries(query ?? {}))
		for (const each of [value ?? ''].flat()) search.append(key, each);
	return search.size === 0 ? '' : `?${search}`;
};

/** An SDK's request as a server sees it. */
export const wireRequestOf = ({method, path, query, headers, body}: SdkRequest): WireRequest => ({
	method,
	path: path + queryOf(query),
	headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
	body: bytesOf(body),
});

/** What a client's socket says when the other side hangs up in the middle of an exchange. */
const connectionReset = (): Error => Object.assign(new Error('read ECONNRESET'), {code: 'ECONNRESET'});

/** Carries an SDK client's requests to `handle` in the same process: nothing but promises is on the way. */
export const inProcessHandler = (
	handle: (request: WireRequest) => WireResponse,
	clock: Pick<Clock, 'sleep'>,
): RequestHandler => ({
	handle: async request => {
		const answer = handle(wireRequestOf(request));
		const {delay = 0, lost = false} = answer.delivery ?? {};
		if (delay > 0) await clock.sleep(delay);
		if (lost) throw connectionReset();
		return {response: {statusCode: answer.status, headers: {...answer.headers}, body: answer.body}};
	},
	destroy: () => {},
	updateHttpClientConfig: () => {},
	httpHandlerConfigs: () => ({}),
});
