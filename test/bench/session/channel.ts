import {createHash, randomUUID} from 'node:crypto';
import {realClock} from '../../../source/clock.ts';
import {createChannel} from '../../../source/session/channel.ts';
import {openSession} from '../../../source/session/client.ts';
import {encodeMessage} from '../../../source/session/message.ts';
import type {Socket} from '../../../source/session/port.ts';
import {webSocketsTo} from '../../../source/session/socket.ts';
import {figure, quantile} from '../figures.ts';
import {startAgent} from './agent-worker.ts';

const mebibyte = 2 ** 20;

const frames = (bytes: number, length: number): readonly Uint8Array[] =>
	Array.from({length: bytes / length}, (_, index) =>
		encodeMessage({
			messageType: 'output_stream_data',
			schemaVersion: 1,
			createdDate: 1,
			sequenceNumber: index,
			flags: 0,
			messageId: randomUUID(),
			payloadType: 1,
			payload: Buffer.alloc(length, index),
		}),
	);

/** ms that codec and channel need for frames: decode, check the digest, put in order, acknowledge. */
const timeOfChannel = (all: readonly Uint8Array[]): number => {
	let hear = (_data: Uint8Array | string) => {};
	let sent = 0;
	const none = () => {};
	const socket: Socket = {
		send: () => {
			sent++;
		},
		onMessage: listener => {
			hear = listener;
		},
		...{ping: none, close: none, pause: none, resume: none, onPong: none, onClose: none},
	};
	let bytes = 0;
	const channel = createChannel({
		clock: realClock(),
		randomUuid: randomUUID,
		listener: {
			onData: (_type, payload) => {
				bytes += payload.length;
			},
			onChannelClosed: none,
			onDisconnected: none,
			onLost: none,
		},
	});
	channel.attach(socket);
	const began = performance.now();
	for (const frame of all) hear(frame);
	const took = performance.now() - began;
	channel.close();
	if (sent !== all.length || bytes === 0) throw new Error('Not every frame was acknowledged');
	return took;
};

/** ms that SHA-256 needs for the same payloads. */
const timeOfHash = (all: readonly Uint8Array[]): number => {
	const began = performance.now();
	for (const frame of all) createHash('sha256').update(frame.subarray(120)).digest();
	return performance.now() - began;
};

const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** Keys that are echoed over a real WebSocket: ms from `send` to the output. */
const keyTimes = async (): Promise<readonly number[]> => {
	const agent = await startAgent({type: 'echo'});
	let heard = Promise.withResolvers<void>();
	const session = openSession({
		socket: await webSocketsTo([])(agent.url),
		token: 'bench',
		clock: realClock(),
		onOutput: () => heard.resolve(),
	});
	await session.ready;
	const times: number[] = [];
	for (let key = 0; key < 500; key++) {
		heard = Promise.withResolvers<void>();
		const began = performance.now();
		session.send(Buffer.from('k'));
		await heard.promise;
		times.push(performance.now() - began);
		await new Promise(resolve => setTimeout(resolve, 2));
	}
	session.close();
	await agent.stop();
	return times;
};

/** Prints what the channel alone costs. */
export const measureChannel = async (): Promise<void> => {
	for (const length of [1024, 64]) {
		const all = frames(length === 1024 ? 16 * mebibyte : mebibyte, length);
		timeOfChannel(all);
		const pairs = Array.from({length: 5}, () => [timeOfChannel(all), timeOfHash(all)] as const);
		const channel = median(pairs.map(([first]) => first));
		const hash = median(pairs.map(([, second]) => second));
		figure(
			`codec and channel, frames of ${length} bytes, as a ratio to SHA-256 of the same payloads`,
			`${(channel / hash).toFixed(1)} (${((1000 * channel) / all.length).toFixed(1)} µs a frame)`,
		);
	}
	const times = await keyTimes();
	const p95 = quantile(times, 0.95);
	figure(
		'key → output, channel alone over a WebSocket, p50 / p95 / p99',
		`${[0.5, 0.95, 0.99].map(q => quantile(times, q).toFixed(2)).join(' / ')} ms (p95 < 5)`,
		p95 < 5,
	);
};
