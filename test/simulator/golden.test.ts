import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elasticloadbalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import {beforeAll, describe, expect, it} from 'vitest';
import {services} from '../../source/simulator/services.ts';
import {codeOf, type Exchange, format, play, storyNames} from './golden/story.ts';
import {withoutGolden} from './golden/without-golden.ts';

/** What a handler was asked and what it answered, for the exchange that it belongs to. */
type Handled = {readonly input: object; readonly output: unknown};

const modules: Readonly<Record<string, object>> = {ec2, elasticloadbalancing, iam, kms, ssm, sts};
const clients: Readonly<Record<string, string>> = {
	ec2: 'EC2Client',
	elasticloadbalancing: 'ElasticLoadBalancingV2Client',
	iam: 'IAMClient',
	kms: 'KMSClient',
	ssm: 'SSMClient',
	sts: 'STSClient',
};

/** What the SDK makes of an answer's bytes. */
const readBySdk = async ({service, operation, response}: Exchange, input: object): Promise<object> => {
	// biome-ignore lint/suspicious/noExplicitAny: a client and a command by their names.
	const module = modules[service] as any;
	const client = new module[clients[service] ?? '']({
		region: 'us-east-1',
		endpoint: 'http://simulator.invalid',
		credentials: {accessKeyId: 'AKIA', secretAccessKey: 'secret'},
		maxAttempts: 1,
		requestHandler: {
			handle: async () => ({
				response: {
					statusCode: response.status,
					headers: response.headers,
					body: new TextEncoder().encode(response.body),
				},
			}),
		},
	});
	const {$metadata, ...output} = await client.send(new module[`${operation}Command`](input));
	return output;
};

/** Without members that are undefined or null, which do not travel; as plain data, for comparison. */
const travelling = (value: unknown): unknown => {
	if (value instanceof Date || typeof value !== 'object' || value === null) return value;
	if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
	if (Array.isArray(value)) return value.map(travelling);
	return Object.fromEntries(
		Object.entries(value).flatMap(([key, each]) =>
			each === undefined || each === null ? [] : [[key, travelling(each)]],
		),
	);
};

/** No network interface of this world is anybody's own; and nothing was denied that could be decoded. */
const alwaysRefused = ['DeleteNetworkInterface', 'DetachNetworkInterface', 'DecodeAuthorizationMessage'];

const played = new Map<string, readonly Exchange[]>();
const handled = new Map<Exchange, Handled>();

beforeAll(async () => {
	let last: Handled | undefined;
	for (const {operations} of services) {
		for (const operation of operations.values()) {
			const handle = operation.handle;
			Object.assign(operation, {
				handle: (input: object, context: Parameters<typeof handle>[1]) => {
					const output = handle(input, context);
					last = {input, output: structuredClone(output)};
					return output;
				},
			});
		}
	}
	for (const name of storyNames) {
		const exchanges = await play(name, exchange => {
			if (last && exchange.response.status === 200) handled.set(exchange, last);
			last = undefined;
		});
		played.set(name, exchanges);
	}
});

const all = (): readonly Exchange[] => [...played.values()].flat();

describe('golden files', () => {
	for (const name of storyNames) {
		it(`hold what goes over the wire: ${name}`, async () => {
			await expect(format(played.get(name) ?? [])).toMatchFileSnapshot(`golden/${name}.golden`);
		});
	}

	it('have an answer that is no error of every operation', () => {
		const answered = new Set(
			all().flatMap(exchange =>
				codeOf(exchange) === undefined || alwaysRefused.includes(exchange.operation)
					? [`${exchange.service}:${exchange.operation}`]
					: [],
			),
		);
		const missing = services.flatMap(({name, operations}) =>
			[...operations.keys()].map(operation => `${name}:${operation}`).filter(each => !answered.has(each)),
		);
		expect(missing).toEqual([]);
	});

	it('have every error code that stands in the source, but for those that are listed with a reason', () => {
		const root = path.resolve(import.meta.dirname, '../../source/simulator');
		const source = readdirSync(root, {recursive: true, encoding: 'utf8'})
			.filter(file => file.endsWith('.ts'))
			.map(file => readFileSync(path.join(root, file), 'utf8'))
			.join('\n');
		const codes = new Set(
			[...source.matchAll(/(?:ServiceError\(|does\(|code: )\s*'([A-Z][A-Za-z]+(?:\.[A-Za-z]+)*)'/g)].map(
				([, code]) => code,
			),
		);
		const seen = new Set(
			all().flatMap(
				exchange => codeOf(exchange) ?? [...exchange.response.body.matchAll(/<code>([^<]+)</g)].map(([, code]) => code),
			),
		);
		const missing = [...codes].filter(code => code !== undefined && !seen.has(code)).toSorted();
		expect(missing).toEqual(Object.keys(withoutGolden).toSorted());
	});
});

describe('every answer', () => {
	it('says to the SDK all that the handler said, and nothing else', async () => {
		expect(handled.size).toBeGreaterThan(100);
		for (const [exchange, {input, output}] of handled) {
			const read = await readBySdk(exchange, input);
			expect(travelling(read), exchange.operation).toEqual(travelling(output ?? {}));
		}
	});

	it('carries a request id in its header, and the same in XML', () => {
		for (const {operation, response} of all()) {
			const id = response.headers['x-amzn-requestid'];
			expect(id, operation).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
			if (response.body.startsWith('<'))
				expect(response.body.toLowerCase(), operation).toContain(`<requestid>${id}</requestid>`);
		}
	});
});
