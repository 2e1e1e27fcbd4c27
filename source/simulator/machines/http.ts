/** An HTTP request as a server sees it; header names in lower case. */
export type HttpRequest = {
	readonly method: string;
	/** Path and query. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
};

export type HttpResponse = {
	readonly status: number;
	/** As the server spells them. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
};

/** Reason phrases of RFC 9110 for the statuses that the simulated servers use. */
const reasons: Readonly<Record<number, string>> = {
	200: 'OK',
	301: 'Moved Permanently',
	400: 'Bad Request',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not Found',
	405: 'Method Not Allowed',
};

export const statusLine = (status: number): string => `${status} ${reasons[status] ?? ''}`.trim();

/** A response with its Content-Length in bytes; to HEAD without the body. */
export const respond = (
	method: string,
	status: number,
	headers: Readonly<Record<string, string>>,
	body: string,
): HttpResponse => ({
	status,
	headers: {...headers, 'Content-Length': String(Buffer.byteLength(body))},
	body: method === 'HEAD' ? '' : body,
});
