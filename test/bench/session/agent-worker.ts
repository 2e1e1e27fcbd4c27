import {createHash, randomUUID} from 'node:crypto';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {parentPort, Worker} from 'node:worker_threads';
import {type WebSocket, WebSocketServer} from 'ws';
import {
	type AgentMessage,
	decodeAcknowledgement,
	decodeMessage,
	encodeAcknowledgement,
	encodeJson,
	encodeMessage,
} from '../../../source/session/message.ts';

/** What the agent does once it has prompted: it echoes, or it writes so many bytes and ends. */
export type AgentTask = {readonly type: 'echo'} | {readonly type: 'flood'; readonly bytes: number};

/** What it found when the client was gone. */
export type AgentReport = {
	readonly sent: number;
	readonly acknowledged: number;
	/** Of all output behind the prompt. */
	readonly sha256: string;
};

const frameLength = 1024;

/** The bytes of a frame of output: lines of text with some colour, as a build log has them. */
const linesOf = (index: number): Buffer => {
	const line = `\u001B[3${index % 8}m${String(index).padStart(8)}\u001B[0m the quick brown fox jumps over the lazy dog\r\n`;
	return Buffer.from(line.repeat(Math.ceil(frameLength / line.length)).slice(0, frameLength));
};

const serve = (socket: WebSocket, task: AgentTask): void => {
	let next = 0;
	let acknowledged = 0;
	let expected = 0;
	const digest = createHash('sha256');
	const send = (given: Partial<AgentMessage>) =>
		socket.send(
			encodeMessage({
				messageType: 'output_stream_data',
				schemaVersion: 1,
				createdDate: Date.now(),
				sequenceNumber: 0,
				flags: 0,
				messageId: randomUUID(),
				payloadType: 1,
				payload: Buffer.from('x'),
				...given,
			}),
		);
	const output = (payload: Uint8Array) => send({sequenceNumber: next++, payload});
	const acknowledge = (message: AgentMessage) =>
		send({messageType: 'acknowledge', flags: 3, payloadType: 0, payload: encodeAcknowledgement(message)});
	const until = async (isSo: () => boolean) => {
		while (!isSo()) await new Promise(resolve => setTimeout(resolve, 1));
	};
	const flood = async (bytes: number) => {
		for (let index = 0; index * frameLength < bytes; index++) {
			const payload = linesOf(index);
			digest.update(payload);
			output(payload);
			// A write to a connection that does not take more waits, as the agent's does.
			if (socket.bufferedAmount > frameLength * 64) await until(() => socket.bufferedAmount < frameLength * 16);
		}
		await until(() => acknowledged >= next);
		send({messageType: 'channel_closed', payloadType: 0, payload: encodeJson({Output: ''})});
	};
	socket.on('message', (data: Buffer, isBinary) => {
		if (!isBinary) {
			output(Buffer.from('$ '));
			if (task.type === 'flood') void flood(task.bytes);
			return;
		}
		const message = decodeMessage(data);
		if (message.messageType === 'acknowledge') {
			if (decodeAcknowledgement(message.payload).sequenceNumber < next) acknowledged++;
			return;
		}
		acknowledge(message);
		if (message.sequenceNumber !== expected) return;
		expected++;
		if (task.type === 'echo' && message.payloadType === 1) output(Uint8Array.from(message.payload));
	});
	socket.on('close', () => {
		const report: AgentReport = {sent: next, acknowledged, sha256: digest.digest('hex')};
		parentPort?.postMessage({report});
	});
};

/** In the worker: serves one client after the other. */
export const runAgent = async (task: AgentTask): Promise<void> => {
	const server = new WebSocketServer({host: '127.0.0.1', port: 0, perMessageDeflate: false});
	server.on('connection', socket => serve(socket, task));
	await once(server, 'listening');
	parentPort?.postMessage({port: (server.address() as AddressInfo).port});
};

/** An agent in a thread of its own, so that its memory and its time are not the client's. */
export const startAgent = async (task: AgentTask) => {
	const worker = new Worker(new URL(import.meta.url), {workerData: task});
	const report = Promise.withResolvers<AgentReport>();
	const port = await new Promise<number>((resolve, reject) => {
		worker.on('message', (message: {port?: number; report?: AgentReport}) => {
			if (message.port !== undefined) resolve(message.port);
			if (message.report) report.resolve(message.report);
		});
		worker.on('error', reject);
	});
	return {url: `ws://127.0.0.1:${port}/v1/data-channel/bench`, report: report.promise, stop: () => worker.terminate()};
};
