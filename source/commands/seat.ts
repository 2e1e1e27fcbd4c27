import {realClock, type ScaledClock, scaledClock} from '../clock.ts';
import {UserError} from '../errors.ts';
import type {OpenSocket} from '../session/port.ts';
import {webSocketsTo} from '../session/socket.ts';
import {adminPaths, type OwnerAddress, scenarioOn} from '../simulator/owner.ts';
import {connectRemote} from '../simulator/remote.ts';
import type {Scenario} from '../simulator/scenario.ts';
import type {RequestHandler} from '../simulator/transport.ts';
import {type OwnWorldOptions, openOwnWorld} from './own-world.ts';
import {humanSpeed, type Reasons} from './pace.ts';

/** How this process takes part in the simulated world: as its owner, or as the guest of the process that owns it. */
export type Seat = {
	readonly isOwner: boolean;
	readonly clock: ScaledClock;
	readonly requestHandler: RequestHandler;
	readonly openSocket: OpenSocket;
	/** What goes wrong on demand, in words; undefined where nothing does. */
	readonly scenario: () => string | undefined;
	/** Sees to how fast time passes after people began or ceased to be waited for. */
	readonly pace: () => void;
	readonly close: () => Promise<void>;
};

/** Who is waited for here, and who is at work elsewhere: time slows down for people alone. */
export type Claims = {readonly people: Reasons; readonly guests: Reasons};

/** @throws WorldBusy when another process owns the world */
export const ownSeat = async (options: Omit<OwnWorldOptions, 'hurry'>, {people, guests}: Claims): Promise<Seat> => {
	const {speed} = options;
	const {simulator, clock, close} = await openOwnWorld({...options, hurry: guests.add});
	return {
		isOwner: true,
		clock,
		requestHandler: simulator.requestHandler,
		openSocket: simulator.openSocket,
		scenario: () => scenarioOn(simulator.world),
		pace: () => clock.setSpeed(people.any() && !guests.any() ? humanSpeed(speed) : speed),
		close,
	};
};

/** A guest's sessions lead to the loopback, and nowhere else. */
const loopbackSocket = webSocketsTo([]);

/** How long an owner may take to say what time it is, host ms. */
const patience = 10_000;

const silent = (): UserError =>
	new UserError('The process that owns the simulated world does not answer.', {
		nextSteps: ['Has it been suspended (Ctrl-Z)? Let it go on, or end it: then this command takes the world over.'],
	});

/**
 * A seat with the process at `address`; undefined where nobody listens there (any more). `onGone` is called when the
 * owner goes away later. The clock, `given` or new, follows the owner's.
 * @throws UserError for an owner that does not answer
 */
export const guestSeat = async (
	address: OwnerAddress,
	{people}: Claims,
	given: ScaledClock | undefined,
	onGone: () => void,
): Promise<Seat | undefined> => {
	const host = realClock();
	const remote = connectRemote(address, host);
	const {promise: arrival, resolve: arrive} = Promise.withResolvers<ScaledClock | undefined>();
	let clock = given;
	let current: string | undefined;
	const leave = remote.followTime(
		({now, speed, scenario}) => {
			current = scenario;
			clock ??= scaledClock({speed, origin: now});
			clock.setSpeed(speed);
			clock.forward(now);
			arrive(clock);
		},
		() => {
			arrive(undefined);
			onGone();
		},
	);
	const late = new AbortController();
	const followed = await Promise.race([arrival, host.sleep(patience, late.signal).then(() => 'late' as const)]);
	if (followed === 'late') {
		leave();
		throw silent();
	}
	late.abort();
	if (!followed) return undefined;
	let rest: (() => void) | undefined;
	return {
		isOwner: false,
		clock: followed,
		requestHandler: remote.requestHandler,
		openSocket: loopbackSocket,
		scenario: () => current,
		pace: () => {
			if (!people.any()) rest ??= remote.work();
			else if (rest) {
				rest();
				rest = undefined;
			}
		},
		close: async () => {
			rest?.();
			leave();
		},
	};
};

/** Tells the owner at `address` that a command has begun: somebody signed in, perhaps for a scenario. */
export const greet = async (address: OwnerAddress, scenario: Scenario | undefined): Promise<void> => {
	const {post} = connectRemote(address, realClock());
	if (scenario) await post(adminPaths.scenario, JSON.stringify(scenario));
	else await post(adminPaths.signIn, '');
};
