import {connect} from 'node:net';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {WebSocket} from 'ws';
import {realClock} from '../../source/clock.ts';
import {ownCaller} from '../../source/simulator/accounts.ts';
import {type SimulatorServer, startServer} from '../../source/simulator/server.ts';
import type {Simulator} from '../../source/simulator/simulator.ts';
import {ask, talk} from '../helpers/loopback.ts';
import {apiSimulator} from '../helpers/simulator.ts';

const authorization =
	'AWS4-HMAC-SHA256 Credential=AKIA/20260105/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0';
const signed = {authorization};
const describeVpcs = 'Action=DescribeVpcs&Version=2016-11-15';

let simulator: Simulator;
let server: SimulatorServer;
let bugs: unknown[];

const options = (served: Pick<Simulator, 'handle' | 'dataChannels'>) => ({
	simulator: served,
	port: 0,
	authenticate: () => ownCaller,
	clock: realClock(),
	host: realClock(),
	onBug: (error: unknown) => void bugs.push(error),
});

const start = (served: Pick<Simulator, 'handle' | 'dataChannels'>) => startServer(options(served));

beforeEach(async () => {
	bugs = [];
	simulator = apiSimulator({clock: realClock()});
	server = await start(simulator);
});

afterEach(async () => {
	await server.close();
	expect(bugs).toEqual([]);
});

describe('a served simulator', () => {
	it('answers what it answers in process, with the length, the request id and the time of the host', async () => {
		const {status, headers, text} = await ask(server.port, {headers: signed, body: describeVpcs});
		expect(status).toBe(200);
		expect(text).toContain('<vpcSet/>');
		expect(headers['content-type']).toBe('text/xml;charset=UTF-8');
		expect(headers['content-length']).toBe(String(text.length));
		expect(text).toContain(`<requestId>${headers['x-amzn-requestid']}</requestId>`);
		expect(Math.abs(Date.parse(String(headers['date'])) - Date.now())).toBeLessThan(60_000);
	});

	it('answers GET with the call in the query', async () => {
		const {status, text} = await ask(server.port, {method: 'GET', path: `/?${describeVpcs}`, headers: signed});
		expect(status).toBe(200);
		expect(text).toContain('<vpcSet/>');
	});

	it('is late with an answer, or loses it, where the simulator says so', async () => {
		const late: number[] = [];
		const other = await startServer({
			...options(simulator),
			simulator: {
				...simulator,
				handle: request => {
					const answer = simulator.handle(request);
					return {...answer, delivery: request.path === '/lost' ? {delay: 0, lost: true} : {delay: 7000, lost: false}};
				},
			},
			clock: {
				sleep: async milliseconds => {
					late.push(milliseconds);
				},
			},
		});
		expect(await ask(other.port, {headers: signed, body: describeVpcs})).toMatchObject({status: 200});
		expect(late).toEqual([7000]);
		await expect(ask(other.port, {path: '/lost', headers: signed, body: describeVpcs})).rejects.toThrow(/hang up/);
		await other.close();
	});

	it('says at once where its data channels are', async () => {
		const answers: string[] = [];
		const other = await start({
			...simulator,
			handle: (request, entrance) => {
				answers.push(entrance?.streamOrigin ?? '');
				return simulator.handle(request, entrance);
			},
		});
		await ask(other.port, {headers: signed, body: describeVpcs});
		await other.close();
		expect(answers).toEqual([`ws://127.0.0.1:${other.port}`]);
	});
});

describe('what the server turns away', () => {
	it.each([
		['another host', {host: 'ec2.us-east-1.amazonaws.com'}],
		['another port', {host: '127.0.0.1:1'}],
		['a name that somebody points to the loopback', {host: 'rebind.example'}],
		['a web page', {origin: 'http://127.0.0.1'}],
	])('%s', async (_what, headers) => {
		const {status, text} = await ask(server.port, {headers: {...signed, ...headers}, body: describeVpcs});
		expect(status).toBe(403);
		expect(text).not.toContain('vpcSet');
		expect(simulator.world.calls).toEqual([]);
	});

	it.each(['127.0.0.1', 'localhost', '[::1]'])('not %s', async name => {
		const host = `${name}:${server.port}`;
		expect(await ask(server.port, {headers: {...signed, host}, body: describeVpcs})).toMatchObject({status: 200});
	});

	it('two hosts, a proxy’s request and other methods', async () => {
		const host = `Host: 127.0.0.1:${server.port}`;
		expect(await talk(server.port, `POST / HTTP/1.1\r\n${host}\r\n${host}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 4/);
		const proxied = await talk(server.port, `GET http://127.0.0.1:${server.port}/ HTTP/1.1\r\n${host}\r\n\r\n`);
		expect(proxied).toMatch(/^HTTP\/1\.1 400/);
		expect(await ask(server.port, {method: 'DELETE', headers: signed})).toMatchObject({status: 405});
	});

	it('more than 1 MiB, announced or not', async () => {
		const body = 'x'.repeat(2 ** 20 + 1);
		expect(await ask(server.port, {headers: signed, body})).toMatchObject({status: 413});
		const chunked = {...signed, 'transfer-encoding': 'chunked'};
		expect(await ask(server.port, {headers: chunked, body})).toMatchObject({status: 413});
		expect(simulator.world.calls).toEqual([]);
	});

	it('who is too slow, with the head or with the body, and nobody else', async () => {
		const limits = {headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20};
		const other = await startServer({...options(simulator), limits});
		const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1:${other.port}\r\n`;
		const slowHead = talk(other.port, head);
		const slowBody = talk(other.port, `${head}Content-Length: 10\r\n\r\nhalf`);
		expect(await ask(other.port, {headers: signed, body: describeVpcs})).toMatchObject({status: 200});
		expect(await slowHead).toMatch(/^HTTP\/1\.1 408/);
		expect(await slowBody).toMatch(/^HTTP\/1\.1 408/);
		expect(await ask(other.port, {headers: signed, body: describeVpcs})).toMatchObject({status: 200});
		await other.close();
	});

	it('who goes away in the middle, without a word', async () => {
		const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 10\r\n\r\nhalf`;
		await new Promise<void>(resolve => {
			const socket = connect(server.port, '127.0.0.1', () => socket.write(head, () => socket.destroy()));
			socket.on('close', () => resolve());
		});
		expect(await ask(server.port, {headers: signed, body: describeVpcs})).toMatchObject({status: 200});
	});

	it('what is no HTTP', async () => {
		expect(await talk(server.port, '\u0016\u0003\u0001 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
		expect(await talk(server.port, `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431/);
		expect(await ask(server.port, {headers: signed, body: describeVpcs})).toMatchObject({status: 200});
	});

	it('any body is answered in an envelope, never by a crash', async () => {
		for (const body of ['', '\0\0', '%', '=&=&', 'Action=%FF', `Action=${'A'.repeat(1000)}`, '{"a":', 'a.b.c.1=1']) {
			const {status, text} = await ask(server.port, {headers: signed, body});
			expect(status).toBeGreaterThanOrEqual(400);
			expect(text).toContain('<Code>');
		}
	});
});

describe('a bug behind the server', () => {
	it('is told, answered with 500, and leaves the server alive', async () => {
		const bug = new TypeError('a bug');
		const other = await start({
			...simulator,
			handle: () => {
				throw bug;
			},
		});
		expect(await ask(other.port, {headers: signed, body: describeVpcs})).toMatchObject({status: 500});
		expect(await ask(other.port, {headers: signed, body: describeVpcs})).toMatchObject({status: 500});
		await other.close();
		expect(bugs).toEqual([bug, bug]);
		bugs = [];
	});
});

describe('the data channels of a server', () => {
	const open = (path: string, options = {}) =>
		new Promise<number>(resolve => {
			const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, options);
			socket.on('open', () => socket.send('{"MessageSchemaVersion":"1.0"}'));
			socket.on('unexpected-response', (_request, {statusCode = 0}) => resolve(statusCode));
			socket.on('close', code => resolve(code));
			socket.on('error', () => {});
		});

	it('let nobody in without a token', async () => {
		expect(await open('/v1/data-channel/none?role=publish_subscribe')).toBe(1008);
	});

	it('are found at their own address only, by nothing that a web page opens', async () => {
		expect(await open('/')).toBe(404);
		expect(await open('/v1/data-channel/none', {origin: 'http://127.0.0.1'})).toBe(403);
		expect(await open('/v1/data-channel/none', {headers: {host: 'rebind.example'}})).toBe(403);
	});

	it('survive a frame that is too long', async () => {
		const socket = new WebSocket(`ws://127.0.0.1:${server.port}/v1/data-channel/none`);
		const closed = new Promise<number>(resolve => socket.on('close', code => resolve(code)));
		socket.on('open', () => socket.send(Buffer.alloc(2 ** 20 + 1)));
		socket.on('error', () => {});
		expect(await closed).toBe(1009);
		expect(await ask(server.port, {headers: signed, body: describeVpcs})).toMatchObject({status: 200});
	});
});

describe('stopping the server', () => {
	it('does not wait for who keeps a connection open', async () => {
		const idle = talk(server.port, '');
		const socket = new WebSocket(`ws://127.0.0.1:${server.port}/v1/data-channel/none`);
		await new Promise(resolve => socket.on('open', resolve));
		const closed = new Promise<number>(resolve => socket.on('close', code => resolve(code)));
		await server.close();
		expect(await closed).toBe(1001);
		expect(await idle).toBe('');
		server = await start(simulator);
	});
});
