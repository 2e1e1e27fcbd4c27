import {describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {openSession} from '../../source/session/client.ts';
import {encodeJson} from '../../source/session/message.ts';
import {socketPair} from '../../source/simulator/socket-pair.ts';
import {microtasks, scriptedPeer} from './scripted-peer.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const token = 'the-secret-token';

const setUp = (signal?: AbortSignal) => {
	const clock = virtualClock(1_700_000_000_000);
	const [near, far] = socketPair();
	const peer = scriptedPeer(far);
	const output: string[] = [];
	const session = openSession({
		socket: near,
		token,
		clock,
		onOutput: (data, stream) => void output.push(`${stream}:${new TextDecoder().decode(data)}`),
		...(signal && {signal}),
	});
	return {clock, session, peer, far, output};
};

describe('opening', () => {
	it('presents the token in one text frame and sends nothing else', async () => {
		const {session, peer, clock} = setUp();
		session.send(bytes('early'));
		session.resize({columns: 100, rows: 30});
		await clock.sleep(60_000);
		expect(peer.texts.map(text => JSON.parse(text))).toEqual([
			{
				MessageSchemaVersion: '1.0',
				RequestId: expect.stringMatching(/^[\da-f-]{36}$/),
				TokenValue: token,
				ClientId: expect.stringMatching(/^[\da-f-]{36}$/),
				ClientVersion: '1.2.650.0',
			},
		]);
		expect(peer.frames).toEqual([]);
		session.close();
	});

	it('sends the latest size first, then what waited, as soon as the shell speaks', async () => {
		const {session, peer, output} = setUp();
		session.send(bytes('ls\r'));
		session.resize({columns: 80, rows: 24});
		session.resize({columns: 120, rows: 40});
		session.send(bytes('pwd\r'));
		peer.output(0, '$ ');
		expect(await session.ready).toEqual({sessionType: 'Standard_Stream'});
		await microtasks();
		expect(peer.input()).toEqual([
			[0, 3, '{"cols":120,"rows":40}'],
			[1, 1, 'ls\r'],
			[2, 1, 'pwd\r'],
		]);
		expect(output).toEqual(['stdout:$ ']);
		session.close();
	});

	it('answers a handshake and sends nothing before its end', async () => {
		const {session, peer, output} = setUp();
		session.send(bytes('x'));
		const action = {ActionType: 'SessionType', ActionParameters: {SessionType: 'NonInteractiveCommands'}};
		peer.json(0, 5, {AgentVersion: '3.3.0.0', RequestedClientActions: [action]});
		await microtasks();
		expect(peer.input().map(([number, type]) => [number, type])).toEqual([[0, 6]]);
		peer.json(1, 7, {HandshakeTimeToComplete: 1, CustomerMessage: 'Welcome.'});
		expect(await session.ready).toEqual({sessionType: 'NonInteractiveCommands'});
		await microtasks();
		expect(peer.input().slice(1)).toEqual([[1, 1, 'x']]);
		expect(output).toEqual(['stdout:Welcome.\n']);
		expect(peer.acknowledged()).toEqual([0, 1]);
		session.close();
	});

	it('says what it cannot do when the session is encrypted', async () => {
		const {session, peer} = setUp();
		peer.json(0, 5, {RequestedClientActions: [{ActionType: 'KMSEncryption', ActionParameters: {}}]});
		await expect(session.ready).rejects.toThrow(/KMS key/);
		session.close();
	});

	it('ends when the handshake is malformed', async () => {
		const {session, peer} = setUp();
		peer.output(0, 'no json', 5);
		await expect(session.ready).rejects.toThrow(/before it was ready/);
		expect((await session.closed).reason).toMatch(/^The handshake failed/);
	});

	it('never repeats the token in an error', async () => {
		const {session, far} = setUp();
		far.close(1008);
		const error = await session.ready.catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(Error);
		expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(token);
		expect(await session.closed).toEqual({reason: 'The connection was closed with code 1008.'});
	});
});

describe('an open session', () => {
	it('keeps standard output and error apart, and has the exit code', async () => {
		const {session, peer, output} = setUp();
		peer.output(0, 'out');
		peer.output(1, 'err', 11);
		peer.output(2, 'EXIT_CODE: 7', 12);
		peer.send({messageType: 'channel_closed', payload: encodeJson({Output: ''})});
		expect(await session.closed).toEqual({exitCode: 7, reason: 'The session has ended.'});
		expect(output).toEqual(['stdout:out', 'stderr:err']);
	});

	it('takes an exit code only from what is one', async () => {
		const {session, peer} = setUp();
		peer.output(0, 'EXIT_CODE: soon', 12);
		peer.send({messageType: 'channel_closed', payload: encodeJson({Output: 'Timed out.'})});
		expect(await session.closed).toEqual({reason: 'Timed out.'});
	});

	it('tells a new size once', async () => {
		const {session, peer} = setUp();
		peer.output(0, '$ ');
		await session.ready;
		for (const columns of [80, 80, 90]) session.resize({columns, rows: 24});
		await microtasks();
		expect(peer.input().map(([, , text]) => text)).toEqual(['{"cols":80,"rows":24}', '{"cols":90,"rows":24}']);
		session.close();
	});

	it('cuts long input into messages of at most 1024 bytes', async () => {
		const {session, peer} = setUp();
		peer.output(0, '$ ');
		await session.ready;
		session.send(bytes('a'.repeat(2500)));
		session.send(new Uint8Array());
		await microtasks();
		expect(peer.input().map(([, , text]) => String(text).length)).toEqual([1024, 1024, 452]);
		session.close();
	});
});

describe('leaving', () => {
	it('closes once and is silent afterwards', async () => {
		const {session, peer} = setUp();
		peer.output(0, '$ ');
		await session.ready;
		session.close();
		session.close();
		session.send(bytes('x'));
		session.resize({columns: 1, rows: 1});
		expect(await session.closed).toEqual({reason: 'The session was closed here.'});
		await microtasks();
		expect(peer.input()).toEqual([]);
	});

	it('obeys its signal, before and after the beginning', async () => {
		const reason = new Error('stop');
		const before = setUp(AbortSignal.abort(reason));
		await expect(before.session.ready).rejects.toBe(reason);
		await microtasks();
		expect(before.peer.texts).toEqual([]);
		const controller = new AbortController();
		const after = setUp(controller.signal);
		controller.abort(reason);
		await expect(after.session.ready).rejects.toBe(reason);
		expect((await after.session.closed).reason).toBe('The session was closed here.');
	});
});

describe('output that is not taken yet', () => {
	it('keeps the far side waiting, and its silence meanwhile does not count', async () => {
		const clock = virtualClock();
		const [near, far] = socketPair();
		const peer = scriptedPeer(far);
		const output: string[] = [];
		const lines: unknown[] = [];
		const taken = Promise.withResolvers<void>();
		const session = openSession({
			socket: near,
			token,
			clock,
			onOutput: data => {
				output.push(new TextDecoder().decode(data));
				return output.length === 2 ? taken.promise : undefined;
			},
			resume: async () => 'over',
			onLine: state => lines.push(state),
		});
		peer.output(0, '$ ');
		await session.ready;
		peer.output(1, 'much');
		await microtasks();
		peer.output(2, 'more');
		await clock.sleep(5 * 60_000);
		expect(output).toEqual(['$ ', 'much']);
		expect(lines).toEqual([]);
		taken.resolve();
		await microtasks();
		expect(output).toEqual(['$ ', 'much', 'more']);
		await clock.sleep(60_000);
		expect(lines).toEqual([]);
		session.close();
	});
});
