import type {AwsClients} from '../../source/aws/clients.ts';
import {createClients} from '../../source/aws/clients.ts';
import {callerIdentity} from '../../source/aws/identity.ts';
import {type Clock, virtualClock} from '../../source/clock.ts';
import {approveOn} from '../../source/commands/approve.ts';
import type {Surroundings} from '../../source/commands/command.ts';
import type {Connection} from '../../source/commands/connection.ts';
import {downOn} from '../../source/commands/down.ts';
import {steadyPace} from '../../source/commands/pace.ts';
import {readScenario} from '../../source/commands/scenario.ts';
import {signInOnAws} from '../../source/commands/sign-in.ts';
import {upOn} from '../../source/commands/up-in-lines.ts';
import {verifyOn} from '../../source/commands/verify.ts';
import type {RunEvent} from '../../source/engine/events.ts';
import {parseFlags} from '../../source/flags.ts';
import type {Asker} from '../../source/prompts.ts';
import {signIn} from '../../source/simulator/credentials.ts';
import type {FaultOf} from '../../source/simulator/faults.ts';
import {beginScenario} from '../../source/simulator/scenario.ts';
import {createSimulator, type Simulator} from '../../source/simulator/simulator.ts';
import type {RequestHandler} from '../../source/simulator/transport.ts';
import {createWorld, type World} from '../../source/simulator/world.ts';
import {homeOf} from '../../source/store/home.ts';
import {temporaryFolder} from './temporary-folder.ts';

export type Ran = {readonly code: number; readonly events: readonly RunEvent[]; readonly warnings: readonly string[]};

/** The commands on a simulator in virtual time, in one process: minutes of AWS in a second. */
export type Lab = {
	readonly world: World;
	readonly clock: Clock;
	readonly simulator: Simulator;
	/** SDK clients on the same world, as somebody else would use. */
	readonly clients: AwsClients;
	readonly home: string;
	/** What the commands work on. */
	readonly connection: Connection;
	readonly up: (...args: readonly string[]) => Promise<Ran>;
	readonly verify: (...args: readonly string[]) => Promise<Ran>;
	readonly down: (...args: readonly string[]) => Promise<Ran>;
	readonly approve: (...args: readonly string[]) => Promise<Ran>;
	/** The same commands with lines for people, and somebody to ask. */
	readonly told: (
		command: 'up' | 'down' | 'approve',
		args: readonly string[],
		ask?: Asker,
	) => Promise<{readonly code: number; readonly lines: readonly string[]; readonly warnings: readonly string[]}>;
	readonly close: () => Promise<void>;
};

export const openLab = async (
	options: {
		readonly seed?: number;
		readonly region?: string;
		readonly world?: World;
		readonly home?: string;
		readonly signal?: AbortSignal;
		/** The name of one that is shipped. */
		readonly scenario?: string;
		/** Who asks, when it is not the principal that the simulator takes everybody for. */
		readonly arn?: string;
		/** Stands for AWS, and for credentials of this account there. */
		readonly account?: string;
		/** Default: a virtual one that goes on from the world's time. */
		readonly clock?: Clock;
		/** What goes wrong with each call. */
		readonly faults?: FaultOf;
		/** Called when the world would go to disk. */
		readonly save?: (world: World) => void;
		/** What stands between the program and the simulator. */
		readonly carry?: (handler: RequestHandler) => RequestHandler;
		/** After so many seconds somebody signs in where credentials have run out; absent: nobody is there. */
		readonly signInAfter?: number;
	} = {},
): Promise<Lab> => {
	const clock = options.clock ?? virtualClock(options.world?.time);
	const world = options.world ?? createWorld({seed: options.seed ?? 1, time: clock.now()});
	if (options.scenario !== undefined) {
		world.scenario = beginScenario(readScenario(options.scenario, '/'), clock.now());
	}
	const home = options.home ?? temporaryFolder();
	const {faults, save, signal = new AbortController().signal} = options;
	const simulator = createSimulator({world, clock, ...(faults ? {faults} : {}), ...(save ? {save} : {})});
	simulator.start();
	const {carry = same => same} = options;
	const clientsIn = (region: string) =>
		createClients({
			region,
			requestHandler: carry(simulator.requestHandler),
			credentials: {accessKeyId: 'AKIASIMULATOR', secretAccessKey: 'simulator'},
			hold: clock.hold,
		});
	const region = options.region ?? 'us-east-1';
	const clients = clientsIn(region);
	const signInLater = (seconds: number) => async (stop: AbortSignal) => {
		await clock.sleep(seconds * 1000, stop);
		signIn(world, clock.now());
	};
	const {account} = options;
	const targetIn = (where: string) => (account === undefined ? 'simulator' : `aws ${account} ${where}`);
	const inRegion = async (where: string): Promise<Connection> => {
		const own = clientsIn(where);
		return {
			target: targetIn(where),
			region: where,
			simulated: true,
			clock,
			pace: steadyPace,
			clients: own,
			signal,
			caller: {
				...(await callerIdentity(own)),
				...(options.arn === undefined ? {} : {arn: options.arn}),
				...(account === undefined ? {} : {account}),
			},
			openSocket: simulator.openSocket,
			signInSteps: signInOnAws('work'),
			...(options.signInAfter === undefined ? {} : {renewed: signInLater(options.signInAfter)}),
			scenario: options.scenario,
			targetIn,
			inRegion,
		};
	};
	const connection = await inRegion(region);
	const surroundings: Omit<Surroundings, 'mode' | 'write' | 'warn'> = {
		env: {},
		cwd: home,
		home: homeOf({PRIVATELINK_WIZARD_HOME: home}),
		signal,
		onExit: () => () => {},
		stopIsTheEnd: () => {},
		holdTerminal: () => () => {},
		reportCrash: error => {
			throw error;
		},
	};
	const commands = {
		up: upOn,
		verify: verifyOn,
		down: async (...args: Parameters<typeof downOn>) => {
			const end = await downOn(...args);
			if (typeof end === 'number') return end;
			throw new Error('Another run works on the deployment');
		},
		approve: approveOn,
	};
	const run =
		(name: keyof typeof commands) =>
		async (...args: readonly string[]): Promise<Ran> => {
			const events: RunEvent[] = [];
			const warnings: string[] = [];
			const code = await commands[name](connection, parseFlags([name, '--simulate', '--output', 'json', ...args]), {
				...surroundings,
				mode: 'json',
				write: line => events.push(JSON.parse(line) as RunEvent),
				warn: line => warnings.push(line),
			});
			return {code, events, warnings};
		};
	return {
		world,
		clock,
		simulator,
		clients,
		home,
		connection,
		up: run('up'),
		verify: run('verify'),
		down: run('down'),
		approve: run('approve'),
		told: async (name, args, ask) => {
			const lines: string[] = [];
			const warnings: string[] = [];
			const code = await commands[name](connection, parseFlags([name, '--simulate', ...args]), {
				...surroundings,
				mode: 'plain',
				...(ask ? {ask} : {}),
				write: line => lines.push(line),
				warn: line => warnings.push(line),
			});
			return {code, lines, warnings};
		},
		close: () => simulator.close(),
	};
};

/** The mutating calls that the world saw from its `from`th call on. */
export const mutationsSince = ({world}: Lab, from: number): readonly string[] =>
	world.calls
		.slice(from)
		.filter(({mutating}) => mutating)
		.map(({operation}) => operation);
