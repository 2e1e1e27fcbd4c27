import {createHash, createHmac} from 'node:crypto';
import type {WireRequest} from '../protocols/protocol.ts';

/** What a Signature Version 4 is for, beside the request itself. */
export type SigningScope = {
	/** `YYYYMMDDTHHMMSSZ`. */
	readonly date: string;
	readonly region: string;
	readonly service: string;
};

export const algorithm = 'AWS4-HMAC-SHA256';

export const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

const hmac = (key: Uint8Array | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** RFC 3986: all but letters, digits and `-._~` is escaped. */
const escaped = (text: string): string =>
	encodeURIComponent(text).replaceAll(
		/[!'()*]/g,
		character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);

const unescaped = (text: string): string => {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
};

const byCode = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const canonicalQuery = (query: string): string =>
	query
		.split('&')
		.filter(part => part !== '')
		.map(part => {
			const [name = '', ...value] = part.split('=');
			return [escaped(unescaped(name)), escaped(unescaped(value.join('=')))] as const;
		})
		.toSorted(([a, x], [b, y]) => byCode(a, b) || byCode(x, y))
		.map(pair => pair.join('='))
		.join('&');

const canonicalPath = (path: string): string => path.split('/').map(escaped).join('/');

/** The request as both sides write it down: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
const canonicalRequest = ({method, path, headers, body}: WireRequest, signedHeaders: readonly string[]): string => {
	const [pathname = '', ...query] = path.split('?');
	return [
		method,
		canonicalPath(pathname),
		canonicalQuery(query.join('?')),
		...signedHeaders.map(name => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`),
		'',
		signedHeaders.join(';'),
		sha256(body),
	].join('\n');
};

/** The signature of a request under a secret key, hex. */
export const signatureOf = (
	request: WireRequest,
	signedHeaders: readonly string[],
	{date, region, service}: SigningScope,
	secret: string,
): string => {
	const parts = [date.slice(0, 8), region, service, 'aws4_request'];
	const text = [algorithm, date, parts.join('/'), sha256(canonicalRequest(request, signedHeaders))].join('\n');
	const key = parts.reduce<Uint8Array | string>(hmac, `AWS4${secret}`);
	return hmac(key, text).toString('hex');
};
