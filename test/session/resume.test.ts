import {describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {UserError} from '../../source/errors.ts';
import {openSession} from '../../source/session/client.ts';
import type {Socket} from '../../source/session/port.ts';
import {seededRandom} from '../../source/simulator/random.ts';
import {socketPair} from '../../source/simulator/socket-pair.ts';
import {type Resumable, resumable} from './resumable.ts';
import {microtasks, scriptedPeer} from './scripted-peer.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A session whose shell has prompted. */
const prompted = async (options?: Parameters<typeof resumable>[0]): Promise<Resumable> => {
	const opened = await resumable(options);
	await microtasks();
	opened.shell.say('$ ');
	await opened.session.ready;
	return opened;
};

const states = ({line}: Resumable) => line.map(({state}) => state);

describe('a connection that breaks', () => {
	it.each([1000, 1006, 4001])('is resumed after close code %d, and nothing is lost or repeated', async code => {
		const opened = await prompted();
		const {session, shell, sockets, clock} = opened;
		session.send(bytes('before '));
		sockets.at(-1)!.close(code);
		session.send(bytes('meanwhile '));
		shell.say('said meanwhile ');
		await clock.sleep(1000);
		session.send(bytes('after'));
		shell.say('said after');
		await clock.sleep(1000);
		expect(states(opened)).toEqual(['reconnecting', 'connected']);
		expect(Buffer.concat(shell.writtenBytes).toString()).toBe('before meanwhile after');
		expect(opened.heard().toString()).toBe('$ said meanwhile said after');
		session.close();
	});

	it('presents a fresh token and request id, and the same client id', async () => {
		const texts: string[] = [];
		const wrap = (socket: Socket): Socket => ({
			...socket,
			send: data => {
				if (typeof data === 'string') texts.push(data);
				socket.send(data);
			},
		});
		const {session, sockets, clock} = await prompted({wrap});
		sockets[0]!.close(1006);
		await clock.sleep(1000);
		const [first, second] = texts.map(text => JSON.parse(text));
		expect(texts).toHaveLength(2);
		expect(second.ClientId).toBe(first.ClientId);
		expect(second.RequestId).not.toBe(first.RequestId);
		expect(second.TokenValue).not.toBe(first.TokenValue);
		session.close();
	});

	it('is resumed when the service closes it after an hour', async () => {
		const opened = await prompted();
		const {session, shell, clock, sockets} = opened;
		for (let minutes = 0; minutes < 130; minutes += 10) {
			session.send(bytes(`${minutes} `));
			await clock.sleep(10 * 60_000);
		}
		expect(sockets).toHaveLength(3);
		expect(Buffer.concat(shell.writtenBytes).toString()).toBe('0 10 20 30 40 50 60 70 80 90 100 110 120 ');
		session.close();
	});

	it('ends the session when AWS gives no token any more', async () => {
		const {session, world, sockets} = await prompted();
		world.sessions['lab-1']!.state = 'terminated';
		sockets[0]!.close(1006);
		expect((await session.closed).reason).toMatch(/has ended while the connection was down/);
	});

	it('is left broken after six tries, whose pauses double, and reconnects when somebody asks', async () => {
		const opened = await prompted();
		const {session, sockets, clock, shell, setResume, connectAgain} = opened;
		const tries: number[] = [];
		setResume(async () => {
			tries.push(clock.now());
			throw new UserError('No network.');
		});
		sockets[0]!.close(1006);
		await clock.sleep(60_000);
		expect(tries.slice(1).map((at, index) => at - tries[index]!)).toEqual([150, 300, 600, 1200, 2400]);
		expect(opened.line.at(-1)).toEqual({state: 'broken', reason: 'No network.'});
		session.send(bytes('kept'));
		setResume(connectAgain);
		session.reconnect();
		session.reconnect();
		await clock.sleep(1000);
		expect(states(opened)).toEqual(['reconnecting', 'broken', 'reconnecting', 'connected']);
		expect(shell.written).toEqual(['kept']);
		expect(sockets).toHaveLength(2);
		session.close();
	});

	it('does not call a service for ever that takes each connection only to close it', async () => {
		const opened = await prompted();
		const {session, sockets, clock, setResume, channels} = opened;
		let tries = 0;
		setResume(async () => {
			tries++;
			return {socket: await channels.openSocket('wss://session.example/v1/data-channel/nobody'), token: 'x'};
		});
		sockets[0]!.close(1006);
		await clock.sleep(120_000);
		expect(tries).toBe(6);
		expect(states(opened).at(-1)).toBe('broken');
		session.close();
	});

	it('stops trying when the session is closed', async () => {
		const {session, sockets, clock, setResume} = await prompted();
		let tries = 0;
		setResume(async () => {
			tries++;
			throw new UserError('No network.');
		});
		sockets[0]!.close(1006);
		await clock.sleep(200);
		session.close();
		const before = tries;
		await clock.sleep(60_000);
		expect(tries).toBe(before);
	});

	it('survives 100 closes out of 100 in the middle of traffic', async () => {
		const opened = await prompted();
		const {session, shell, sockets, clock} = opened;
		const random = seededRandom(7, 7);
		const sent: string[] = [];
		const said: string[] = [];
		for (let turn = 0; turn < 100; turn++) {
			for (let part = 0; part < 5; part++) {
				sent.push(`s${turn}.${part} `);
				session.send(bytes(sent.at(-1)!));
				said.push(`o${turn}.${part} `);
				shell.say(said.at(-1)!);
				if (part === turn % 5) sockets.at(-1)!.close(turn % 2 === 0 ? 1006 : 1000);
				if (random() < 0.5) await clock.sleep(random() * 50);
			}
			await clock.sleep(5000);
		}
		expect(opened.line.filter(({state}) => state === 'connected')).toHaveLength(100);
		expect(Buffer.concat(shell.writtenBytes).toString()).toBe(sent.join(''));
		expect(opened.heard().toString()).toBe(`$ ${said.join('')}`);
		session.close();
	});
});

describe('a line that looks open', () => {
	/** Sockets that carry nothing any more once `cut`. */
	const cuttable = () => {
		let isCut = false;
		const unlessCut = (work: () => void) => {
			if (!isCut) work();
		};
		return {
			setCut: (cut: boolean) => {
				isCut = cut;
			},
			wrap: (socket: Socket): Socket => {
				const own = isCut;
				return {
					...socket,
					send: data => (own ? undefined : unlessCut(() => socket.send(data))),
					ping: body => unlessCut(() => socket.ping(body)),
					onMessage: listener => socket.onMessage(data => unlessCut(() => listener(data))),
				};
			},
		};
	};

	it('is declared dead 30 s after the last sign of life, and goes on when somebody asks', async () => {
		const {setCut, wrap} = cuttable();
		const opened = await prompted({wrap});
		const {session, shell, clock} = opened;
		await clock.sleep(5 * 60_000);
		expect(opened.line).toEqual([]);
		setCut(true);
		session.send(bytes('typed into the void '));
		await clock.sleep(29_000);
		expect(opened.line).toEqual([]);
		await clock.sleep(11_000);
		expect(opened.line).toEqual([{state: 'broken', reason: 'The far side has not answered for 30 s.'}]);
		await clock.sleep(60_000);
		expect(opened.line).toHaveLength(1);
		setCut(false);
		session.reconnect();
		session.send(bytes('and more'));
		await clock.sleep(1000);
		expect(states(opened)).toEqual(['broken', 'reconnecting', 'connected']);
		expect(Buffer.concat(shell.writtenBytes).toString()).toBe('typed into the void and more');
		session.close();
	});

	it('is alive for hours at a silent prompt', async () => {
		const {clock, session, far, line} = await silentPeer();
		await clock.sleep(5 * 60 * 60_000);
		expect(line).toEqual([]);
		expect(far.closed).toBe(false);
		session.close();
	});

	it('is pinged at once and every 10 s', async () => {
		const {clock, session, far} = await silentPeer();
		const before = far.pings;
		await clock.sleep(60_001);
		expect(far.pings - before).toBe(6);
		session.close();
		await clock.sleep(60_000);
		expect(far.pings - before).toBe(6);
	});
});

/** A far side that prompted once and then says nothing, but answers pings. */
const silentPeer = async () => {
	const clock = virtualClock();
	const [near, other] = socketPair();
	const far = {pings: 0, closed: false};
	other.onClose(() => {
		far.closed = true;
	});
	const peer = scriptedPeer(other);
	const line: unknown[] = [];
	const session = openSession({
		socket: {
			...near,
			ping: body => {
				far.pings++;
				near.ping(body);
			},
		},
		token: 'token',
		clock,
		onOutput: () => {},
		resume: async () => 'over',
		onLine: state => line.push(state),
	});
	peer.output(0, '$ ');
	await session.ready;
	return {clock, session, far, line};
};
