import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {realClock, scaledClock} from '../../source/clock.ts';
import {adminPaths, ownerCalls, ownerKey, readOwnerAddress, type WorldTime} from '../../source/simulator/owner.ts';
import {connectRemote, isUnseen} from '../../source/simulator/remote.ts';
import {type SimulatorServer, startServer} from '../../source/simulator/server.ts';
import {createAuthenticator} from '../../source/simulator/signature.ts';
import type {Simulator} from '../../source/simulator/simulator.ts';
import {ask} from '../helpers/loopback.ts';
import {apiSimulator} from '../helpers/simulator.ts';

const token = 'a token';
const host = realClock();
const clock = scaledClock({speed: 20, origin: Date.parse('2026-01-05T09:00:00Z')});

let simulator: Simulator;
let server: SimulatorServer;
let saves: number;
let hurrying: number;

beforeEach(async () => {
	saves = 0;
	hurrying = 0;
	simulator = apiSimulator({clock});
	const key = ownerKey(token);
	server = await startServer({
		simulator,
		port: 0,
		authenticate: createAuthenticator(id => (id === key.accessKeyId ? key : undefined), host.now),
		clock,
		host,
		admin: {
			token,
			calls: ownerCalls({
				world: simulator.world,
				clock,
				save: () => saves++,
				hurry: () => {
					hurrying++;
					return () => {
						hurrying--;
					};
				},
			}),
		},
		onBug: error => {
			throw error;
		},
	});
});

afterEach(() => server.close());

const authorization = `Bearer ${token}`;

/** Waits for what the other end of a connection brings about. */
const until = async (isSo: () => boolean) => {
	while (!isSo()) await new Promise(resolve => setTimeout(resolve, 1));
};

describe('the owner of a world', () => {
	it.each<Record<string, string>>([{}, {authorization: 'Bearer another'}, {authorization: `Basic ${token}`}])(
		'does nothing for who does not have the token: %j',
		async headers => {
			const answer = await ask(server.port, {path: adminPaths.scenario, headers, body: '{}'});
			expect(answer.status).toBe(403);
			expect(saves).toBe(0);
		},
	);

	it('does nothing for a web page that has it', async () => {
		const headers = {authorization, origin: 'http://127.0.0.1'};
		expect(await ask(server.port, {path: adminPaths.scenario, headers, body: '{}'})).toMatchObject({status: 403});
	});

	it('begins a scenario, on disk before it is answered, and tells who follows the time', async () => {
		const heard: WorldTime[] = [];
		const leave = connectRemote({port: server.port, token}, host).followTime(
			time => heard.push(time),
			() => {},
		);
		await until(() => heard.length === 1);
		const body = JSON.stringify({about: 'nobody may', denied: ['ec2:*']});
		expect(await ask(server.port, {path: adminPaths.scenario, headers: {authorization}, body})).toMatchObject({
			status: 200,
		});
		expect(saves).toBe(1);
		expect(simulator.world.scenario.plan.denied).toEqual(['ec2:*']);
		await until(() => heard.length === 2);
		expect(heard.map(({scenario}) => scenario)).toEqual([undefined, 'nobody may']);
		leave();
	});

	it('names what does not do in a scenario', async () => {
		const answer = await ask(server.port, {path: adminPaths.scenario, headers: {authorization}, body: '{"denied": 1}'});
		expect(answer.status).toBe(400);
		expect(answer.text).toContain('denied');
		expect(saves).toBe(0);
	});

	it('knows no other calls', async () => {
		expect(await ask(server.port, {path: '/_simulator/other', headers: {authorization}})).toMatchObject({status: 404});
	});
});

describe('a guest of a world', () => {
	it('hears what time it is and how fast it goes, again when that changes, and that the owner has gone', async () => {
		const heard: WorldTime[] = [];
		let ends = 0;
		connectRemote({port: server.port, token}, host).followTime(
			time => heard.push(time),
			() => ends++,
		);
		await until(() => heard.length === 1);
		clock.setSpeed(1);
		await until(() => heard.length === 2);
		clock.setSpeed(20);
		await until(() => heard.length === 3);
		expect(heard.map(({speed}) => speed)).toEqual([20, 1, 20]);
		expect(heard[0]?.now).toBeLessThanOrEqual(clock.now());
		expect(ends).toBe(0);
		await server.close();
		await until(() => ends > 0);
		expect(ends).toBe(1);
	});

	it('is at work until it says that it rests', async () => {
		const {work} = connectRemote({port: server.port, token}, host);
		const rest = work();
		await until(() => hurrying === 1);
		rest();
		await until(() => hurrying === 0);
	});

	it('learns that nobody saw its request where nobody listens', async () => {
		await server.close();
		const {post} = connectRemote({port: server.port, token}, host);
		const error = await post(adminPaths.signIn, '').catch((thrown: unknown) => thrown);
		expect(isUnseen(error)).toBe(true);
	});
});

describe('an address in a lock', () => {
	it.each([undefined, null, 'unreachable', {}, {port: 1}, {port: '1', token}, {port: 1, token: 2}])(
		'is none: %j',
		note => expect(readOwnerAddress(note)).toBeUndefined(),
	);
});
