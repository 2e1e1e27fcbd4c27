import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {realClock} from '../../source/clock.ts';
import {packageRoot, plainEnvironment, run, temporaryFolder} from '../helpers/bin.ts';
import {apiSimulator} from '../helpers/simulator.ts';

/** Answers on the loopback what a simulator in this process answers. */
const serve = (simulator: ReturnType<typeof apiSimulator>): Promise<Server> =>
	new Promise(resolve => {
		const server = createServer(async (request, response) => {
			const chunks: Uint8Array[] = [];
			for await (const chunk of request) chunks.push(chunk as Uint8Array);
			const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
			const answer = simulator.handle({
				method: request.method ?? 'POST',
				path: request.url ?? '/',
				headers,
				body: Buffer.concat(chunks),
			});
			response.writeHead(answer.status, answer.headers).end(answer.body);
		}).listen(0, '127.0.0.1', () => resolve(server));
	});

describe('an AWS endpoint of one’s own', () => {
	const simulator = apiSimulator({clock: realClock()});
	let server: Server;
	let address = '';

	beforeAll(async () => {
		server = await serve(simulator);
		address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterAll(async () => {
		server.closeAllConnections();
		server.close();
		await simulator.close();
	});

	const bin = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
		run(process.execPath, [path.join(packageRoot, 'dist/cli.js'), ...args], {
			env: {
				...plainEnvironment(temporaryFolder()),
				AWS_ENDPOINT_URL: `http://${address}`,
				AWS_ACCESS_KEY_ID: 'AKIASIMULATOR',
				AWS_SECRET_ACCESS_KEY: 'simulator',
				...more,
			},
		});

	it('is what the program talks to, and what every answer names', async () => {
		const {code, stdout, stderr} = await bin(['list'], {AWS_REGION: 'eu-west-1'});
		expect(stderr).toBe('');
		expect(stdout).toContain(`No deployment on endpoint ${address} 111122223333 eu-west-1.`);
		expect(code).toBe(0);
		expect(new Set(simulator.world.calls.map(({region}) => region))).toContain('eu-west-1');
	});

	it('answers what the account may use, before anything is made', async () => {
		const {code, stderr} = await bin(['up', '--yes', '--accept', '--azs', 'us-east-1a,us-east-1e']);
		expect(stderr).toContain('us-east-1e');
		expect(code).toBe(2);
		expect(simulator.world.calls.filter(({mutating}) => mutating)).toEqual([]);
	});
});
