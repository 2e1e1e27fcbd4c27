import fc from 'fast-check';
import {beforeEach, describe, expect, it} from 'vitest';
import {accessKeys, findKey} from '../../source/simulator/accounts.ts';
import type {WireRequest} from '../../source/simulator/protocols/protocol.ts';
import {signatureOf} from '../../source/simulator/signature/canonical.ts';
import {createAuthenticator, sign} from '../../source/simulator/signature.ts';
import type {Simulator} from '../../source/simulator/simulator.ts';
import {apiSimulator} from '../helpers/simulator.ts';

const now = Date.parse('2026-01-05T09:00:00Z');
const minute = 60_000;
const [own] = accessKeys;

type Service = 'ec2' | 'iam' | 'ssm';

/** A call of each kind of service, not signed yet. */
const calls: Readonly<Record<Service, WireRequest>> = {
	ec2: {
		method: 'POST',
		path: '/',
		headers: {host: '127.0.0.1:4000', 'content-type': 'application/x-www-form-urlencoded'},
		body: new TextEncoder().encode('Action=DescribeVpcs&Version=2016-11-15'),
	},
	iam: {
		method: 'POST',
		path: '/',
		headers: {host: '127.0.0.1:4000', 'content-type': 'application/x-www-form-urlencoded'},
		body: new TextEncoder().encode('Action=ListRoles&Version=2010-05-08'),
	},
	ssm: {
		method: 'POST',
		path: '/',
		headers: {
			host: '127.0.0.1:4000',
			'content-type': 'application/x-amz-json-1.1',
			'x-amz-target': 'AmazonSSM.DescribeInstanceInformation',
		},
		body: new TextEncoder().encode('{}'),
	},
};

let simulator: Simulator;

beforeEach(() => {
	simulator = apiSimulator();
});

const send = (request: WireRequest, hostNow = now) => {
	const authenticate = createAuthenticator(
		id => findKey(simulator.world, id),
		() => hostNow,
	);
	const {status, body} = simulator.handle(request, {authenticate, streamOrigin: ''});
	const text = new TextDecoder().decode(body);
	const code = /<Code>(.*?)<\/Code>/.exec(text)?.[1] ?? /"__type":"(.*?)"/.exec(text)?.[1];
	const message = /<Message>(.*?)<\/Message>/.exec(text)?.[1] ?? /"message":"(.*?)"/.exec(text)?.[1];
	return {status, code, message};
};

const signed = (
	service: Service,
	{
		at = now,
		key = own,
		scope = service,
		region = 'us-east-1',
		change = (request: WireRequest) => request,
	}: {
		at?: number;
		key?: {accessKeyId: string; secretAccessKey: string; sessionToken?: string};
		scope?: string;
		region?: string;
		change?: (request: WireRequest) => WireRequest;
	} = {},
): WireRequest => {
	const request = change(calls[service]);
	const token = key.sessionToken === undefined ? {} : {'x-amz-security-token': key.sessionToken};
	const headers = {...request.headers, ...token};
	return {...request, headers: sign({...request, headers}, key, {region, service: scope, now: at})};
};

/** A request with other headers than were signed. */
const withHeaders = (request: WireRequest, headers: WireRequest['headers']): WireRequest => ({
	...request,
	headers: {...request.headers, ...headers},
});

describe('a signature', () => {
	it('is that of AWS’s test suite', () => {
		const request = {
			method: 'GET',
			headers: {host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z'},
			body: new Uint8Array(),
		};
		const scope = {date: '20150830T123600Z', region: 'us-east-1', service: 'service'};
		const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
		const of = (path: string) => signatureOf({...request, path}, ['host', 'x-amz-date'], scope, secret);
		expect(of('/')).toBe('5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31');
		expect(of('/?Param2=value2&Param1=value1')).toBe(
			'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
		);
	});

	it.each(['ec2', 'iam', 'ssm'] as const)('of a known key is believed by %s', service => {
		expect(send(signed(service))).toMatchObject({status: 200});
		expect(simulator.world.calls.at(-1)?.account).toBe(own.account);
		expect(send(signed(service, {key: accessKeys[1]}))).toMatchObject({status: 200});
		expect(simulator.world.calls.at(-1)?.account).toBe(accessKeys[1].account);
	});

	it('holds for every request that was signed with it, and for no other', () => {
		const text = fc.string({unit: 'grapheme', maxLength: 20});
		fc.assert(
			fc.property(
				fc.array(fc.tuple(text, text), {maxLength: 4}),
				text,
				fc.string({unit: 'binary-ascii'}),
				(query, body, value) => {
					const path = `/?${new URLSearchParams([
						['Action', 'DescribeVpcs'],
						['Version', '2016-11-15'],
					])}`;
					const more = query.map(
						([name, content]) => `&${encodeURIComponent(`x${name}`)}=${encodeURIComponent(content)}`,
					);
					const request: WireRequest = {
						method: 'GET',
						path: path + more.join(''),
						headers: {host: 'h', 'x-amz-other': value},
						body: new TextEncoder().encode(body),
					};
					const headers = sign(request, own, {region: 'us-east-1', service: 'ec2', now});
					const isBelieved = (changed: Partial<WireRequest>) =>
						send({...request, headers, ...changed}).code !== 'SignatureDoesNotMatch';
					expect(isBelieved({})).toBe(true);
					expect(isBelieved({body: new TextEncoder().encode(`${body}!`)})).toBe(false);
					expect(isBelieved({path: `${request.path}&y=1`})).toBe(false);
					expect(isBelieved({method: 'POST'})).toBe(false);
					expect(isBelieved({headers: {...headers, host: 'other'}})).toBe(false);
					expect(isBelieved({headers: {...headers, 'x-amz-other': `${value}!`}})).toBe(false);
				},
			),
			{numRuns: 50},
		);
	});
});

const notValidated = 'AWS was not able to validate the provided access credentials';
const invalidToken = 'The security token included in the request is invalid.';
const expiredToken = 'The security token included in the request is expired';
const doesNotMatch = expect.stringContaining('The request signature we calculated does not match');

describe('what is refused, in the words of each service', () => {
	type Expected = readonly [service: Service, status: number, code: string, message: unknown];

	const cases: readonly (readonly [
		what: string,
		request: (service: Service) => WireRequest,
		answers: readonly Expected[],
	])[] = [
		[
			'no signature',
			service => calls[service],
			[
				['ec2', 403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
				['iam', 403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
				['ssm', 400, 'MissingAuthenticationTokenException', 'Request is missing Authentication Token'],
			],
		],
		[
			'a key that nobody has',
			service => signed(service, {key: {...own, accessKeyId: 'AKIANOBODY0000000000'}}),
			[
				['ec2', 401, 'AuthFailure', notValidated],
				['iam', 403, 'InvalidClientTokenId', invalidToken],
				['ssm', 400, 'UnrecognizedClientException', invalidToken],
			],
		],
		[
			'the secret of somebody else',
			service => signed(service, {key: {...own, secretAccessKey: accessKeys[1].secretAccessKey}}),
			[
				['ec2', 403, 'SignatureDoesNotMatch', doesNotMatch],
				['iam', 403, 'SignatureDoesNotMatch', doesNotMatch],
				['ssm', 400, 'InvalidSignatureException', doesNotMatch],
			],
		],
		[
			'a session token with a key that has none',
			service => signed(service, {key: {...own, sessionToken: 'x'}}),
			[
				['ec2', 401, 'AuthFailure', notValidated],
				['iam', 403, 'InvalidClientTokenId', invalidToken],
				['ssm', 400, 'UnrecognizedClientException', invalidToken],
			],
		],
		[
			'a clock that is late',
			service => signed(service, {at: now - 6 * minute}),
			[
				['ec2', 401, 'AuthFailure', notValidated],
				[
					'iam',
					403,
					'SignatureDoesNotMatch',
					'Signature expired: 20260105T085400Z is now earlier than 20260105T085500Z (20260105T090000Z - 5 min.)',
				],
				['ssm', 400, 'InvalidSignatureException', expect.stringContaining('Signature expired')],
			],
		],
		[
			'a clock that is early',
			service => signed(service, {at: now + 6 * minute}),
			[
				['ec2', 401, 'AuthFailure', notValidated],
				[
					'iam',
					403,
					'SignatureDoesNotMatch',
					'Signature not yet current: 20260105T090600Z is still later than 20260105T090500Z (20260105T090000Z + 5 min.)',
				],
				['ssm', 400, 'InvalidSignatureException', expect.stringContaining('Signature not yet current')],
			],
		],
		[
			'another body than the one that is announced',
			service =>
				signed(service, {change: request => withHeaders(request, {'x-amz-content-sha256': 'UNSIGNED-PAYLOAD'})}),
			[
				['ec2', 403, 'SignatureDoesNotMatch', doesNotMatch],
				['ssm', 400, 'InvalidSignatureException', doesNotMatch],
			],
		],
		[
			'the time missing',
			service => withHeaders(signed(service), {'x-amz-date': undefined}),
			[
				['ec2', 401, 'AuthFailure', notValidated],
				['iam', 400, 'IncompleteSignature', expect.stringContaining('X-Amz-Date')],
				['ssm', 400, 'IncompleteSignatureException', expect.stringContaining('X-Amz-Date')],
			],
		],
		[
			'a header with half a signature',
			service =>
				withHeaders(signed(service), {
					authorization: `AWS4-HMAC-SHA256 Credential=${own.accessKeyId}/20260105/us-east-1/${service}/aws4_request`,
				}),
			[
				['ec2', 401, 'AuthFailure', notValidated],
				['iam', 400, 'IncompleteSignature', expect.stringContaining('SignedHeaders')],
				['ssm', 400, 'IncompleteSignatureException', expect.stringContaining('SignedHeaders')],
			],
		],
		[
			'a header of AWS that is not signed',
			service => withHeaders(signed(service), {'x-amz-other': 'x'}),
			[
				['ec2', 403, 'SignatureDoesNotMatch', expect.stringContaining('x-amz-other')],
				['ssm', 400, 'InvalidSignatureException', expect.stringContaining('x-amz-other')],
			],
		],
		[
			'a region that there is not',
			service => signed(service, {region: 'mars-north-1'}),
			[
				['iam', 403, 'SignatureDoesNotMatch', expect.stringContaining('valid region')],
				['ssm', 400, 'InvalidSignatureException', expect.stringContaining('valid region')],
			],
		],
		[
			'the day of another signature',
			service => {
				const request = signed(service);
				const authorization = request.headers['authorization']?.replace('/20260105/', '/20260104/');
				return withHeaders(request, {authorization});
			},
			[
				['iam', 403, 'SignatureDoesNotMatch', expect.stringContaining('Date in Credential scope')],
				['ssm', 400, 'InvalidSignatureException', expect.stringContaining('Date in Credential scope')],
			],
		],
		[
			'the scope of another service',
			service => signed(service, {scope: 's3'}),
			[['ssm', 400, 'InvalidSignatureException', expect.stringContaining('correct service')]],
		],
	];

	for (const [what, request, answers] of cases) {
		it.each(answers)(`${what}: %s answers %i %s`, (service, status, code, message) => {
			expect(send(request(service))).toEqual({status, code, message});
			expect(simulator.world.calls.at(-1)).toMatchObject({account: '', error: code});
		});
	}

	it('a clock that is wrong by less than five minutes is not', () => {
		for (const at of [now - 4 * minute, now + 4 * minute])
			expect(send(signed('ec2', {at}))).toMatchObject({status: 200});
	});
});

describe('temporary credentials', () => {
	const temporary = () => {
		const key = {
			...own,
			accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
			secretAccessKey: 'temporary',
			sessionToken: 'token',
			expiresAt: now + 15 * minute,
			isSession: true,
		};
		simulator.world.temporaryKeys[key.accessKeyId] = key;
		return key;
	};

	it('need their token', () => {
		const key = temporary();
		const {sessionToken: _token, ...half} = key;
		expect(send(signed('ec2', {key}))).toMatchObject({status: 200});
		expect(send(signed('ec2', {key: half}))).toMatchObject({code: 'AuthFailure'});
		expect(send(signed('iam', {key: {...key, sessionToken: 'other'}}))).toMatchObject({code: 'InvalidClientTokenId'});
	});

	it.each([
		['ec2', 400, 'RequestExpired', 'Request has expired.'],
		['iam', 403, 'ExpiredToken', expiredToken],
		['ssm', 400, 'ExpiredTokenException', expiredToken],
	] as const)('end by the host’s time, whatever the world’s is: %s answers %i %s', (service, status, code, message) => {
		const key = temporary();
		const late = now + 16 * minute;
		simulator.world.time += 365 * 24 * 60 * minute;
		expect(send(signed(service, {key}))).toMatchObject({status: 200});
		expect(send(signed(service, {key, at: late}), late)).toEqual({status, code, message});
	});
});
