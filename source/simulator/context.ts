import type {Caller} from './accounts.ts';
import {findRegion} from './catalogue.ts';
import type {Context} from './operation.ts';
import {drawId, drawRandom} from './random.ts';
import {neverSeconds} from './timings.ts';
import type {World} from './world.ts';

/** What a change asks of those outside the world, to be done once it is made. */
export type Effects = {
	readonly powerChanged: (instanceId: string) => void;
	readonly sessionEnded: (sessionId: string) => void;
	readonly invocationChanged: (commandId: string, instanceId: string) => void;
};

/** Users, roles and the account itself are IAM's; whoever assumed a role is the token service's. */
const serviceOf = ({principal}: Caller): string => (principal.startsWith('assumed-role/') ? 'sts' : 'iam');

/**
 * The context of one request or timer at world time `now`, ms. A region that the catalogue lacks gets the partition
 * of the first one.
 */
export const createContext = ({
	world,
	now,
	region,
	caller,
	effects,
	streamOrigin,
	hostNow = now,
}: {
	readonly world: World;
	readonly now: number;
	readonly region: string;
	readonly caller: Caller;
	readonly effects: Effects;
	/** Absent: AWS's own host in the region. */
	readonly streamOrigin?: string | undefined;
	/** The host's time, ms; absent: the world's is the only one. */
	readonly hostNow?: number;
}): Context => {
	const partition = findRegion(region)?.partition ?? {id: 'aws', dnsSuffix: 'amazonaws.com'};
	return {
		world,
		now,
		hostNow,
		region,
		account: caller.account,
		partition: partition.id,
		dnsSuffix: partition.dnsSuffix,
		streamOrigin: streamOrigin ?? `wss://ssmmessages.${region}.${partition.dnsSuffix}`,
		principal: `arn:${partition.id}:${serviceOf(caller)}::${caller.account}:${caller.principal}`,
		userId: caller.userId,
		caller,
		random: () => drawRandom(world),
		newId: prefix => drawId(world, prefix),
		schedule: (milliseconds, kind, payload) => {
			if (milliseconds >= neverSeconds * 1000) return;
			world.timers.push({
				due: now + Math.max(0, Math.round(milliseconds)),
				sequence: world.sequence++,
				kind,
				payload: {account: caller.account, region, ...payload},
			});
		},
		powerChanged: effects.powerChanged,
		sessionEnded: effects.sessionEnded,
		invocationChanged: effects.invocationChanged,
	};
};
