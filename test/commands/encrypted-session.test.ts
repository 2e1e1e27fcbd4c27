import {afterEach, beforeAll, describe, expect, it} from 'vitest';
import {runRemotely} from '../../source/commands/remote-command.ts';
import {openShellOn} from '../../source/commands/shell.ts';
import {emptyRun, project, type RunState} from '../../source/engine/projection.ts';
import {decodeMessage} from '../../source/session/message.ts';
import {beginScenario, parseScenario} from '../../source/simulator/scenario.ts';
import type {World} from '../../source/simulator/world.ts';
import {type Lab, openLab} from '../helpers/lab.ts';

let world: World;
let state: RunState;
let lab: Lab | undefined;

beforeAll(async () => {
	const built = await openLab();
	const {events} = await built.up('--yes', '--accept');
	state = events.reduce(project, emptyRun);
	await built.close();
	({world} = built);
});

afterEach(async () => {
	await lab?.close();
	lab = undefined;
});

const signal = new AbortController().signal;

/** A lab whose account encrypts sessions, and all that passes on its lines. */
const encrypting = async (scenario: object = {}) => {
	const own = structuredClone(world);
	const plan = {sessions: {kmsKeyId: 'alias/sessions'}, ...scenario};
	own.scenario = beginScenario(parseScenario(JSON.stringify(plan), 'test'), own.time);
	lab = await openLab({world: own});
	await lab.clock.sleep(1000);
	const passed: Uint8Array[] = [];
	const {connection, clock} = lab;
	const openSocket: typeof connection.openSocket = async (url, stop) => {
		const socket = await connection.openSocket(url, stop);
		return {
			...socket,
			send: data => {
				if (typeof data !== 'string') passed.push(data.slice());
				socket.send(data);
			},
			onMessage: listener =>
				socket.onMessage(data => {
					if (typeof data !== 'string') passed.push(data.slice());
					listener(data);
				}),
		};
	};
	return {
		clock,
		world: own,
		connection: {...connection, openSocket},
		instanceId: state.known.get('consumer.instance-private')?.outputs['instanceId'] ?? '',
		readable: () => passed.map(frame => Buffer.from(frame).toString('latin1')).join('\n'),
		types: () => passed.map(frame => decodeMessage(frame).payloadType),
	};
};

describe('a session of an account that encrypts sessions', () => {
	it('runs a command whose output and exit code are read here alone', async () => {
		const {connection, instanceId, readable, world: own} = await encrypting();
		const output: string[] = [];
		const exitCode = await runRemotely(connection, {
			instanceId,
			script: 'echo plain words; echo other words >&2; exit 7',
			onOutput: (bytes, stream) => void output.push(`${stream}:${Buffer.from(bytes)}`),
			signal,
		});
		expect({exitCode, output}).toEqual({exitCode: 7, output: ['stdout:plain words\n', 'stderr:other words\n']});
		expect(readable()).not.toMatch(/plain words|other words|EXIT_CODE/);
		expect(readable()).toContain('ChallengeAcknowledgement');
		expect(own.calls.filter(({operation}) => operation === 'GenerateDataKey')).toHaveLength(1);
	});

	it('is a shell after the handshake, the size first, and goes on over another line', async () => {
		const {connection, clock, readable, types} = await encrypting();
		const shell = await openShellOn(connection, state, {columns: 91, rows: 27}, signal);
		let text = '';
		shell.onOutput(bytes => {
			text += Buffer.from(bytes).toString();
		});
		shell.write(Buffer.from('stty size\r'));
		await clock.sleep(5000);
		expect(text).toContain('27 91\r\n');
		for (let minutes = 0; minutes < 65; minutes += 5) {
			shell.write(Buffer.from('\r'));
			await clock.sleep(5 * 60_000);
		}
		shell.write(Buffer.from('echo after an hour\r'));
		await clock.sleep(5000);
		expect(text).toContain('\r\nafter an hour\r\n');
		expect(readable()).not.toMatch(/stty size|after an hour/);
		// Request, response, challenge, its answer, the end of the handshake; then the size before all input.
		expect(
			types()
				.filter(type => type !== 0)
				.slice(0, 6),
		).toEqual([5, 6, 8, 9, 7, 3]);
		await shell.close();
	});

	it('says what KMS refused, and does not run the command another way', async () => {
		const {connection, instanceId, world: own} = await encrypting({denied: ['kms:GenerateDataKey']});
		const running = runRemotely(connection, {instanceId, script: 'true', onOutput: () => {}, signal});
		await expect(running).rejects.toThrow(/GenerateDataKey: AccessDenied/);
		expect(own.calls.map(({operation}) => operation)).not.toContain('SendCommand');
	});

	it('says when the key is none of the account', async () => {
		const {connection, instanceId, world: own} = await encrypting();
		const unknown = {...connection.clients};
		const kms = await connection.clients.kms();
		const generateDataKey: typeof kms.generateDataKey = input => kms.generateDataKey({...input, KeyId: 'alias/other'});
		const clients = {...unknown, kms: async () => ({...kms, generateDataKey})};
		const running = runRemotely({...connection, clients}, {instanceId, script: 'true', onOutput: () => {}, signal});
		await expect(running).rejects.toThrow(/NotFound.*alias\/other/);
		expect(Object.values(own.sessions).at(-1)?.state).toBe('terminated');
	});

	it('fails where the data key was made for another instance', async () => {
		const {connection, instanceId} = await encrypting();
		const kms = await connection.clients.kms();
		const generateDataKey: typeof kms.generateDataKey = input =>
			kms.generateDataKey({
				...input,
				EncryptionContext: {...input.EncryptionContext, 'aws:ssm:TargetId': 'i-0000000000000000f'},
			});
		const clients = {...connection.clients, kms: async () => ({...kms, generateDataKey})};
		const running = runRemotely({...connection, clients}, {instanceId, script: 'true', onOutput: () => {}, signal});
		await expect(running).rejects.toThrow(/Fetching data key failed/);
	});
});

it('does not load the KMS client for a session without encryption', async () => {
	lab = await openLab({world: structuredClone(world)});
	await lab.clock.sleep(1000);
	const clients = {...lab.connection.clients, kms: () => expect.fail('KMS was asked for')};
	const instanceId = state.known.get('consumer.instance-private')?.outputs['instanceId'] ?? '';
	const command = {instanceId, script: 'exit 2', onOutput: () => {}, signal};
	expect(await runRemotely({...lab.connection, clients}, command)).toBe(2);
});
