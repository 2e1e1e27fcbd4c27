import type {IncomingMessage} from 'node:http';

/** Why a request is turned away before anybody reads it. */
export type Refusal = {readonly status: number; readonly reason: string};

/** Names of this computer for itself. Any other `Host` was looked up in DNS: a page in a browser may have arranged that. */
const ownNames = ['127.0.0.1', 'localhost', '[::1]'];

const allowedMethods = ['GET', 'POST'];

/**
 * Looks at what a request says of itself: it must mean this port of this computer, and come from no web page (browsers
 * say where theirs come from).
 */
export const refusalOf = (
	{headers, headersDistinct, url = '', method = ''}: IncomingMessage,
	port: number,
): Refusal | undefined => {
	const hosts = headersDistinct['host'] ?? [];
	if (hosts.length !== 1 || !ownNames.some(name => hosts[0]?.toLowerCase() === `${name}:${port}`)) {
		return {status: 403, reason: 'The simulator answers on the loopback only, by its address.'};
	}
	if (headers.origin !== undefined) return {status: 403, reason: 'The simulator answers no web pages.'};
	if (!url.startsWith('/')) return {status: 400, reason: 'The simulator is no proxy.'};
	if (!allowedMethods.includes(method)) return {status: 405, reason: `No service here takes ${method}.`};
	return undefined;
};
