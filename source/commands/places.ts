import {UserError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import type {Place} from '../ui/ports.ts';
import type {Surroundings} from './command.ts';
import {type Connection, type Gateway, openGateway} from './connection.ts';

/** The places of one sitting: each is opened at its first use and stays open until the end. */
export type Places = {
	/** @throws UserError without credentials, while the owner of the simulated world cannot be reached, or for a place that is shut */
	readonly connect: (place: Place, region: string) => Promise<Connection>;
	/** Between runs a person reads and types: simulated time passes as theirs. */
	readonly whileBusy: <T>(place: Place, work: () => Promise<T>) => Promise<T>;
	readonly close: () => Promise<void>;
};

type Opened = Gateway & {readonly whileBusy: <T>(work: () => Promise<T>) => Promise<T>};

const open = async (invocation: Invocation, surroundings: Surroundings): Promise<Opened> => {
	const gateway = await openGateway(invocation, surroundings);
	let busy = 0;
	let hurry = gateway.pace.slowDown();
	return {
		...gateway,
		whileBusy: async work => {
			busy++;
			if (busy === 1) hurry();
			try {
				return await work();
			} finally {
				busy--;
				if (busy === 0) hurry = gateway.pace.slowDown();
			}
		},
	};
};

/** With `--simulate` no AWS is looked at: only the simulator is a place then. */
export const createPlaces = (invocation: Invocation, surroundings: Surroundings): Places => {
	const opened = new Map<Place, Promise<Opened>>();
	const connections = new Map<string, Promise<Connection>>();
	const gatewayOf = (place: Place): Promise<Opened> => {
		if (place === 'aws' && invocation.simulate) {
			throw new UserError('AWS is out of reach here: this was started for the simulator alone.', {
				nextSteps: ['Start it without --simulate to build on AWS.'],
			});
		}
		return remembered(opened, place, () => open({...invocation, simulate: place === 'simulator'}, surroundings));
	};
	return {
		connect: async (place, region) => {
			const gateway = await gatewayOf(place);
			return await remembered(connections, `${place} ${region}`, () => gateway.inRegion(region));
		},
		whileBusy: async (place, work) => (await gatewayOf(place)).whileBusy(work),
		close: async () => {
			for (const gateway of await Promise.allSettled(opened.values())) {
				if (gateway.status === 'fulfilled') await gateway.value.close();
			}
		},
	};
};

/** What was begun once is not begun again, unless it failed. */
const remembered = async <Key, Value>(
	known: Map<Key, Promise<Value>>,
	key: Key,
	begin: () => Promise<Value>,
): Promise<Value> => {
	const found = known.get(key) ?? begin();
	known.set(key, found);
	try {
		return await found;
	} catch (error) {
		known.delete(key);
		throw error;
	}
};
