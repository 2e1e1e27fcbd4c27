import {describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {commandDocument, commandParameters, runCommand} from '../../source/session/run-command.ts';
import {createDataChannels} from '../../source/simulator/data-channel.ts';
import type {Command} from '../../source/simulator/machines/port.ts';
import {fakeMachines, streamUrl, worldWithSession} from './fake-machines.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const setUp = (run: (command: Command) => Promise<number>, separate = true) => {
	const clock = virtualClock();
	const world = worldWithSession({documentName: commandDocument, command: 'curl page', separate});
	const machines = fakeMachines({run});
	const terminated: string[] = [];
	return {
		world,
		terminated,
		options: {
			clock,
			openSocket: createDataChannels({world, clock, machines}).openSocket,
			start: async () => ({sessionId: 'lab-1', token: 'token-1', streamUrl}),
			terminate: async (sessionId: string) => terminated.push(sessionId),
		},
	};
};

describe('a command in a session of its own', () => {
	it('gives both streams and the exit code', async () => {
		const {options, terminated, world} = setUp(async ({command, onStdout, onStderr}) => {
			onStdout(bytes(`${command}: `));
			onStderr(bytes('warning'));
			onStdout(bytes('ok'));
			return 22;
		});
		expect(await runCommand(options)).toEqual({exitCode: 22, stdout: 'curl page: ok', stderr: 'warning'});
		expect(terminated).toEqual([]);
		expect(world.sessions['lab-1']?.state).toBe('terminated');
	});

	it('decodes characters that were split between messages', async () => {
		const text = 'ä€😀'.repeat(1000);
		const {options} = setUp(async ({onStdout}) => {
			for (const byte of bytes(text)) onStdout(Uint8Array.of(byte));
			return 0;
		});
		expect((await runCommand(options)).stdout).toBe(text);
	});

	it('terminates the session and throws the reason when it is aborted', async () => {
		const controller = new AbortController();
		const {options, terminated} = setUp(() => {
			void options.clock.sleep(5000).then(() => controller.abort(new Error('stop')));
			return new Promise(() => {});
		});
		await expect(runCommand({...options, signal: controller.signal})).rejects.toThrow('stop');
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
		const terminate = () => Promise.reject(new Error('second'));
		await expect(runCommand({...options, terminate})).rejects.toThrow(/without an exit code/);
	});

	it('asks for separate streams, and for a shell: the agent starts the first word by itself', () => {
		expect(commandParameters("echo 'a b'; exit 3")).toEqual({
			command: [String.raw`sh -c 'echo '\''a b'\''; exit 3'`],
			separateOutputStream: ['true'],
		});
	});
});
