import {type ScaledClock, scaledClock} from '../clock.ts';
import type {Invocation} from '../flags.ts';
import {createSimulator, type Simulator} from '../simulator/simulator.ts';
import {type CallRecord, createWorld} from '../simulator/world.ts';
import {openWorldFile} from '../simulator/world-file.ts';
import type {Home} from '../store/home.ts';

/** The home's simulated world, owned by this process until `close`, which saves it. */
export type OwnWorld = {
	readonly simulator: Simulator;
	readonly clock: ScaledClock;
	readonly close: () => Promise<void>;
};

/**
 * Takes the home's world and lets its time go on at `speed`.
 * @throws UserError when another process owns it
 */
export const openOwnWorld = (
	home: Home,
	{seed, speed}: Pick<Invocation, 'seed' | 'speed'>,
	onCall?: (record: CallRecord) => void,
): OwnWorld => {
	const file = openWorldFile(home.world);
	const world = file.world ?? createWorld({seed: seed ?? Math.floor(Math.random() * 2 ** 31), time: Date.now()});
	const clock = scaledClock({speed, origin: world.time});
	const simulator = createSimulator({world, clock, save: file.save, ...(onCall ? {onCall} : {})});
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
