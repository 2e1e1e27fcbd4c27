import {realClock, type ScaledClock, scaledClock} from '../clock.ts';
import type {Invocation} from '../flags.ts';
import {signIn} from '../simulator/credentials.ts';
import {beginScenario} from '../simulator/scenario.ts';
import {createSimulator, type Simulator} from '../simulator/simulator.ts';
import {type CallRecord, createWorld} from '../simulator/world.ts';
import {openWorldFile} from '../simulator/world-file.ts';
import type {Home} from '../store/home.ts';
import {readScenario} from './scenario.ts';

/** The home's simulated world, owned by this process until `close`, which saves it. */
export type OwnWorld = {
	readonly simulator: Simulator;
	readonly clock: ScaledClock;
	readonly close: () => Promise<void>;
};

/**
 * Takes the home's world and lets its time go on at `speed`, in the scenario that is given, or in the one that is on.
 * @param cwd where the scenario's file is looked for
 * @throws UserError when another process owns it, and for a scenario that does not do
 */
export const openOwnWorld = (
	home: Home,
	cwd: string,
	{seed, speed, scenario}: Pick<Invocation, 'seed' | 'speed' | 'scenario'>,
	onCall?: (record: CallRecord) => void,
): OwnWorld => {
	const plan = scenario === undefined ? undefined : readScenario(scenario, cwd);
	const file = openWorldFile(home.world);
	const world = file.world ?? createWorld({seed: seed ?? Math.floor(Math.random() * 2 ** 31), time: Date.now()});
	// Whoever starts a command has signed in for it.
	if (plan) world.scenario = beginScenario(plan, world.time);
	else signIn(world, world.time);
	const clock = scaledClock({speed, origin: world.time});
	const simulator = createSimulator({world, clock, host: realClock(), save: file.save, ...(onCall ? {onCall} : {})});
	simulator.start();
	return {
		simulator,
		clock,
		close: async () => {
			await simulator.close();
			file.save(world);
			file.release();
		},
	};
};
