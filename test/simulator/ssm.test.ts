import {
	DescribeInstanceInformationCommand,
	DoesNotExistException,
	GetConnectionStatusCommand,
	GetParameterCommand,
	InvalidDocument,
	ParameterNotFound,
	ResumeSessionCommand,
	SSMClient,
	StartSessionCommand,
	type StartSessionCommandInput,
	TargetNotConnected,
	TerminateSessionCommand,
} from '@aws-sdk/client-ssm';
import {beforeEach, describe, expect, it} from 'vitest';
import type {Socket} from '../../source/session/port.ts';
import type {Simulator} from '../../source/simulator/simulator.ts';
import {apiSimulator, clientConfig, onlineMachine} from '../helpers/simulator.ts';

let simulator: Simulator;
let ssm: SSMClient;

beforeEach(() => {
	simulator = apiSimulator();
	ssm = new SSMClient(clientConfig(simulator));
});

const addMachine = (id: string, region?: string) => {
	const machine = onlineMachine(id, simulator.world.time, region);
	simulator.world.machines[id] = machine;
	return machine;
};

describe('GetParameter', () => {
	const get = (Name: string, client = ssm) => client.send(new GetParameterCommand({Name}));
	const ubuntu = '/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id';

	it('knows the public parameters of machine images, a different id for each image, architecture and region', async () => {
		const names = [
			ubuntu,
			ubuntu.replace('amd64', 'arm64'),
			'/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
			'/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
		];
		const here = await Promise.all(names.map(name => get(name)));
		const there = await get(ubuntu, new SSMClient(clientConfig(simulator, 'eu-west-1')));
		const ids = [...here, there].map(({Parameter}) => Parameter?.Value);
		expect(new Set(ids).size).toBe(5);
		for (const id of ids) expect(id).toMatch(/^ami-0[\da-f]{16}$/);
		expect(here[0]?.Parameter).toMatchObject({
			Name: ubuntu,
			Type: 'String',
			DataType: 'aws:ec2:image',
			ARN: `arn:aws:ssm:us-east-1::parameter${ubuntu}`,
			LastModifiedDate: expect.any(Date),
		});
		expect((await get(ubuntu)).Parameter?.Value).toBe(ids[0]);
	});

	it('answers ParameterNotFound for any other', async () => {
		await expect(get('/aws/service/canonical/ubuntu/server/4.10')).rejects.toThrow(ParameterNotFound);
	});
});

describe('DescribeInstanceInformation', () => {
	const list = async (input = {}) =>
		(await ssm.send(new DescribeInstanceInformationCommand(input))).InstanceInformationList ?? [];

	it('is an empty list, not an error, for instances whose agent never registered', async () => {
		addMachine('i-1').agent = {state: 'asleep', reason: 'no route', lastPing: 0};
		expect(await list({Filters: [{Key: 'InstanceIds', Values: ['i-1', 'i-2']}]})).toEqual([]);
	});

	it('shows agents that are online, and those that were', async () => {
		addMachine('i-1');
		addMachine('i-2').agent.state = 'asleep';
		expect(await list()).toMatchObject([
			{
				InstanceId: 'i-1',
				PingStatus: 'Online',
				PlatformName: 'Ubuntu',
				ResourceType: 'EC2Instance',
				LastPingDateTime: new Date('2026-01-05T09:00:00Z'),
			},
			{InstanceId: 'i-2', PingStatus: 'ConnectionLost'},
		]);
	});

	it('keeps regions apart', async () => {
		addMachine('i-1', 'eu-west-1');
		expect(await list()).toEqual([]);
	});

	it('filters in both spellings, and refuses filters that it does not know', async () => {
		addMachine('i-1');
		addMachine('i-2').agent.state = 'asleep';
		expect(await list({Filters: [{Key: 'PingStatus', Values: ['Online']}]})).toHaveLength(1);
		const old = {InstanceInformationFilterList: [{key: 'InstanceIds', valueSet: ['i-2']}]};
		expect(await list(old)).toMatchObject([{InstanceId: 'i-2'}]);
		await expect(list({Filters: [{Key: 'Colour', Values: ['red']}]})).rejects.toMatchObject({name: 'InvalidFilterKey'});
	});

	it('comes page by page', async () => {
		for (let number = 10; number < 17; number++) addMachine(`i-${number}`);
		const first = await ssm.send(new DescribeInstanceInformationCommand({MaxResults: 5}));
		const rest = await ssm.send(new DescribeInstanceInformationCommand({MaxResults: 5, NextToken: first.NextToken}));
		expect([first.InstanceInformationList?.length, rest.InstanceInformationList?.length]).toEqual([5, 2]);
		expect(rest.NextToken).toBeUndefined();
		await expect(list({MaxResults: 4})).rejects.toMatchObject({name: 'ValidationException'});
	});
});

describe('GetConnectionStatus', () => {
	it.each(['online', 'starting', 'asleep', 'stopped'] as const)('of an agent that is %s', async state => {
		addMachine('i-1').agent.state = state;
		const {Target, Status} = await ssm.send(new GetConnectionStatusCommand({Target: 'i-1'}));
		expect({Target, Status}).toEqual({Target: 'i-1', Status: state === 'online' ? 'connected' : 'notconnected'});
	});

	it('is not connected for what does not exist', async () => {
		const {Status} = await ssm.send(new GetConnectionStatusCommand({Target: 'constructor'}));
		expect(Status).toBe('notconnected');
	});
});

describe('sessions', () => {
	const start = (input: Partial<StartSessionCommandInput> = {}) =>
		ssm.send(new StartSessionCommand({Target: 'i-1', ...input}));
	const command = {command: ['echo hello']};

	it('start on an instance whose agent is online', async () => {
		addMachine('i-1');
		const {SessionId, TokenValue, StreamUrl} = await start();
		expect(SessionId).toMatch(/^simulator-[\da-f]{17}$/);
		expect(StreamUrl).toBe(
			`wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/${SessionId}?role=publish_subscribe`,
		);
		expect(TokenValue?.length).toBeGreaterThan(20);
		expect(TokenValue?.length).toBeLessThanOrEqual(300);
		expect(simulator.world.sessions[SessionId ?? '']).toMatchObject({
			instanceId: 'i-1',
			documentName: 'SSM-SessionManagerRunShell',
			owner: 'arn:aws:iam::111122223333:user/simulator',
			token: TokenValue,
			state: 'connected',
		});
	});

	it('start some seconds after the instance is Online, when its channel is open', async () => {
		const {agent} = addMachine('i-1');
		agent.channelAt = simulator.world.time + 5000;
		const {InstanceInformationList} = await ssm.send(new DescribeInstanceInformationCommand({}));
		expect(InstanceInformationList?.[0]?.PingStatus).toBe('Online');
		const status = async () => (await ssm.send(new GetConnectionStatusCommand({Target: 'i-1'}))).Status;
		expect(await status()).toBe('notconnected');
		await expect(start()).rejects.toThrow(TargetNotConnected);
		agent.channelAt = simulator.world.time;
		expect(await status()).toBe('connected');
		await start();
	});

	it('do not start without an agent', async () => {
		await expect(start()).rejects.toThrow(TargetNotConnected);
		addMachine('i-1').agent.state = 'starting';
		await expect(start()).rejects.toThrow('i-1 is not connected.');
	});

	it.each(['AWS-StartInteractiveCommand', 'AWS-StartNonInteractiveCommand'])('run a command by %s', async document => {
		addMachine('i-1');
		const {SessionId} = await start({DocumentName: document, Parameters: command});
		expect(simulator.world.sessions[SessionId ?? '']).toMatchObject({documentName: document, parameters: command});
		await expect(start({DocumentName: document})).rejects.toMatchObject({name: 'InvalidParameters'});
	});

	it.each([
		['AWS-StartNonInteractiveCommand', {...command, separateOutputStream: ['maybe']}],
		['AWS-StartNonInteractiveCommand', {...command, colour: ['red']}],
		['AWS-StartInteractiveCommand', {...command, separateOutputStream: ['true']}],
		['AWS-StartInteractiveCommand', {command: ['a', 'b']}],
		['SSM-SessionManagerRunShell', command],
	])('refuse %s with parameters that it does not have: %#', async (DocumentName, Parameters) => {
		addMachine('i-1');
		await expect(start({DocumentName, Parameters})).rejects.toMatchObject({name: 'InvalidParameters'});
	});

	it('refuse a document that does not exist', async () => {
		addMachine('i-1');
		await expect(start({DocumentName: 'AWS-StartPortForwarding'})).rejects.toThrow(InvalidDocument);
	});

	it('are resumed with a new token, until they are over', async () => {
		addMachine('i-1');
		const first = await start();
		const {SessionId} = first;
		const resumed = await ssm.send(new ResumeSessionCommand({SessionId}));
		expect(resumed).toMatchObject({SessionId, StreamUrl: first.StreamUrl});
		expect(resumed.TokenValue).not.toBe(first.TokenValue);
		expect(simulator.world.sessions[SessionId ?? '']?.token).toBe(resumed.TokenValue);

		await ssm.send(new TerminateSessionCommand({SessionId}));
		const over = await ssm.send(new ResumeSessionCommand({SessionId}));
		expect(over.SessionId).toBe(SessionId);
		expect(over.TokenValue).toBeUndefined();
		await expect(ssm.send(new ResumeSessionCommand({SessionId: 'simulator-0'}))).rejects.toThrow(DoesNotExistException);
	});

	it('are terminated twice without an error', async () => {
		addMachine('i-1');
		const {SessionId} = await start();
		for (const _ of [1, 2]) {
			expect(await ssm.send(new TerminateSessionCommand({SessionId}))).toMatchObject({SessionId});
		}
	});

	it('that are terminated close the data channel', async () => {
		addMachine('i-1');
		const {SessionId, StreamUrl = ''} = await start();
		const socket: Socket = await simulator.openSocket(StreamUrl);
		const closed = new Promise(resolve => socket.onClose(resolve));
		await ssm.send(new TerminateSessionCommand({SessionId}));
		expect(await closed).toEqual(expect.any(Number));
	});
});
