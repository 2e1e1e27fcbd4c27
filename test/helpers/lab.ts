import type {AwsClients} from '../../source/aws/clients.ts';
import {createClients} from '../../source/aws/clients.ts';
import {callerIdentity} from '../../source/aws/identity.ts';
import {type Clock, virtualClock} from '../../source/clock.ts';
import type {Surroundings} from '../../source/commands/command.ts';
import type {Connection} from '../../source/commands/connection.ts';
import {downOn} from '../../source/commands/down.ts';
import {upOn} from '../../source/commands/up.ts';
import {verifyOn} from '../../source/commands/verify.ts';
import type {RunEvent} from '../../source/engine/events.ts';
import {parseFlags} from '../../source/flags.ts';
import {createSimulator, type Simulator} from '../../source/simulator/simulator.ts';
import {createWorld, type World} from '../../source/simulator/world.ts';
import {homeOf} from '../../source/store/home.ts';
import {temporaryFolder} from './bin.ts';

export type Ran = {readonly code: number; readonly events: readonly RunEvent[]; readonly warnings: readonly string[]};

/** The commands on a simulator in virtual time, in one process: minutes of AWS in a second. */
export type Lab = {
	readonly world: World;
	readonly clock: Clock;
	readonly simulator: Simulator;
	/** SDK clients on the same world, as somebody else would use. */
	readonly clients: AwsClients;
	readonly home: string;
	readonly up: (...args: readonly string[]) => Promise<Ran>;
	readonly verify: (...args: readonly string[]) => Promise<Ran>;
	readonly down: (...args: readonly string[]) => Promise<Ran>;
	readonly close: () => Promise<void>;
};

export const openLab = async (
	options: {
		readonly seed?: number;
		readonly region?: string;
		readonly world?: World;
		readonly home?: string;
		readonly signal?: AbortSignal;
	} = {},
): Promise<Lab> => {
	const clock = virtualClock(options.world?.time);
	const world = options.world ?? createWorld({seed: options.seed ?? 1, time: clock.now()});
	const home = options.home ?? temporaryFolder();
	const simulator = createSimulator({world, clock});
	simulator.start();
	const clientsIn = (region: string) =>
		createClients({
			region,
			requestHandler: simulator.requestHandler,
			credentials: {accessKeyId: 'AKIASIMULATOR', secretAccessKey: 'simulator'},
			hold: clock.hold,
		});
	const region = options.region ?? 'us-east-1';
	const clients = clientsIn(region);
	const connection: Connection = {
		target: 'simulator',
		region,
		simulated: true,
		clock,
		clients,
		caller: await callerIdentity(clients),
		openSocket: simulator.openSocket,
		close: async () => {},
	};
	const run =
		(
			name: string,
			command: (
				connection: Connection,
				invocation: ReturnType<typeof parseFlags>,
				surroundings: Surroundings,
			) => Promise<number>,
		) =>
		async (...args: readonly string[]): Promise<Ran> => {
			const events: RunEvent[] = [];
			const warnings: string[] = [];
			const code = await command(connection, parseFlags([name, '--simulate', '--output', 'json', ...args]), {
				env: {},
				home: homeOf({PRIVATELINK_WIZARD_HOME: home}),
				write: line => events.push(JSON.parse(line) as RunEvent),
				warn: line => warnings.push(line),
				signal: options.signal ?? new AbortController().signal,
			});
			return {code, events, warnings};
		};
	return {
		world,
		clock,
		simulator,
		clients,
		home,
		up: run('up', upOn),
		verify: run('verify', verifyOn),
		down: run('down', downOn),
		close: () => simulator.close(),
	};
};

/** The mutating calls that the world saw from its `from`th call on. */
export const mutationsSince = ({world}: Lab, from: number): readonly string[] =>
	world.calls
		.slice(from)
		.filter(({mutating}) => mutating)
		.map(({operation}) => operation);
