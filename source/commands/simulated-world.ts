import {type Clock, realClock} from '../clock.ts';
import type {Invocation} from '../flags.ts';
import type {OpenSocket} from '../session/port.ts';
import {readOwnerAddress} from '../simulator/owner.ts';
import {isUnseen} from '../simulator/remote.ts';
import type {RequestHandler} from '../simulator/transport.ts';
import {WorldBusy} from '../simulator/world-file.ts';
import type {Surroundings} from './command.ts';
import {createReasons, type Pace} from './pace.ts';
import {readScenario} from './scenario.ts';
import {greet, guestSeat, ownSeat, type Seat} from './seat.ts';

/** The home's simulated world, whoever owns it. */
export type SimulatedWorld = {
	readonly clock: Clock;
	readonly pace: Pace;
	readonly requestHandler: RequestHandler;
	readonly openSocket: OpenSocket;
	/** What goes wrong on demand, in words; undefined where nothing does. */
	readonly scenario: () => string | undefined;
	readonly close: () => Promise<void>;
};

/** How long an owner that starts or stops is waited for, and how often it is looked at; host ms. */
const waiting = {patience: 10_000, interval: 50};

/**
 * Opens the home's world: takes it where nobody has it, else talks to the process that has it. When that one goes away,
 * this one takes the world over in the middle, at the time at which it is.
 * @throws UserError when its owner cannot be reached, and for a scenario that does not do
 */
export const openSimulatedWorld = async (
	{seed, speed, scenario: word}: Pick<Invocation, 'seed' | 'speed' | 'scenario'>,
	{home, cwd, reportCrash}: Pick<Surroundings, 'home' | 'cwd' | 'reportCrash'>,
): Promise<SimulatedWorld> => {
	const host = realClock();
	const scenario = word === undefined ? undefined : readScenario(word, cwd);
	let seat: Seat | undefined;
	let seating: Promise<Seat> | undefined;
	let isClosing = false;
	const apply = () => seat?.pace();
	const claims = {people: createReasons(apply), guests: createReasons(apply)};

	const visit = async ({note}: WorldBusy): Promise<Seat | undefined> => {
		const address = readOwnerAddress(note);
		if (!address) return undefined;
		let visited: Seat | undefined;
		const onGone = () => {
			if (visited) leave(visited);
		};
		visited = await guestSeat(address, claims, seat?.clock, onGone);
		if (visited && !seat) await greet(address, scenario);
		return visited;
	};
	const take = async (): Promise<Seat> => {
		for (let waited = 0; ; waited += waiting.interval) {
			try {
				// What begins with a command does not begin again when it takes the world over.
				const begin = seat ? undefined : scenario;
				return await ownSeat({home, seed, speed, scenario: begin, clock: seat?.clock, onBug: reportCrash}, claims);
			} catch (error) {
				if (!(error instanceof WorldBusy)) throw error;
				const visited = await visit(error);
				if (visited) return visited;
				if (error.note === 'unreachable' || waited >= waiting.patience) throw error;
			}
			await host.sleep(waiting.interval);
		}
	};
	const sit = (): Promise<Seat> => {
		seating ??= take().then(taken => {
			seat = taken;
			apply();
			return taken;
		});
		return seating;
	};
	/** Whose owner went away: the next one who comes along takes the world over, or finds who did. */
	const leave = (left: Seat): void => {
		if (seat !== left || isClosing) return;
		seating = undefined;
		// Whoever asks next learns what went wrong.
		sit().catch(() => {});
	};

	const {clock} = await sit();
	return {
		clock,
		pace: {speed: () => seat?.clock.speed() ?? speed, slowDown: claims.people.add},
		requestHandler: {
			handle: async request => {
				for (;;) {
					const current = await sit();
					try {
						return await current.requestHandler.handle(request);
					} catch (error) {
						if (current.isOwner || !isUnseen(error)) throw error;
						leave(current);
					}
				}
			},
			destroy: () => {},
			updateHttpClientConfig: () => {},
			httpHandlerConfigs: () => ({}),
		},
		scenario: () => seat?.scenario(),
		openSocket: async (url, signal) => (await sit()).openSocket(url, signal),
		close: async () => {
			isClosing = true;
			const current = await seating?.catch(() => undefined);
			await current?.close();
		},
	};
};
