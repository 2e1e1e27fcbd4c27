import {describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {openSession} from '../../source/session/client.ts';
import {asCommand, commandDocument} from '../../source/session/documents.ts';
import {type CommandOptions, runCommand} from '../../source/session/run-command.ts';
import {createDataChannels} from '../../source/simulator/data-channel.ts';
import type {Command} from '../../source/simulator/machines/port.ts';
import {fakeMachines, streamUrl, worldWithSession} from './fake-machines.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const setUp = (run: (command: Command) => Promise<number>, separate = true) => {
	const clock = virtualClock();
	const world = worldWithSession({documentName: commandDocument, command: 'curl page', separate});
	const {openSocket} = createDataChannels({world, clock, machines: fakeMachines({run})});
	const terminated: string[] = [];
	const output = {stdout: [] as Uint8Array[], stderr: [] as Uint8Array[]};
	const options: CommandOptions = {
		clock,
		open: async onOutput => ({
			session: openSession({socket: await openSocket(streamUrl), token: 'token-1', clock, onOutput}),
			terminate: async () => terminated.push('lab-1'),
		}),
		onOutput: (data, stream) => void output[stream].push(data.slice()),
	};
	const text = (stream: 'stdout' | 'stderr') => Buffer.concat(output[stream]).toString();
	return {clock, world, terminated, options, text};
};

describe('a command in a session of its own', () => {
	it('gives both streams and the exit code', async () => {
		const {options, terminated, world, text} = setUp(async ({command, onStdout, onStderr}) => {
			onStdout(bytes(`${command}: `));
			onStderr(bytes('warning'));
			onStdout(bytes('ok'));
			return 22;
		});
		expect(await runCommand(options)).toBe(22);
		expect([text('stdout'), text('stderr')]).toEqual(['curl page: ok', 'warning']);
		expect(terminated).toEqual([]);
		expect(world.sessions['lab-1']?.state).toBe('terminated');
	});

	it('gives all bytes, wherever they were cut into messages', async () => {
		const all = 'ä€😀'.repeat(1000);
		const {options, text} = setUp(async ({onStdout}) => {
			for (const byte of bytes(all)) onStdout(Uint8Array.of(byte));
			return 0;
		});
		await runCommand(options);
		expect(text('stdout')).toBe(all);
	});

	it('interrupts the command when it is aborted, and throws the reason once it has ended', async () => {
		const controller = new AbortController();
		const {options, clock, text, terminated} = setUp(
			({signal, onStdout}) =>
				new Promise(resolve => {
					void clock.sleep(5000).then(() => controller.abort(new Error('stop')));
					signal.addEventListener('abort', () => {
						onStdout(bytes('cleaned up'));
						resolve(130);
					});
				}),
		);
		await expect(runCommand({...options, signal: controller.signal})).rejects.toThrow('stop');
		expect(text('stdout')).toBe('cleaned up');
		expect(terminated).toEqual(['lab-1']);
	});

	it('terminates the session 3 s after it was aborted when the command does not obey', async () => {
		const controller = new AbortController();
		const {options, terminated, clock} = setUp(() => {
			void clock.sleep(5000).then(() => controller.abort(new Error('stop')));
			return new Promise(() => {});
		});
		const began = clock.now();
		await expect(runCommand({...options, signal: controller.signal})).rejects.toThrow('stop');
		expect(clock.now() - began).toBe(8000);
		expect(terminated).toEqual(['lab-1']);
		await expect(runCommand({...options, signal: controller.signal})).rejects.toThrow('stop');
		expect(terminated).toEqual(['lab-1']);
	});

	it('throws when the session gives no exit code', async () => {
		const {options, terminated} = setUp(async () => 0, false);
		await expect(runCommand(options)).rejects.toThrow(/without an exit code/);
		expect(terminated).toEqual(['lab-1']);
	});

	it('tells why the machine did not run it', async () => {
		const {options} = setUp(() => Promise.reject(new Error('The machine is not up.')));
		await expect(runCommand(options)).rejects.toThrow(/The machine is not up/);
	});

	it('throws the first error when terminating fails too', async () => {
		const {options} = setUp(async () => 0, false);
		const open: CommandOptions['open'] = async onOutput => ({
			...(await options.open(onOutput)),
			terminate: () => Promise.reject(new Error('second')),
		});
		await expect(runCommand({...options, open})).rejects.toThrow(/without an exit code/);
	});

	it('does not wait for an agent that does not begin', async () => {
		const {options, clock, terminated} = setUp(async () => 0);
		const none = () => {};
		const silent = {send: none, ping: none, close: none, pause: none, resume: none, onMessage: none, onClose: none};
		const open: CommandOptions['open'] = async onOutput => ({
			// Who answers pings lives.
			session: openSession({
				socket: {...silent, onPong: listener => void clock.sleep(1).then(listener)},
				token: 'token-1',
				clock,
				onOutput,
				resume: async () => new Promise(() => {}),
			}),
			terminate: async () => terminated.push('lab-1'),
		});
		await expect(runCommand({...options, open})).rejects.toThrow(/did not begin the session within a minute/);
		expect(terminated).toEqual(['lab-1']);
	});

	it('is started by a shell: the agent starts the first word by itself', () => {
		expect(asCommand("echo 'a b'; exit 3")).toBe(String.raw`sh -c 'echo '\''a b'\''; exit 3'`);
	});
});
