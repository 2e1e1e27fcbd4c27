import type {Clock, ScaledClock} from '../clock.ts';
import {type AccessKey, ownCaller} from './accounts.ts';
import {signIn} from './credentials.ts';
import {beginScenario, parseScenario} from './scenario.ts';
import type {AdminCalls} from './server/admin.ts';
import type {World} from './world.ts';

/** How other processes of the same person reach the one that owns a world; in the world's lock, which only they can read. */
export type OwnerAddress = {readonly port: number; readonly token: string};

/** What was published in a lock as an address; undefined for anything else. */
export const readOwnerAddress = (note: unknown): OwnerAddress | undefined => {
	if (typeof note !== 'object' || note === null || !('port' in note) || !('token' in note)) return undefined;
	const {port, token} = note;
	return typeof port === 'number' && typeof token === 'string' ? {port, token} : undefined;
};

/** The access key of the owner's other processes: its secret is the token. */
export const ownerKey = (token: string): AccessKey => ({
	...ownCaller,
	accessKeyId: 'AKIAWORLDOWNER',
	secretAccessKey: token,
});

/** How time passes in a world. */
export type WorldTime = {
	/** World time, ms. */
	readonly now: number;
	/** Seconds of it that pass in one. */
	readonly speed: number;
	/** What goes wrong on demand, in words; absent where nothing does. */
	readonly scenario?: string | undefined;
};

/** What is on in a world, in words. */
export const scenarioOn = ({scenario: {plan}}: World): string | undefined =>
	Object.keys(plan).length === 0 ? undefined : (plan.about ?? 'a scenario of your own');

/** Paths of the admin calls. */
export const adminPaths = {
	/** GET: the world's time and scenario, and again whenever its speed or its scenario changes. */
	clock: '/_simulator/clock',
	/** GET: as long as it is listened to, somebody else's work is under way: time does not slow down for a person. */
	work: '/_simulator/work',
	/** POST: somebody signs in, as the start of a command does. */
	signIn: '/_simulator/sign-in',
	/** POST a scenario: it begins. */
	scenario: '/_simulator/scenario',
} as const;

/** What the owner of a world does for those with its token. */
export const ownerCalls = ({
	world,
	clock,
	save,
	hurry,
}: {
	readonly world: World;
	readonly clock: Pick<ScaledClock, 'speed' | 'watch'> & Pick<Clock, 'now'>;
	readonly save: (world: World) => void;
	/** Full speed until the returned function is called. */
	readonly hurry: () => () => void;
}): AdminCalls => {
	const tellers = new Set<() => void>();
	return {
		[`GET ${adminPaths.clock}`]: () => ({
			stream: send => {
				const tell = () =>
					send({now: clock.now(), speed: clock.speed(), scenario: scenarioOn(world)} satisfies WorldTime);
				const ignore = clock.watch(tell);
				tellers.add(tell);
				tell();
				return () => {
					ignore();
					tellers.delete(tell);
				};
			},
		}),
		[`GET ${adminPaths.work}`]: () => ({stream: () => hurry()}),
		[`POST ${adminPaths.signIn}`]: () => {
			signIn(world, clock.now());
			save(world);
			return {value: {}};
		},
		[`POST ${adminPaths.scenario}`]: input => {
			world.scenario = beginScenario(parseScenario(input, 'the scenario'), clock.now());
			save(world);
			for (const tell of tellers) tell();
			return {value: {}};
		},
	};
};
