import type {MachineHost} from './machines/port.ts';
import type {CommandRecord, Invocation, World} from './world.ts';

/** Runs on the machines what Run Command has delivered to them. */
export type CommandRunner = {
	/** Begins again what was under way: called once, after loading or forking a world. */
	readonly start: () => void;
	/** Follows an invocation's status in the world: runs it, or stops what the service has ended. */
	readonly changed: (commandId: string, instanceId: string) => void;
	/** Stops everything that runs; the world stays as it is. */
	readonly close: () => Promise<void>;
};

/** What the API keeps of the outputs, in characters: the documentation of GetCommandInvocation. */
const longest = {stdout: 24_000, stderr: 8_000};

/** Where the agent runs commands whose document names no other folder. */
const agentFolder = '/usr/bin';

/** The exit code by which the agent knows that a command was killed: 128 and SIGKILL. */
const killed = 137;

/** The outcome of a command that ended by itself, as the agent reports it. */
const outcomeOf = (exitCode: number): Pick<Invocation, 'status' | 'details'> => {
	if (exitCode === 0) return {status: 'Success', details: 'Success'};
	return exitCode === killed ? {status: 'TimedOut', details: 'TimedOut'} : {status: 'Failed', details: 'Failed'};
};

const complaintOf = (exitCode: number): string =>
	exitCode === 0 || exitCode === killed ? '' : `failed to run commands: exit status ${exitCode}`;

const keyOf = (commandId: string, instanceId: string): string => `${commandId} ${instanceId}`;

/** `now` tells world time, ms; `changed` is called after each change to the world. */
export const createCommandRunner = ({
	world,
	now,
	machines,
	changed,
}: {
	readonly world: World;
	readonly now: () => number;
	readonly machines: MachineHost;
	readonly changed: () => void;
}): CommandRunner => {
	const running = new Map<string, AbortController>();
	const work = new Set<Promise<void>>();

	const finish = (invocation: Invocation, result: Partial<Invocation>): void => {
		Object.assign(invocation, result, {endedAt: now()});
		changed();
	};

	const run = async (command: CommandRecord, instanceId: string, invocation: Invocation, signal: AbortSignal) => {
		const output = {stdout: '', stderr: ''};
		const decoders = {stdout: new TextDecoder(), stderr: new TextDecoder()};
		const keep = (stream: 'stdout' | 'stderr') => (bytes: Uint8Array) => {
			output[stream] += decoders[stream].decode(bytes, {stream: true});
		};
		let exitCode: number;
		try {
			exitCode = await machines.run(instanceId, {
				command: (command.parameters['commands'] ?? []).join('\n'),
				as: {user: 'root', folder: command.parameters['workingDirectory']?.[0] || agentFolder},
				onStdout: keep('stdout'),
				onStderr: keep('stderr'),
				signal,
			});
		} catch (error) {
			if (signal.aborted) return;
			if (world.machines[instanceId]?.power === 'up') throw error;
			return finish(invocation, {status: 'Failed', details: 'Undeliverable'});
		}
		// Nobody hears from an agent whose machine was switched off: the service waits until the command's time is up.
		if (signal.aborted || world.machines[instanceId]?.power !== 'up') return;
		finish(invocation, {
			...outcomeOf(exitCode),
			responseCode: exitCode,
			stdout: output.stdout.slice(0, longest.stdout),
			stderr: (output.stderr + complaintOf(exitCode)).slice(0, longest.stderr),
		});
	};

	const follow = (commandId: string, instanceId: string): void => {
		const command = world.commands[commandId];
		const invocation = command?.invocations[instanceId];
		const key = keyOf(commandId, instanceId);
		if (!command || invocation?.status !== 'InProgress') {
			running.get(key)?.abort();
			return;
		}
		if (running.has(key)) return;
		const controller = new AbortController();
		running.set(key, controller);
		const task = run(command, instanceId, invocation, controller.signal).finally(() => {
			running.delete(key);
			work.delete(task);
		});
		work.add(task);
	};

	return {
		start: () => {
			for (const {id, invocations} of Object.values(world.commands))
				for (const instanceId of Object.keys(invocations)) follow(id, instanceId);
		},
		changed: follow,
		close: async () => {
			for (const controller of running.values()) controller.abort();
			await Promise.all(work);
		},
	};
};
