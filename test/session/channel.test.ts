import {randomUUID} from 'node:crypto';
import {describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {createChannel} from '../../source/session/channel.ts';
import {encodeJson, encodeMessage} from '../../source/session/message.ts';
import {socketPair} from '../../source/simulator/socket-pair.ts';
import {messageOf, microtasks, scriptedPeer} from './scripted-peer.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const setUp = () => {
	const clock = virtualClock(1000);
	const [near, far] = socketPair();
	const heard: string[] = [];
	const events: string[] = [];
	const channel = createChannel({
		clock,
		randomUuid: randomUUID,
		listener: {
			onData: (type, payload) => heard.push(`${type}:${new TextDecoder().decode(payload)}`),
			onChannelClosed: reason => events.push(`closed:${reason}`),
			onDisconnected: code => events.push(`disconnected:${code}`),
			onLost: () => events.push('lost'),
		},
	});
	channel.attach(near);
	return {clock, channel, peer: scriptedPeer(far), far, heard, events};
};

describe('receiving', () => {
	it('delivers in order what arrives out of order, and acknowledges each as it arrives', async () => {
		const {peer, heard} = setUp();
		for (const number of [2, 0, 3, 1]) peer.output(number, `m${number}`);
		await microtasks();
		expect(heard).toEqual(['1:m0', '1:m1', '1:m2', '1:m3']);
		expect(peer.acknowledged()).toEqual([2, 0, 3, 1]);
	});

	it('acknowledges a duplicate again and drops it', async () => {
		const {peer, heard} = setUp();
		for (const number of [0, 0, 2, 2, 1, 0]) peer.output(number, `m${number}`);
		await microtasks();
		expect(heard).toEqual(['1:m0', '1:m1', '1:m2']);
		expect(peer.acknowledged()).toEqual([0, 0, 2, 2, 1, 0]);
	});

	it('keeps 10,000 messages that came early, and no more', async () => {
		const {peer, heard} = setUp();
		for (let number = 1; number <= 10_001; number++) peer.output(number, 'x');
		await microtasks();
		expect(peer.acknowledged()).toHaveLength(10_000);
		peer.output(0, 'x');
		await microtasks();
		expect(heard).toHaveLength(10_001);
		peer.output(10_001, 'last');
		await microtasks();
		expect(heard.at(-1)).toBe('1:last');
	});

	it('drops a damaged frame without an acknowledgement', async () => {
		const {peer, far, heard} = setUp();
		const frame = encodeMessage(messageOf({}));
		far.send(frame.with(121 - 1, frame[120]! ^ 1));
		far.send(frame.subarray(0, 50));
		far.send('{"not":"binary"}');
		await microtasks();
		expect(peer.acknowledged()).toEqual([]);
		far.send(frame);
		await microtasks();
		expect(heard).toEqual(['1:x']);
	});

	it('ignores unknown types, the other direction, and acknowledgements of nothing', async () => {
		const {peer, heard, events} = setUp();
		for (const messageType of ['input_stream_data', 'agent_session_state', 'toString', '__proto__'])
			peer.send({messageType});
		peer.send({messageType: 'acknowledge', payload: bytes('no json')});
		peer.acknowledge(99);
		await microtasks();
		expect({heard, events, acknowledged: peer.acknowledged()}).toEqual({heard: [], events: [], acknowledged: []});
	});

	it('gives the reason of the closing message, and none when it cannot be read', async () => {
		const first = setUp();
		first.peer.send({messageType: 'channel_closed', payload: encodeJson({Output: 'The instance stopped.'})});
		const second = setUp();
		second.peer.send({messageType: 'channel_closed', payload: bytes('?')});
		await microtasks();
		expect([first.events, second.events]).toEqual([['closed:The instance stopped.'], ['closed:']]);
	});
});

describe('sending', () => {
	it('numbers from 0 across all payload types', async () => {
		const {peer, channel} = setUp();
		channel.send(3, bytes('a'));
		channel.send(1, bytes('b'));
		channel.send(6, bytes('c'));
		await microtasks();
		expect(peer.input()).toEqual([
			[0, 3, 'a'],
			[1, 1, 'b'],
			[2, 6, 'c'],
		]);
	});

	it('sends the identical bytes again after the timeout', async () => {
		const {peer, channel, clock} = setUp();
		channel.send(1, bytes('a'));
		await clock.sleep(1000);
		// Looked at every 100 ms, sent again when more than 200 ms old: at 300, 600, 900.
		expect(peer.frames).toHaveLength(4);
		expect(new Set(peer.frames.map(frame => Buffer.from(frame).toString('hex'))).size).toBe(1);
	});

	it('waits as long as the round trips so far suggest', async () => {
		const {peer, channel, clock} = setUp();
		channel.send(1, bytes('a'));
		peer.acknowledge(0);
		await clock.sleep(500);
		// A round trip of 0 ms makes the timeout 187.5 ms: the look at 200 ms sends again.
		channel.send(1, bytes('b'));
		await clock.sleep(250);
		expect(peer.input().map(([number]) => number)).toEqual([0, 1, 1]);
		channel.close();
	});

	it('sends only the oldest again', async () => {
		const {peer, channel, clock} = setUp();
		channel.send(1, bytes('a'));
		channel.send(1, bytes('b'));
		await clock.sleep(450);
		expect(peer.input().map(([number]) => number)).toEqual([0, 1, 0]);
		peer.acknowledge(0);
		await clock.sleep(250);
		expect(peer.input().at(-1)?.[0]).toBe(1);
	});

	it('lets the clock go idle once all is acknowledged', async () => {
		const {peer, channel, clock} = setUp();
		channel.send(1, bytes('a'));
		peer.acknowledge(0);
		await clock.sleep(150);
		const before = clock.now();
		await new Promise(resolve => setTimeout(resolve, 20));
		expect(clock.now()).toBe(before);
		await clock.sleep(60_000);
		expect(peer.frames).toHaveLength(1);
	});

	it('gives up after 5 minutes without an acknowledgement, but not while publication is paused', async () => {
		const {peer, channel, clock, events} = setUp();
		channel.send(1, bytes('a'));
		peer.send({messageType: 'pause_publication'});
		await clock.sleep(10 * 60_000);
		expect(events).toEqual([]);
		peer.send({messageType: 'start_publication'});
		await clock.sleep(4 * 60_000);
		expect(events).toEqual([]);
		await clock.sleep(62_000);
		expect(events).toEqual(['lost']);
	});

	it('goes on over another socket with the numbers where they were', async () => {
		const {peer, far, channel, clock, heard, events} = setUp();
		channel.send(1, bytes('a'));
		peer.output(0, 'one');
		await microtasks();
		peer.acknowledge(0);
		far.close(1006);
		await microtasks();
		expect(events).toEqual(['disconnected:1006']);
		channel.send(1, bytes('b'));
		const [near, otherFar] = socketPair();
		const later = scriptedPeer(otherFar);
		channel.attach(near);
		later.output(0, 'one');
		later.output(1, 'two');
		await microtasks();
		// At once: the round trip may have been long.
		expect(later.input()).toEqual([[1, 1, 'b']]);
		later.acknowledge(1);
		await clock.sleep(400);
		expect(later.input()).toHaveLength(1);
		expect(heard).toEqual(['1:one', '1:two']);
		channel.close();
	});

	it('says nothing after it was closed', async () => {
		const {peer, channel, clock, events} = setUp();
		channel.send(1, bytes('a'));
		await microtasks();
		channel.close();
		channel.send(1, bytes('b'));
		await clock.sleep(5000);
		expect(peer.input()).toEqual([[0, 1, 'a']]);
		expect(events).toEqual([]);
	});
});
