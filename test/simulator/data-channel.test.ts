import {createHash, randomUUID} from 'node:crypto';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {openSession, type Session} from '../../source/session/client.ts';
import {
	type AgentMessage,
	decodeMessage,
	encodeAcknowledgement,
	encodeJson,
	encodeMessage,
} from '../../source/session/message.ts';
import type {Socket} from '../../source/session/port.ts';
import type {Faults} from '../../source/simulator/data-channel/faults.ts';
import {cutIntoPieces} from '../../source/simulator/data-channel/pieces.ts';
import {createDataChannels} from '../../source/simulator/data-channel.ts';
import type {Command} from '../../source/simulator/machines/port.ts';
import {socketPair} from '../../source/simulator/socket-pair.ts';
import {fakeMachines, fakeTerminal, streamUrl, worldWithSession} from '../session/fake-machines.ts';
import {lossySocket, seededRandom} from '../session/lossy-socket.ts';
import {microtasks} from '../session/scripted-peer.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const commandDocument = 'AWS-StartNonInteractiveCommand';

/** Our client on a shell whose terminal is the test. */
const openShell = async (documentName?: string) => {
	const clock = virtualClock();
	const shell = fakeTerminal();
	const sizes: string[] = [];
	const commands: (string | undefined)[] = [];
	const world = worldWithSession({...(documentName && {documentName}), command: 'top'});
	const machines = fakeMachines({
		openTerminal: (instanceId, {columns, rows}, started) => {
			sizes.push(`${instanceId} ${columns}x${rows}`);
			commands.push(started);
			return shell.terminal;
		},
	});
	const channels = createDataChannels({world, clock, machines});
	let output = '';
	const session = openSession({
		socket: await channels.openSocket(streamUrl),
		token: 'token-1',
		clock,
		onOutput: data => {
			output += new TextDecoder().decode(data);
		},
	});
	await microtasks();
	return {clock, shell, sizes, commands, world, session, channels, output: () => output};
};

/** Our client on one command. */
const openCommand = async (
	run: (command: Command) => Promise<number>,
	{separate = true, command = 'sleep 100'}: {readonly separate?: boolean; readonly command?: string} = {},
) => {
	const clock = virtualClock();
	const world = worldWithSession({documentName: commandDocument, command, separate});
	const channels = createDataChannels({world, clock, machines: fakeMachines({run})});
	const output: string[] = [];
	const session = openSession({
		socket: await channels.openSocket(streamUrl),
		token: 'token-1',
		clock,
		onOutput: (data, stream) => void output.push(`${stream}:${new TextDecoder().decode(data)}`),
	});
	return {clock, world, session, channels, output};
};

describe('a shell', () => {
	it('speaks a second after it was opened, which makes the session ready', async () => {
		const {clock, session, shell, sizes, output} = await openShell();
		const begun = clock.now();
		shell.say('$ ');
		expect(await session.ready).toEqual({sessionType: 'Standard_Stream'});
		expect(clock.now() - begun).toBe(1000);
		expect(sizes).toEqual(['i-1 80x24']);
		await microtasks();
		expect(output()).toBe('$ ');
		session.close();
	});

	it('echoes what was typed early, after it was told the size', async () => {
		const {clock, session, shell, output} = await openShell();
		const order: string[] = [];
		shell.onWrite = data => {
			order.push(`write after ${shell.sizes.join()}`);
			shell.say(data);
		};
		session.send(bytes('ls\r'));
		session.resize({columns: 132, rows: 43});
		await clock.sleep(5000);
		expect(order).toEqual([]);
		shell.say('$ ');
		await clock.sleep(10);
		expect(order).toEqual(['write after 132x43']);
		expect(output()).toBe('$ ls\r');
		session.resize({columns: 80, rows: 50});
		await microtasks();
		expect(shell.sizes).toEqual(['132x43', '80x50']);
		session.close();
	});

	it('ends with its shell, without an exit code', async () => {
		const {session, shell, world} = await openShell();
		shell.say('$ ');
		await session.ready;
		shell.say('logout');
		shell.exit(3);
		expect(await session.closed).toEqual({reason: 'The session has ended.'});
		expect(world.sessions['lab-1']?.state).toBe('terminated');
	});

	it('gives its last words even when it ends within the first second', async () => {
		const {session, shell, output} = await openShell();
		shell.say('bye');
		shell.exit(0);
		await session.closed;
		expect(output()).toBe('bye');
	});

	it('is hung up when the service terminates the session, and the client is told', async () => {
		const {session, shell, channels} = await openShell();
		shell.say('$ ');
		await session.ready;
		channels.sessionEnded('another');
		channels.sessionEnded('lab-1');
		expect((await session.closed).reason).toBe('The session has ended.');
		expect(shell.state.closed).toBe(true);
	});

	it('lives on when the client leaves, and is hung up after 20 minutes without input and output', async () => {
		const {clock, session, shell, world} = await openShell();
		shell.say('$ ');
		await session.ready;
		session.close();
		await clock.sleep(10 * 60_000);
		shell.say('a late word');
		await clock.sleep(19 * 60_000);
		expect(shell.state.closed).toBe(false);
		expect(world.sessions['lab-1']?.state).toBe('connected');
		await clock.sleep(2 * 60_000);
		expect(shell.state.closed).toBe(true);
		expect(world.sessions['lab-1']?.state).toBe('terminated');
	});

	it('is told when it was idle for 20 minutes, though its line was open', async () => {
		const {session, shell, clock} = await openShell();
		const began = clock.now();
		shell.say('$ ');
		expect((await session.closed).reason).toMatch(/inactivity/);
		expect(clock.now() - began).toBeGreaterThanOrEqual(20 * 60_000);
		expect(clock.now() - began).toBeLessThan(21 * 60_000);
	});

	it('ends with the process that runs it', async () => {
		const {session, shell, channels} = await openShell();
		shell.say('$ ');
		await session.ready;
		channels.close();
		expect((await session.closed).reason).toBe('The session has ended.');
		expect(shell.state.closed).toBe(true);
	});

	it('runs an interactive command on its terminal', async () => {
		const {session, shell, commands} = await openShell('AWS-StartInteractiveCommand');
		expect(commands).toEqual(['top']);
		expect(shell.written).toEqual([]);
		session.close();
	});

	it('cannot be opened on a machine that is not up', async () => {
		const clock = virtualClock();
		const world = worldWithSession();
		const channels = createDataChannels({world, clock, machines: fakeMachines({})});
		const session = openSession({
			socket: await channels.openSocket(streamUrl),
			token: 'token-1',
			clock,
			onOutput: () => {},
		});
		expect((await session.closed).reason).toBe('The machine is not up.');
	});
});

describe('a command', () => {
	it('gives its streams apart, as they are written, then its exit code', async () => {
		const {session, output, clock} = await openCommand(async ({command, onStdout, onStderr}) => {
			onStdout(bytes(command));
			await clock.sleep(1000);
			expect(output).toEqual(['stdout:sleep 100']);
			onStderr(bytes('oops'));
			return 7;
		});
		expect(await session.ready).toEqual({sessionType: 'NonInteractiveCommands'});
		expect(await session.closed).toEqual({exitCode: 7, reason: 'The session has ended.'});
		expect(output).toEqual(['stdout:sleep 100', 'stderr:oops']);
	});

	it('gives joined output at its end, and no exit code, where streams are not asked for', async () => {
		const {session, output, clock} = await openCommand(
			async ({onStdout, onStderr}) => {
				onStdout(bytes('out '));
				onStderr(bytes('err'));
				await clock.sleep(1000);
				expect(output).toEqual([]);
				return 7;
			},
			{separate: false},
		);
		expect(await session.closed).toEqual({reason: 'The session has ended.'});
		expect(output).toEqual(['stdout:out ', 'stdout:err']);
	});

	it('is words, the first of which is started: what a shell would understand is text', async () => {
		const started: string[] = [];
		const {session} = await openCommand(
			async ({command}) => {
				started.push(command);
				return 0;
			},
			{command: `echo 'a b'; echo $? | cat\nls "it's"`},
		);
		await session.closed;
		expect(started).toEqual([`echo 'a b;' echo '$?' '|' cat ls 'it'"'"'s'`]);
	});

	it.each([0x03, 0x1c])('is interrupted by byte %d and by no other', async byte => {
		const {session, clock} = await openCommand(
			({signal}) => new Promise(resolve => signal.addEventListener('abort', () => resolve(130))),
		);
		await session.ready;
		session.send(bytes('ignored\r'));
		session.resize({columns: 80, rows: 24});
		await clock.sleep(10_000);
		session.send(Uint8Array.of(byte));
		expect((await session.closed).exitCode).toBe(130);
	});

	it('is stopped when the session is terminated', async () => {
		let stopped = false;
		const {session, channels} = await openCommand(
			({signal}) =>
				new Promise(resolve =>
					signal.addEventListener('abort', () => {
						stopped = true;
						resolve(130);
					}),
				),
		);
		await session.ready;
		channels.sessionEnded('lab-1');
		expect(await session.closed).toEqual({reason: 'The session has ended.'});
		expect(stopped).toBe(true);
	});
});

describe('pieces', () => {
	const cut = (chunks: readonly Uint8Array[]) => {
		const pieces: Uint8Array[] = [];
		const {add, flush} = cutIntoPieces(piece => pieces.push(piece));
		chunks.forEach(add);
		flush();
		return pieces;
	};

	it('are the same bytes, none empty, none longer than 1024', () => {
		fc.assert(
			fc.property(fc.array(fc.uint8Array({maxLength: 3000}), {maxLength: 5}), chunks => {
				const pieces = cut(chunks);
				expect(Buffer.concat(pieces).equals(Buffer.concat(chunks))).toBe(true);
				expect(pieces.every(({length}) => length > 0 && length <= 1024)).toBe(true);
			}),
		);
	});

	it('end with a whole character, however the text was split', () => {
		const text = fc.string({unit: 'binary', maxLength: 2000});
		fc.assert(
			fc.property(text, fc.integer({min: 1, max: 7}), (content, step) => {
				const all = bytes(content);
				const chunks = Array.from({length: Math.ceil(all.length / step)}, (_, at) =>
					all.subarray(at * step, at * step + step),
				);
				const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
				expect(
					cut(chunks)
						.map(piece => decoder.decode(piece))
						.join(''),
				).toBe(new TextDecoder('utf-8', {ignoreBOM: true}).decode(all));
			}),
		);
	});
});

describe('a line that loses, repeats and reorders frames', () => {
	it.each(Array.from({length: 40}, (_, seed) => seed))('carries every byte once, both ways: seed %d', async seed => {
		const clock = virtualClock();
		const random = seededRandom(seed);
		const shell = fakeTerminal();
		shell.onWrite = data => shell.say(data);
		const [client, service] = socketPair();
		const near = lossySocket(client, {clock, random, rate: 0.08});
		const far = lossySocket(service, {clock, random, rate: 0.08});
		createDataChannels({
			world: worldWithSession(),
			clock,
			machines: fakeMachines({openTerminal: () => shell.terminal}),
		}).attach(streamUrl, far);
		const heard: Uint8Array[] = [];
		const session = openSession({socket: near, token: 'token-1', clock, onOutput: data => void heard.push(data)});
		await microtasks();
		shell.say('$ ');
		await session.ready;
		const sent: Uint8Array[] = [];
		for (let turn = 0; turn < 200; turn++) {
			const chunk = Uint8Array.from({length: 1 + Math.floor(random() * 60)}, () => Math.floor(random() * 128));
			sent.push(chunk);
			session.send(chunk);
			await clock.sleep(random() * 30);
		}
		await clock.sleep(120_000);
		session.close();
		expect(Buffer.concat(shell.writtenBytes).equals(Buffer.concat(sent))).toBe(true);
		expect(Buffer.concat(heard).equals(Buffer.concat([bytes('$ '), ...sent]))).toBe(true);
		for (const faults of [near.faults, far.faults])
			expect(Math.min(faults.dropped, faults.repeated, faults.delayed)).toBeGreaterThan(0);
	});
});

describe('faults of a scenario', () => {
	const heard = async (line: Faults) => {
		const clock = virtualClock();
		const world = worldWithSession({documentName: commandDocument, separate: true});
		world.scenario = {...world.scenario, plan: {sessions: {line}}};
		const run = async ({onStdout}: Command) => {
			for (let turn = 0; turn < 100; turn++) {
				onStdout(bytes(`${turn} `));
				await clock.sleep(1000);
			}
			return 0;
		};
		const channels = createDataChannels({world, clock, machines: fakeMachines({run})});
		const states: string[] = [];
		let output = '';
		const session: Session = openSession({
			socket: await channels.openSocket(streamUrl),
			token: 'token-1',
			clock,
			onOutput: data => {
				output += new TextDecoder().decode(data);
			},
			resume: async () => {
				if (world.sessions['lab-1']?.state !== 'connected') return 'over';
				world.scenario = {...world.scenario, plan: {}};
				return {socket: await channels.openSocket(streamUrl), token: 'token-1'};
			},
			onLine: ({state}) => {
				states.push(state);
				if (state === 'broken') session.reconnect();
			},
		});
		const {exitCode} = await session.closed;
		const whole = Array.from({length: 100}, (_, turn) => `${turn} `).join('');
		return {isWhole: output === whole, exitCode, states};
	};

	it.each<readonly [string, Faults, readonly string[]]>([
		// The last word may be lost as well.
		[
			'lost, repeated, reordered and late frames',
			{drop: 0.1, duplicate: 0.1, reorder: 0.1, delay: 0.1},
			expect.anything(),
		],
		['a close by nobody', {close: {code: 1006, afterFrames: 50}}, ['reconnecting', 'connected']],
		['a close by somebody', {close: {code: 1000, afterFrames: 50}}, ['reconnecting', 'connected']],
		['a line that is dead and looks open', {halfOpenAfterFrames: 50}, ['broken', 'reconnecting', 'connected']],
	])('are survived: %s', async (_name, line, states) => {
		expect(await heard(line)).toEqual({isWhole: true, exitCode: 0, states});
	});
});

/** A client that says exactly what a test says, on a shell that has spoken. */
const rawClient = async () => {
	const clock = virtualClock();
	const shell = fakeTerminal();
	const [client, service] = socketPair();
	const heard: AgentMessage[] = [];
	let closeCode: number | undefined;
	client.onMessage(data => heard.push(decodeMessage(data)));
	client.onClose(code => {
		closeCode = code;
	});
	const machines = fakeMachines({openTerminal: () => shell.terminal});
	createDataChannels({world: worldWithSession(), clock, machines}).attach(streamUrl, service);
	return {clock, shell, client, heard, closeCode: () => closeCode, reason: () => reasonIn(heard)};
};

/** What the closing message says; undefined where there was none. */
const reasonIn = (heard: readonly AgentMessage[]): string | undefined => {
	const last = heard.find(({messageType}) => messageType === 'channel_closed');
	return last && JSON.parse(new TextDecoder().decode(last.payload)).Output;
};

const opening = (given: Readonly<Record<string, unknown>> = {}) =>
	JSON.stringify({
		MessageSchemaVersion: '1.0',
		RequestId: randomUUID(),
		TokenValue: 'token-1',
		ClientId: randomUUID(),
		ClientVersion: '1.2.650.0',
		...given,
	});

const input = (given: Partial<AgentMessage> = {}): AgentMessage => ({
	messageType: 'input_stream_data',
	schemaVersion: 1,
	createdDate: 1,
	sequenceNumber: 0,
	flags: 0,
	messageId: randomUUID(),
	payloadType: 1,
	payload: bytes('x'),
	...given,
});

const acknowledge = (
	{messageType, messageId, sequenceNumber}: AgentMessage,
	given: Partial<AgentMessage> = {},
): AgentMessage =>
	input({
		messageType: 'acknowledge',
		flags: 3,
		payloadType: 0,
		payload: encodeAcknowledgement({messageType, messageId, sequenceNumber}),
		...given,
	});

/** A raw client whose shell has spoken and whose output it acknowledged. */
const readyClient = async () => {
	const raw = await rawClient();
	raw.client.send(opening());
	await microtasks();
	raw.shell.say('$ ');
	await raw.clock.sleep(1000);
	await microtasks();
	const prompt = raw.heard[0]!;
	raw.client.send(encodeMessage(acknowledge(prompt)));
	await microtasks();
	return {...raw, prompt};
};

describe('the first frame', () => {
	const refused = async (speak: (client: Socket) => void) => {
		const {client, heard, closeCode} = await rawClient();
		speak(client);
		await microtasks();
		expect(heard).toEqual([]);
		return closeCode();
	};

	it.each([
		['a wrong token', {TokenValue: 'token-2'}],
		['no token', {TokenValue: undefined}],
		['another schema', {MessageSchemaVersion: '2.0'}],
		['no request id', {RequestId: ''}],
		['no client id', {ClientId: undefined}],
	])('is refused with %s', async (_name, given) => {
		expect(await refused(client => client.send(opening(given)))).toBe(1008);
	});

	it('is refused when it is no JSON, or binary', async () => {
		expect(await refused(client => client.send('hello'))).toBe(1008);
		expect(await refused(client => client.send(bytes(opening())))).toBe(1008);
	});

	it('is refused for a session that has ended, or another one', async () => {
		const attach = async (url: string, state: 'connected' | 'terminated') => {
			const world = worldWithSession();
			world.sessions['lab-1']!.state = state;
			const [client, service] = socketPair();
			createDataChannels({
				world,
				clock: virtualClock(),
				machines: fakeMachines({openTerminal: () => fakeTerminal().terminal}),
			}).attach(url, service);
			const closed = new Promise(resolve => client.onClose(resolve));
			client.send(opening());
			return closed;
		};
		expect(await attach(streamUrl, 'terminated')).toBe(1008);
		expect(await attach(streamUrl.replace('lab-1', 'lab-2'), 'connected')).toBe(1008);
		expect(await attach('nonsense', 'connected')).toBe(1008);
	});
});

describe('the service is stricter than the genuine one', () => {
	const frame = encodeMessage(input());
	const patched = (offset: number, ...values: readonly number[]) => {
		const copy = frame.slice();
		copy.set(values, offset);
		return copy;
	};
	const longHeader = () => {
		const payload = bytes('x');
		const copy = new Uint8Array(124 + payload.length);
		copy.set(frame.subarray(0, 120));
		new DataView(copy.buffer).setUint32(0, 120);
		copy.set(payload, 124);
		copy.set(createHash('sha256').update(payload).digest(), 80);
		return copy;
	};

	it.each<readonly [string, Uint8Array | string, RegExp]>([
		['a wrong digest', patched(80, frame[80]! ^ 1), /digest/],
		['NUL padding', patched(21, ...new Array(15).fill(0)), /padded/],
		['padding at the wrong end', patched(4, ...Buffer.from('input_stream_data'.padStart(32))), /padded/],
		['a header length other than 116', longHeader(), /header length/],
		['a payload length that is not the payload’s', patched(116, 0, 0, 0, 9), /payload length/],
		['another schema version', patched(36, 0, 0, 0, 2), /schema version/],
		['flags on input', encodeMessage(input({flags: 1})), /flags/],
		['a second text frame', opening(), /text/],
		['a truncated frame', frame.subarray(0, 60), /shorter/],
		['output from a client', encodeMessage(input({messageType: 'output_stream_data'})), /does not send/],
		['an unknown payload type', encodeMessage(input({payloadType: 99})), /payload type 99/],
		['an unsolicited handshake response', encodeMessage(input({payloadType: 6})), /payload type 6/],
		['a size that is none', encodeMessage(input({payloadType: 3, payload: encodeJson({cols: 0, rows: 1})})), /size/],
		['a number far ahead', encodeMessage(input({sequenceNumber: 200_000})), /far ahead/],
	])('it closes the channel for %s', async (_name, wrong, reason) => {
		const {client, reason: said, closeCode, shell} = await readyClient();
		client.send(wrong);
		await microtasks();
		expect(said()).toMatch(reason);
		expect(closeCode()).toBe(1000);
		expect(shell.written).toEqual([]);
		expect(shell.state.closed).toBe(true);
	});

	it('but takes what is right, and acknowledges a repetition again', async () => {
		const {client, heard, reason, shell} = await readyClient();
		client.send(frame);
		client.send(frame);
		client.send(encodeMessage(input({sequenceNumber: 1, payloadType: 10, payload: Uint8Array.of(0, 0, 0, 2)})));
		await microtasks();
		expect(reason()).toBeUndefined();
		expect(shell.written).toEqual(['x']);
		const acknowledgements = heard.filter(({messageType}) => messageType === 'acknowledge');
		const fields = acknowledgements.map(({payload}) => JSON.parse(new TextDecoder().decode(payload)));
		// In an order of its own.
		expect(fields.map(({AcknowledgedMessageSequenceNumber: number}) => number).toSorted()).toEqual([0, 0, 1]);
		for (const each of fields)
			expect(each).toMatchObject({AcknowledgedMessageType: 'input_stream_data', IsSequentialMessage: true});
	});

	it('it closes the channel when a number is used twice', async () => {
		const {client, reason} = await readyClient();
		client.send(encodeMessage(input()));
		client.send(encodeMessage(input({payload: bytes('y')})));
		await microtasks();
		expect(reason()).toMatch(/number 0 was used for two/);
	});

	it('it closes the channel when a gap stays open', async () => {
		const {client, clock, reason} = await readyClient();
		client.send(encodeMessage(input()));
		client.send(encodeMessage(input({sequenceNumber: 2})));
		await clock.sleep(299_000);
		expect(reason()).toBeUndefined();
		await clock.sleep(2000);
		expect(reason()).toBe('Message 1 never came.');
	});

	it('it closes the channel for input before the first output', async () => {
		const {client, clock, reason} = await rawClient();
		client.send(opening());
		client.send(encodeMessage(input()));
		await clock.sleep(10);
		expect(reason()).toMatch(/before the first output/);
	});

	it.each<readonly [string, (prompt: AgentMessage) => AgentMessage, RegExp]>([
		['of what was not sent', prompt => acknowledge({...prompt, sequenceNumber: 5}), /nothing that was sent/],
		[
			'of the wrong type',
			prompt => acknowledge({...prompt, messageType: 'input_stream_data'}),
			/nothing that was sent/,
		],
		['of the wrong id', prompt => acknowledge({...prompt, messageId: randomUUID()}), /wrong message id/],
		['without flags', prompt => acknowledge(prompt, {flags: 0}), /SYN and FIN/],
		['with a number of its own', prompt => acknowledge(prompt, {sequenceNumber: 1}), /sequence number of its own/],
		['with a payload type', prompt => acknowledge(prompt, {payloadType: 1}), /payload type/],
		['that is no JSON', prompt => acknowledge(prompt, {payload: bytes('ok')}), /JSON/],
	])('it closes the channel for an acknowledgement %s', async (_name, make, reason) => {
		const {client, prompt, reason: said} = await readyClient();
		client.send(encodeMessage(make(prompt)));
		await microtasks();
		expect(said()).toMatch(reason);
	});

	it('it sends the identical bytes again until they are acknowledged, and gives up after 5 minutes', async () => {
		const {clock, shell, heard, reason} = await readyClient();
		const before = heard.length;
		shell.say('more');
		await clock.sleep(1000);
		const again = heard.slice(before);
		expect(again.length).toBeGreaterThan(2);
		expect(new Set(again.map(message => Buffer.from(encodeMessage(message)).toString('hex'))).size).toBe(1);
		await clock.sleep(300_000);
		expect(reason()).toBe('Message 1 was not acknowledged.');
	});

	it('it says so when the last output was not acknowledged', async () => {
		const {clock, shell, reason} = await readyClient();
		shell.say('bye');
		shell.exit(0);
		await clock.sleep(2500);
		expect(reason()).toBe('The last output was not acknowledged.');
	});
});

describe('the handshake of a command, as the service sees it', () => {
	const offered = async () => {
		const clock = virtualClock();
		const [client, service] = socketPair();
		const heard: AgentMessage[] = [];
		let runs = 0;
		const run = async () => {
			runs++;
			return 0;
		};
		client.onMessage(data => heard.push(decodeMessage(data)));
		const world = worldWithSession({documentName: commandDocument, separate: true});
		createDataChannels({world, clock, machines: fakeMachines({run})}).attach(streamUrl, service);
		client.send(opening());
		await microtasks();
		return {clock, client, heard, runs: () => runs, reason: () => reasonIn(heard)};
	};
	const response = (processed: unknown) =>
		encodeMessage(
			input({
				payloadType: 6,
				payload: encodeJson({ClientVersion: '1.2.650.0', ProcessedClientActions: processed, Errors: null}),
			}),
		);

	it('begins with the request, as message 0 with SYN', async () => {
		const {heard} = await offered();
		expect(heard).toMatchObject([{messageType: 'output_stream_data', sequenceNumber: 0, flags: 1, payloadType: 5}]);
		expect(new TextDecoder().decode(heard[0]!.payload)).toBe(
			'{"AgentVersion":"3.3.0.0","RequestedClientActions":[{"ActionType":"SessionType","ActionParameters":{"SessionType":"NonInteractiveCommands","Properties":null}}]}',
		);
	});

	it.each<readonly [string, Uint8Array, RegExp]>([
		['a failed action', response([{ActionType: 'SessionType', ActionStatus: 2, Error: 'no'}]), /status 2 error: no$/],
		['no action', response([]), /answer each action/],
		['another action', response([{ActionType: 'Dance', ActionStatus: 1}]), /answer each action/],
		['input instead', encodeMessage(input()), /before the handshake/],
		['no JSON', encodeMessage(input({payloadType: 6, payload: bytes('{')})), /JSON/],
	])('fails for %s', async (_name, frame, reason) => {
		const {client, reason: said, runs} = await offered();
		client.send(frame);
		await microtasks();
		expect(said()).toMatch(reason);
		expect(runs()).toBe(0);
	});

	it('fails after 15 seconds of silence', async () => {
		const {clock, reason} = await offered();
		await clock.sleep(14_900);
		expect(reason()).toBeUndefined();
		await clock.sleep(200);
		expect(reason()).toMatch(/timed out/);
	});
});

describe('a pair of sockets', () => {
	it('delivers copies in order, answers pings, and tells both of the end once', async () => {
		const [left, right] = socketPair();
		const heard: (string | readonly number[])[] = [];
		const ends: string[] = [];
		right.onMessage(data => heard.push(typeof data === 'string' ? data : [...data]));
		left.onPong(() => heard.push('pong'));
		left.onClose(code => ends.push(`left ${code}`));
		right.onClose(code => ends.push(`right ${code}`));
		const data = Uint8Array.of(1, 2);
		left.send('text');
		left.send(data);
		data.fill(9);
		left.ping();
		right.close(4000);
		left.send('late');
		left.close();
		expect(heard).toEqual([]);
		await microtasks();
		expect(heard).toEqual(['text', [1, 2], 'pong']);
		expect(ends.toSorted()).toEqual(['left 4000', 'right 4000']);
	});

	it('is not opened for a signal that was aborted', async () => {
		const {openSocket} = createDataChannels({
			world: worldWithSession(),
			clock: virtualClock(),
			machines: fakeMachines({}),
		});
		const reason = new Error('stop');
		await expect(openSocket(streamUrl, AbortSignal.abort(reason))).rejects.toBe(reason);
	});
});
