import {randomBytes} from 'node:crypto';
import {realClock, type ScaledClock, scaledClock} from '../clock.ts';
import {findKey} from '../simulator/accounts.ts';
import {signIn} from '../simulator/credentials.ts';
import {type OwnerAddress, ownerCalls, ownerKey} from '../simulator/owner.ts';
import {beginScenario, type Scenario} from '../simulator/scenario.ts';
import {type SimulatorServer, startServer} from '../simulator/server.ts';
import {createAuthenticator} from '../simulator/signature.ts';
import {createSimulator, type Simulator} from '../simulator/simulator.ts';
import {type CallRecord, createWorld, type World} from '../simulator/world.ts';
import {openWorldFile, type WorldFile} from '../simulator/world-file.ts';
import type {Home} from '../store/home.ts';

/** The home's simulated world, owned by this process until `close`, which saves it. */
export type OwnWorld = {
	readonly simulator: Simulator;
	readonly clock: ScaledClock;
	/** Where others talk to it; undefined where this computer lets no port be served. */
	readonly server: SimulatorServer | undefined;
	readonly close: () => Promise<void>;
};

export type OwnWorldOptions = {
	readonly home: Home;
	readonly seed: number | undefined;
	readonly speed: number;
	/** Begins; absent: the one that is on stays. */
	readonly scenario: Scenario | undefined;
	/** A clock that is under way already, when a world is taken over; it becomes the world's. */
	readonly clock?: ScaledClock | undefined;
	/** Told of when somebody else's work is under way, and until when. */
	readonly hurry: () => () => void;
	/** Served to all clients with the keys of its accounts, on this port; absent: to this program's other processes alone. */
	readonly port?: number;
	readonly onCall?: (record: CallRecord) => void;
	readonly onBug: (error: unknown) => void;
};

/**
 * Takes the home's world and lets its time go on.
 * @throws WorldBusy when another process owns it; the system's error when `port` cannot be had
 */
export const openOwnWorld = async (options: OwnWorldOptions): Promise<OwnWorld> => {
	const {home, seed, speed, scenario, onCall} = options;
	const file = openWorldFile(home.world);
	try {
		const world = file.world ?? createWorld({seed: seed ?? Math.floor(Math.random() * 2 ** 31), time: Date.now()});
		const clock = options.clock ?? scaledClock({speed, origin: world.time});
		clock.forward(world.time);
		// Whoever starts a command has signed in for it.
		if (scenario) world.scenario = beginScenario(scenario, world.time);
		else signIn(world, world.time);
		const {save, mark} = file;
		const simulator = createSimulator({world, clock, host: realClock(), save, mark, ...(onCall ? {onCall} : {})});
		simulator.start();
		const server = await serve(simulator, world, clock, file, options);
		return {
			simulator,
			clock,
			server,
			close: async () => {
				try {
					await server?.close();
					await simulator.close();
				} finally {
					file.release();
				}
			},
		};
	} catch (error) {
		file.release();
		throw error;
	}
};

const serve = async (
	simulator: Simulator,
	world: World,
	clock: ScaledClock,
	{publish, save}: WorldFile,
	{port, hurry, onBug}: OwnWorldOptions,
): Promise<SimulatorServer | undefined> => {
	const host = realClock();
	const token = randomBytes(32).toString('base64url');
	const own = ownerKey(token);
	const keyOf = (id: string) => (id === own.accessKeyId ? own : port === undefined ? undefined : findKey(world, id));
	try {
		const server = await startServer({
			simulator,
			port: port ?? 0,
			authenticate: createAuthenticator(keyOf, host.now),
			clock,
			host,
			admin: {token, calls: ownerCalls({world, clock, save, hurry})},
			onBug,
		});
		publish({port: server.port, token} satisfies OwnerAddress);
		return server;
	} catch (error) {
		if (port !== undefined) throw error;
		publish('unreachable');
		return undefined;
	}
};
