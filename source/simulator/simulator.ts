import type {Clock} from '../clock.ts';
import type {NetworkState} from '../network/state.ts';
import type {OpenSocket} from '../session/port.ts';
import {findKey, ownCaller} from './accounts.ts';
import {advance, nextTimer} from './advance.ts';
import {createContext, type Effects} from './context.ts';
import {createDataChannels, type DataChannels} from './data-channel.ts';
import {type Authenticate, dispatch, isLook} from './dispatch.ts';
import {type Driver, startDriver} from './driver.ts';
import type {FaultOf} from './faults.ts';
import {createMachineHost} from './machines/host.ts';
import type {MachineHost} from './machines/port.ts';
import {describeNetwork} from './network-state.ts';
import type {WireRequest, WireResponse} from './protocols/protocol.ts';
import {uuidOf} from './random.ts';
import {createCommandRunner} from './run-command.ts';
import {timers} from './services.ts';
import {inProcessHandler, type RequestHandler} from './transport.ts';
import type {CallRecord, World} from './world.ts';

/** Makes the host of a world's machines; it calls `changed` after each change that it made to the world. */
export type MachineHostFactory = (surroundings: {
	readonly world: World;
	readonly clock: Clock;
	/** What decides where the packets of a region go, as it is when it is called. */
	readonly network: (region: string) => NetworkState;
	readonly changed: () => void;
}) => MachineHost;

/** How many of the last calls a world remembers: some four builds' worth, a few hundred kB on disk. */
const longestLog = 2000;

/** The way by which requests come in from outside the process. */
export type Entrance = {
	readonly authenticate: Authenticate;
	/** What the addresses of its data channels begin with, e.g. `ws://127.0.0.1:4000`. */
	readonly streamOrigin: string;
};

export type Simulator = {
	readonly world: World;
	/**
	 * Answers one request; synchronous, so that a virtual clock stands still meanwhile. Without an entrance the request
	 * comes from this process and is believed.
	 */
	readonly handle: (request: WireRequest, entrance?: Entrance) => WireResponse;
	/** For SDK clients in the same process. */
	readonly requestHandler: RequestHandler;
	/** For session clients in the same process. */
	readonly openSocket: OpenSocket;
	/** For session clients elsewhere, and for what goes wrong on their lines. */
	readonly dataChannels: Pick<DataChannels, 'attach' | 'setFaults'>;
	/** Catches up with the clock and lets the world go on by itself: timers fire, machines run. Called once. */
	readonly start: () => void;
	/** Stops everything that runs, and saves. */
	readonly close: () => Promise<void>;
};

/**
 * An embedded AWS over one world. World time is `clock`'s. `save` is called before a mutation is answered, and after
 * the machines changed something.
 */
export const createSimulator = ({
	world,
	clock,
	host = clock,
	save = () => {},
	mark = () => {},
	onCall = () => {},
	machines: createMachines = createMachineHost,
	faults,
}: {
	readonly world: World;
	readonly clock: Clock;
	/** The host's time, by which credentials live; absent: the world's. */
	readonly host?: Pick<Clock, 'now'>;
	readonly save?: (world: World) => void;
	/** Called with the world's time before an answer that is not worth a save. */
	readonly mark?: (time: number) => void;
	/** Told of every call once it is answered. */
	readonly onCall?: (record: CallRecord) => void;
	readonly machines?: MachineHostFactory;
	/** What goes wrong with each call, beside what the world's scenario says. */
	readonly faults?: FaultOf;
}): Simulator => {
	let driver: Driver | undefined;
	let started = false;
	// What a change asks of those outside is done once it is whole.
	let pending: (() => void)[] = [];
	const effects: Effects = {
		// When it starts, the host looks at all machines by itself.
		powerChanged: instanceId => {
			if (started) pending.push(() => machines.powerChanged(instanceId));
		},
		sessionEnded: sessionId => pending.push(() => dataChannels.sessionEnded(sessionId)),
		// As with machines: when it starts, the runner looks at all invocations by itself.
		invocationChanged: (commandId, instanceId) => {
			if (started) pending.push(() => commands.changed(commandId, instanceId));
		},
	};
	const keep = () => {
		save(world);
		driver?.wake();
	};
	const settle = () => {
		const work = pending;
		pending = [];
		for (const effect of work) effect();
		driver?.wake();
	};
	const machines = createMachines({
		world,
		clock,
		network: region => {
			catchUp();
			return describeNetwork(world, region);
		},
		changed: () => keep(),
	});
	const commands = createCommandRunner({world, now: clock.now, machines, changed: () => keep()});
	const dataChannels = createDataChannels({world, clock, machines});

	const catchUp = () => {
		advance(world, clock.now(), timers, effects);
		settle();
	};

	const believe: Authenticate = (_request, {accessKey}) => findKey(world, accessKey) ?? ownCaller;

	const handle = (request: WireRequest, entrance?: Entrance): WireResponse => {
		catchUp();
		const now = world.time;
		const {response, record} = dispatch(request, {
			now,
			requestId: uuidOf(world.seed, world.sequence++),
			authenticate: entrance?.authenticate ?? believe,
			contextOf: (region, caller) =>
				createContext({
					world,
					now,
					hostNow: host.now(),
					region,
					caller,
					effects,
					streamOrigin: entrance?.streamOrigin,
				}),
			...(faults ? {faults} : {}),
		});
		world.calls.push(record);
		if (world.calls.length > longestLog) world.calls.splice(0, world.calls.length - longestLog);
		if (isLook(record.operation)) mark(now);
		else save(world);
		settle();
		onCall(record);
		return response;
	};

	return {
		world,
		handle,
		requestHandler: inProcessHandler(request => handle(request), clock),
		openSocket: dataChannels.openSocket,
		dataChannels,
		start: () => {
			// Their shells went with the process that ran them.
			for (const session of Object.values(world.sessions)) session.state = 'terminated';
			// Host and runner look at what is: at what has come of the world meanwhile, too.
			catchUp();
			started = true;
			machines.start();
			commands.start();
			driver = startDriver(clock, () => nextTimer(world)?.due, catchUp);
		},
		close: async () => {
			driver?.stop();
			dataChannels.close();
			await commands.close();
			await machines.close();
			save(world);
		},
	};
};
