import type {Machine} from '../world.ts';
import {runAgent} from './agent.ts';
import {boot} from './boot.ts';
import {type Computer, createComputer, type Surroundings} from './computer.ts';
import type {MachineHost} from './port.ts';
import {createSessionShell, runCommand} from './session-shell.ts';
import {loadPrograms} from './shell.ts';
import {openTerminal} from './terminal.ts';

/** A machine that is switched on in this process. */
type Running = {
	readonly computer: Computer;
	readonly power: AbortController;
	agent: AbortController | undefined;
};

/** Work that ends with its signal, without a word; any other error is a bug and stays unhandled. */
const untilAborted = async (signal: AbortSignal, work: Promise<void>): Promise<void> => {
	try {
		await work;
	} catch (error) {
		if (!signal.aborted) throw error;
	}
};

const stopServices = (machine: Machine): void => {
	for (const service of Object.values(machine.services)) service.running = false;
	Object.assign(machine.agent, {state: 'stopped', reason: ''});
};

/** Runs the machines of a world: their boots, agents and shells, all in the time of `clock`. */
export const createMachineHost = (surroundings: Surroundings): MachineHost => {
	const {world, clock, changed} = surroundings;
	const running = new Map<string, Running>();
	const work = new Set<Promise<void>>();

	const track = (promise: Promise<void>): void => {
		work.add(promise);
		void promise.finally(() => work.delete(promise));
	};

	const startAgent = (entry: Running): void => {
		entry.agent = new AbortController();
		const signal = AbortSignal.any([entry.power.signal, entry.agent.signal]);
		track(untilAborted(signal, runAgent(world, entry.computer, changed, signal)));
	};

	const stopAgent = (entry: Running): void => {
		entry.agent?.abort();
		Object.assign(entry.computer.machine.agent, {state: 'stopped', reason: ''});
		changed();
	};

	const switchOn = (machine: Machine): Running => {
		const power = new AbortController();
		const agent = {start: () => startAgent(entry), stop: () => stopAgent(entry)};
		const entry: Running = {
			computer: createComputer(surroundings, machine, agent, power.signal),
			power,
			agent: undefined,
		};
		running.set(machine.instanceId, entry);
		return entry;
	};

	const startBoot = (machine: Machine): void => {
		const entry = switchOn(machine);
		const start = async () => {
			await boot(entry.computer);
			startAgent(entry);
		};
		track(untilAborted(entry.power.signal, start()));
	};

	const switchOff = (instanceId: string): void => {
		running.get(instanceId)?.power.abort();
		running.delete(instanceId);
	};

	/** @throws when the machine is not up. */
	const upComputer = (instanceId: string): Computer => {
		const machine = world.machines[instanceId];
		if (machine?.power !== 'up') throw new Error(`${instanceId} is ${machine?.power ?? 'not there'}`);
		return (running.get(instanceId) ?? switchOn(machine)).computer;
	};

	return {
		start: () => {
			for (const machine of Object.values(world.machines)) {
				if (machine.power === 'booting') startBoot(machine);
				if (machine.power === 'up' && machine.agent.state !== 'stopped') startAgent(switchOn(machine));
			}
		},
		powerChanged: instanceId => {
			const machine = world.machines[instanceId];
			if (machine?.power === 'booting') {
				switchOff(instanceId);
				startBoot(machine);
			} else if (machine?.power !== 'up') {
				switchOff(instanceId);
				if (machine) stopServices(machine);
			}
		},
		run: async (instanceId, {onStdout, onStderr, signal, ...command}) => {
			const computer = upComputer(instanceId);
			await loadPrograms(clock);
			const either = AbortSignal.any([signal, computer.signal]);
			return runCommand(computer, command, {stdout: onStdout, stderr: onStderr}, either);
		},
		openTerminal: (instanceId, size, command) => {
			const computer = upComputer(instanceId);
			const state = {...size, echo: true};
			return openTerminal(createSessionShell(computer, {terminal: state}), {
				state,
				ready: loadPrograms(clock),
				signal: computer.signal,
				command,
			});
		},
		close: async () => {
			for (const instanceId of [...running.keys()]) switchOff(instanceId);
			await Promise.all(work);
		},
	};
};
