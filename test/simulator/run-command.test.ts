import {
	CancelCommandCommand,
	GetCommandInvocationCommand,
	type GetCommandInvocationCommandOutput,
	InvalidCommandId,
	InvalidDocument,
	InvalidInstanceId,
	InvalidParameters,
	InvocationDoesNotExist,
	ListCommandInvocationsCommand,
	ListCommandsCommand,
	SendCommandCommand,
	type SendCommandCommandInput,
	SSMClient,
} from '@aws-sdk/client-ssm';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {type Clock, virtualClock} from '../../source/clock.ts';
import {createSimulator, type Simulator} from '../../source/simulator/simulator.ts';
import {forkWorld, type World} from '../../source/simulator/world.ts';
import {clientConfig} from '../helpers/simulator.ts';
import {addMachine, machinesWorld} from './machines-world.ts';

const machineId = 'i-0123456789abcdef0';

let open: Simulator[] = [];
let clock: Clock;
let simulator: Simulator;
let ssm: SSMClient;

const start = (world: World) => {
	clock = virtualClock(world.time);
	simulator = createSimulator({world, clock});
	simulator.start();
	open.push(simulator);
	ssm = new SSMClient(clientConfig(simulator));
};

beforeEach(() => {
	const world = machinesWorld(virtualClock().now());
	const instance = world.instances['i-consumer'];
	if (!instance) throw new Error('The document has a consumer');
	instance.shown.State = {Name: 'running'};
	world.instances[machineId] = {...instance, id: machineId, shown: {...instance.shown, InstanceId: machineId}};
	addMachine(world, machineId, {power: 'up', agent: {state: 'stopped', reason: '', lastPing: world.time}});
	start(world);
	// An agent that was not started with the others: it stays as the test sets it.
	agent().state = 'online';
});

afterEach(async () => {
	await Promise.all(open.map(each => each.close()));
	open = [];
});

const agent = () => {
	const machine = simulator.world.machines[machineId];
	if (!machine) throw new Error('There is no machine');
	return machine.agent;
};

type Parameters = Record<string, string[]>;

const send = (parameters: Parameters, more: Partial<SendCommandCommandInput> = {}) =>
	ssm.send(
		new SendCommandCommand({
			InstanceIds: [machineId],
			DocumentName: 'AWS-RunShellScript',
			Parameters: parameters,
			...more,
		}),
	);

const look = (CommandId: string | undefined) =>
	ssm.send(new GetCommandInvocationCommand({CommandId, InstanceId: machineId}));

/** The invocation once it has a status for which `reached` holds. */
const until = async (
	commandId: string | undefined,
	reached: (status: string) => boolean,
): Promise<GetCommandInvocationCommandOutput> => {
	for (;;) {
		await clock.sleep(500);
		const shown = await look(commandId).catch((error: unknown) => {
			if (!(error instanceof InvocationDoesNotExist)) throw error;
		});
		if (shown && reached(shown.Status ?? '')) return shown;
	}
};

const isOver = (status: string) => status !== 'Pending' && status !== 'InProgress';

const run = async (parameters: Parameters) => {
	const {Command} = await send(parameters);
	return until(Command?.CommandId, isOver);
};

describe('Run Command', () => {
	it('runs the lines as root on the machine and shows what they wrote', async () => {
		const shown = await run({commands: ['whoami', 'pwd', 'echo kept > /root/note', 'echo aside >&2']});
		expect(shown).toMatchObject({
			Status: 'Success',
			StatusDetails: 'Success',
			ResponseCode: 0,
			PluginName: 'aws:runShellScript',
			StandardOutputContent: 'root\n/usr/bin\n',
			StandardErrorContent: 'aside\n',
			ExecutionStartDateTime: expect.stringMatching(/^2026-01-05T09:00:0\d\.\d{3}Z$/),
		});
		expect(await run({commands: ['cat /root/note']})).toMatchObject({StandardOutputContent: 'kept\n'});
	});

	it('does not know an invocation right after it was sent, then says that it has not begun', async () => {
		const {Command} = await send({commands: ['true']});
		expect(Command).toMatchObject({Status: 'Pending', TargetCount: 1, CompletedCount: 0, InstanceIds: [machineId]});
		await expect(look(Command?.CommandId)).rejects.toThrow(InvocationDoesNotExist);
		agent().state = 'asleep';
		expect(await until(Command?.CommandId, () => true)).toMatchObject({
			Status: 'Pending',
			ResponseCode: -1,
			ExecutionStartDateTime: '',
			StandardOutputContent: '',
		});
	});

	it('fails with the exit code and the words of the agent behind the error output', async () => {
		expect(await run({commands: ['echo bad >&2', 'exit 7']})).toMatchObject({
			Status: 'Failed',
			ResponseCode: 7,
			StandardErrorContent: 'bad\nfailed to run commands: exit status 7',
		});
	});

	it('works in the folder that is asked for', async () => {
		expect(await run({commands: ['pwd'], workingDirectory: ['/tmp']})).toMatchObject({StandardOutputContent: '/tmp\n'});
	});

	it('keeps the first 24,000 characters of the output and 8,000 of the errors', async () => {
		const shown = await run({commands: ['seq 1 9000', 'seq 1 9000 >&2']});
		expect(shown.StandardOutputContent).toHaveLength(24_000);
		expect(shown.StandardErrorContent).toHaveLength(8000);
	});

	it('is in progress meanwhile, and killed when its time is up', async () => {
		const {Command} = await send({commands: ['sleep 60'], executionTimeout: ['20']});
		await until(Command?.CommandId, status => status === 'InProgress');
		expect(await until(Command?.CommandId, isOver)).toMatchObject({
			Status: 'TimedOut',
			StatusDetails: 'ExecutionTimedOut',
			ResponseCode: 137,
			ExecutionElapsedTime: 'PT20S',
		});
	});

	it('waits for an agent that is away, and no longer than TimeoutSeconds', async () => {
		agent().state = 'asleep';
		const first = await send({commands: ['echo late']}, {TimeoutSeconds: 60});
		const second = await send({commands: ['echo never']}, {TimeoutSeconds: 30});
		expect(await until(second.Command?.CommandId, isOver)).toMatchObject({
			Status: 'TimedOut',
			StatusDetails: 'DeliveryTimedOut',
			ResponseCode: -1,
		});
		agent().state = 'online';
		expect(await until(first.Command?.CommandId, isOver)).toMatchObject({StandardOutputContent: 'late\n'});
	});

	it('stops when it is cancelled', async () => {
		const {Command} = await send({commands: ['sleep 600', 'echo no']});
		await until(Command?.CommandId, status => status === 'InProgress');
		await ssm.send(new CancelCommandCommand({CommandId: Command?.CommandId}));
		expect(await look(Command?.CommandId)).toMatchObject({Status: 'Cancelled', StandardOutputContent: ''});
		await expect(ssm.send(new CancelCommandCommand({CommandId: 'a'.repeat(36)}))).rejects.toThrow(InvalidCommandId);
	});

	it('lists commands and invocations, with their outputs where details are asked for', async () => {
		const {CommandId} = await run({commands: ['echo one']});
		const {Commands} = await ssm.send(new ListCommandsCommand({CommandId}));
		expect(Commands).toMatchObject([{CommandId, Status: 'Success', CompletedCount: 1, ErrorCount: 0}]);
		const plain = await ssm.send(new ListCommandInvocationsCommand({InstanceId: machineId}));
		expect(plain.CommandInvocations).toMatchObject([{CommandId, Status: 'Success', CommandPlugins: []}]);
		const detailed = await ssm.send(new ListCommandInvocationsCommand({CommandId, Details: true}));
		expect(detailed.CommandInvocations?.[0]?.CommandPlugins).toMatchObject([{Output: 'one\n', ResponseCode: 0}]);
	});

	it('under way when its world is forked runs again, on either side', async () => {
		const {Command} = await send({commands: ['sleep 5', 'echo done']});
		await until(Command?.CommandId, status => status === 'InProgress');
		const fork = forkWorld(simulator.world);
		expect(await until(Command?.CommandId, isOver)).toMatchObject({StandardOutputContent: 'done\n'});
		start(fork);
		expect(await until(Command?.CommandId, isOver)).toMatchObject({StandardOutputContent: 'done\n'});
	});

	it('hears nothing of a machine that was switched off, until the time of the command is up', async () => {
		const {Command} = await send({commands: ['sleep 5'], executionTimeout: ['30']});
		await until(Command?.CommandId, status => status === 'InProgress');
		const machine = simulator.world.machines[machineId];
		if (machine) machine.power = 'off';
		await clock.sleep(10_000);
		expect(await look(Command?.CommandId)).toMatchObject({Status: 'InProgress'});
		expect(await until(Command?.CommandId, isOver)).toMatchObject({StatusDetails: 'ExecutionTimedOut'});
	});
});

describe('Run Command refuses', () => {
	it('machines that never registered, by AWS’s name for that', async () => {
		const other = 'i-0fedcba9876543210';
		await expect(send({commands: ['true']}, {InstanceIds: [other]})).rejects.toThrow(InvalidInstanceId);
		await expect(send({commands: ['true']}, {InstanceIds: [other]})).rejects.toThrow(
			`Instances [[${other}]] not in a valid state for account 111122223333`,
		);
	});

	it('documents and parameters that it does not know', async () => {
		await expect(send({commands: ['true']}, {DocumentName: 'Mine'})).rejects.toThrow(InvalidDocument);
		const bad: readonly Parameters[] = [
			{},
			{command: ['true']},
			{commands: ['true'], executionTimeout: ['0']},
			{commands: ['true'], executionTimeout: ['172801']},
		];
		for (const parameters of bad) {
			await expect(send(parameters)).rejects.toThrow(InvalidParameters);
		}
	});

	it('values outside the bounds of the API', async () => {
		const commands = {commands: ['true']};
		for (const more of [{TimeoutSeconds: 29}, {InstanceIds: ['web-1']}, {Comment: 'x'.repeat(101)}]) {
			await expect(send(commands, more)).rejects.toMatchObject({name: 'ValidationException'});
		}
	});
});
