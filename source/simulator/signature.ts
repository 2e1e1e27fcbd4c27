import type {AccessKey, TemporaryKey} from './accounts.ts';
import {findRegion} from './catalogue.ts';
import type {Authenticate} from './dispatch.ts';
import type {WireRequest} from './protocols/protocol.ts';
import {
	type Authorization,
	formatDate,
	readAuthorization,
	readDate,
	writeAuthorization,
} from './signature/authorization.ts';
import {sha256, signatureOf} from './signature/canonical.ts';
import {type Doubt, refusal} from './signature/refusals.ts';
import {isSameSecret} from './signature/same-secret.ts';

/** A key with what a session's key has more. */
type Key = AccessKey & Partial<Pick<TemporaryKey, 'sessionToken' | 'expiresAt'>>;

/** How far a signature's time may be from the host's, ms. */
const longestSkew = 5 * 60_000;

const mismatch =
	'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

type Finding = readonly [doubt: Doubt, found: string];

/** What is wrong with a signature's time against the host's, `now`. */
const skewOf = (date: string, time: number, now: number): Finding | undefined => {
	const at = formatDate(now);
	if (time < now - longestSkew) {
		const earliest = formatDate(now - longestSkew);
		return ['skewed', `Signature expired: ${date} is now earlier than ${earliest} (${at} - 5 min.)`];
	}
	if (time > now + longestSkew) {
		const latest = formatDate(now + longestSkew);
		return ['skewed', `Signature not yet current: ${date} is still later than ${latest} (${at} + 5 min.)`];
	}
	return undefined;
};

/** What a signature has to cover: the host, and all headers that mean something to AWS. */
const unsignedHeader = ({headers}: WireRequest, signedHeaders: readonly string[]): Finding | undefined => {
	if (!signedHeaders.includes('host')) {
		return ['mismatch', "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."];
	}
	const unsigned = Object.keys(headers).find(name => name.startsWith('x-amz-') && !signedHeaders.includes(name));
	return unsigned === undefined
		? undefined
		: ['mismatch', `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`];
};

const scopeProblem = ({day, region}: Authorization, date: string): Finding | undefined => {
	if (!date.startsWith(day)) {
		return [
			'mismatch',
			`Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date.slice(0, 8)}', from '${date}'.`,
		];
	}
	if (!findRegion(region)) return ['mismatch', `Credential should be scoped to a valid region, not '${region}'. `];
	return undefined;
};

const tokenProblem = (
	{headers}: WireRequest,
	{sessionToken = '', expiresAt}: Key,
	now: number,
): Finding | undefined => {
	if (!isSameSecret(headers['x-amz-security-token'] ?? '', sessionToken)) return ['wrong-token', ''];
	return expiresAt !== undefined && now >= expiresAt ? ['expired-token', ''] : undefined;
};

const signatureProblem = (request: WireRequest, given: Authorization, date: string, key: Key): Finding | undefined => {
	const announced = request.headers['x-amz-content-sha256'];
	if (announced !== undefined && announced !== sha256(request.body)) return ['mismatch', mismatch];
	const {region, service, signedHeaders, signature} = given;
	const expected = signatureOf(request, signedHeaders, {date, region, service}, key.secretAccessKey);
	return isSameSecret(signature, expected) ? undefined : ['mismatch', mismatch];
};

/**
 * Believes a request that carries the Signature Version 4 of a known key, made within five minutes of `now`, the host's
 * time. `keyOf` finds a key by its id.
 */
export const createAuthenticator =
	(keyOf: (accessKeyId: string) => Key | undefined, now: () => number): Authenticate =>
	(request, _scope, service) => {
		const refuse = ([doubt, found]: Finding) => refusal(service, doubt, found);
		const header = request.headers['authorization'] ?? '';
		const given = readAuthorization(header);
		if (!given) {
			throw refuse([
				'incomplete',
				`Authorization header requires 'SignedHeaders' and 'Signature' parameters. Authorization=${header}`,
			]);
		}
		const date = request.headers['x-amz-date'] ?? '';
		const time = readDate(date);
		if (time === undefined) {
			throw refuse([
				'incomplete',
				`Authorization header requires existence of a 'X-Amz-Date' header. Authorization=${header}`,
			]);
		}
		const key = keyOf(given.accessKey);
		if (!key) throw refuse(['unknown-key', '']);
		const problem =
			tokenProblem(request, key, now()) ??
			scopeProblem(given, date) ??
			unsignedHeader(request, given.signedHeaders) ??
			skewOf(date, time, now()) ??
			signatureProblem(request, given, date, key);
		if (problem) throw refuse(problem);
		return key;
	};

/** The headers of a request with a signature made `now`, ms; all that there are are signed. */
export const sign = (
	request: WireRequest,
	{accessKeyId, secretAccessKey}: {readonly accessKeyId: string; readonly secretAccessKey: string},
	{region, service, now}: {readonly region: string; readonly service: string; readonly now: number},
): Readonly<Record<string, string | undefined>> => {
	const date = formatDate(now);
	const headers = {...request.headers, 'x-amz-date': date};
	const signedHeaders = Object.keys(headers).toSorted();
	const signature = signatureOf({...request, headers}, signedHeaders, {date, region, service}, secretAccessKey);
	const day = date.slice(0, 8);
	const authorization = writeAuthorization({accessKey: accessKeyId, day, region, service, signedHeaders, signature});
	return {...headers, authorization};
};
