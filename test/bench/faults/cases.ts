import type {World} from '../../../source/simulator/world.ts';
import {plant} from './foreign.ts';
import {graphOf} from './graph.ts';
import {faultNames, fullDisks, kills, type MishapName, mishapAt} from './mishap.ts';
import {type Goal, give, naiveCommandFor, type Played, play, type Verb, type Yardstick} from './play.ts';
import {type Kill, type Recording, record} from './record.ts';
import {type Call, openStage, type Snapshot} from './stage.ts';

/** A stretch of a deployment's life, played by one command. */
export type Phase = {
	readonly name: string;
	readonly from: Snapshot;
	readonly verb: Verb;
	/** Where going on leads. */
	readonly goal: Goal;
	readonly recording: Recording;
};

/** What all cases have in common: the recorded phases, and what they are measured by. */
export type Stock = {readonly phases: readonly Phase[]; readonly yardstick: Yardstick};

export type Case = {
	readonly name: string;
	readonly goal: Goal;
	readonly run: () => Promise<Played>;
};

const settledGraph = async (snapshot: Snapshot, foreign: ReadonlySet<string>) => {
	const stage = await openStage(snapshot);
	await stage.lab.clock.sleep(5 * 60_000);
	await stage.lab.clients.sts().then(sts => sts.getCallerIdentity({}));
	const graph = graphOf(stage.lab.world, foreign);
	stage.close();
	return graph;
};

const recordPhase = async (
	name: string,
	from: Snapshot,
	verb: Verb,
	goal: Goal,
	code: number | undefined,
): Promise<Phase> => {
	const recording = await record(from, verb);
	if (code !== undefined && recording.end.code !== code) {
		throw new Error(`Undisturbed, "${name}" ended with ${recording.end.code}: ${recording.end.error}`);
	}
	return {name, from, verb, goal, recording};
};

const after = async (from: Snapshot, verb: Verb): Promise<Snapshot> => {
	const stage = await openStage(from);
	await give(stage, verb);
	const snapshot = stage.snapshot();
	stage.close();
	return snapshot;
};

/** Plays every phase once, undisturbed. @throws when one does not end as it should, unless it may fail */
export const takeStock = async (world: World, mayFail = false): Promise<Stock> => {
	const recorded = (...args: Parameters<typeof recordPhase>) =>
		recordPhase(args[0], args[1], args[2], args[3], mayFail ? undefined : args[4]);
	const planted = await plant(world);
	const build = await recorded('build', planted.snapshot, 'up', 'up', 0);
	const waiting = await after(planted.snapshot, 'up and wait');
	const rejection = await recorded('rejection', waiting, 'up and reject', 'up', 4);
	const yardstick = {
		foreign: new Set(planted.ids),
		foreignGraph: planted.graph,
		built: await settledGraph(build.recording.after, new Set(planted.ids)),
	};
	return {
		yardstick,
		phases: [
			build,
			await recorded('acceptance', waiting, 'approve', 'up', 0),
			rejection,
			await recorded('rejection by approve', waiting, 'reject', 'up', 4),
			await recorded('replacement', rejection.recording.after, 'up', 'up', 0),
			await recorded('verification', build.recording.after, 'verify', 'up', 0),
			await recorded('teardown', build.recording.after, 'down', 'down', 0),
		],
	};
};

const otherGoal = {up: 'down', down: 'up'} as const;

const placeOf = ({operation, occurrence}: Pick<Call, 'operation' | 'occurrence'>): string =>
	`${operation} ${occurrence}`;

/** Every kill at every changing call: once gone on with, once led to the other end. */
export const killCases = ({phases, yardstick}: Stock): readonly Case[] =>
	phases.flatMap(({name, goal, recording}) =>
		recording.left.flatMap(({kill, call, snapshot}) =>
			[goal, otherGoal[goal]].map(
				(to): Case => ({
					name: `${name}: ${kill}, ${placeOf(call)} → ${to}`,
					goal: to,
					run: () => play(snapshot, [], to, yardstick),
				}),
			),
		),
	);

/** The fixed part of those: every kill at every changing call, to the one end or to the other. */
export const fixedKillCases = (stock: Stock, phase: string, kill: Kill): readonly Case[] => {
	const both = killCases(stock).filter(({name}) => name.startsWith(`${phase}: ${kill}, `));
	const shift = kills.indexOf(kill);
	return both.filter((_, index) => index % 2 === (Math.floor(index / 2) + shift) % 2);
};

/** A naive script that is killed right after each of its calls, and then run again, or its counterpart that takes down. */
export const naiveCases = async ({phases, yardstick}: Stock): Promise<readonly Case[]> => {
	const from = phases[0]?.from;
	if (!from) return [];
	const {end, after: built, left} = await record(from, 'naive up');
	if (end.code !== 0) throw new Error(`Undisturbed, the naive script ended with ${end.code}: ${end.error}`);
	const own = {...yardstick, built: await settledGraph(built, yardstick.foreign)};
	return left
		.filter(({kill}) => kill === 'killed after send')
		.flatMap(({call, snapshot}) =>
			(['up', 'down'] as const).map(goal => ({
				name: `naive script: killed after send, ${placeOf(call)} → ${goal}`,
				goal,
				run: () => play(snapshot, [], goal, own, 'at the goal', naiveCommandFor),
			})),
		);
};

/** Some time after the mishap, in the middle of what the program makes of it; ms. */
const laterOf = (index: number): number => [500, 2_000, 5_000, 15_000, 40_000][index % 5] ?? 0;

const faultCase = (
	{phases: _, yardstick}: Stock,
	{name, from, verb}: Phase,
	mishap: MishapName,
	place: {readonly operation: string; readonly occurrence: number},
	goal: Goal,
	later?: number,
): Case => ({
	name: `${name}: ${mishap}, ${placeOf(place)}${later === undefined ? '' : ` and ${later} ms later killed`} → ${goal}`,
	goal,
	run: () => play(from, [{verb, mishap: mishapAt(mishap, place, later)}], goal, yardstick),
});

/** Every fault at every changing call, and a full disk at every line about one. */
export const faultCases = (stock: Stock): readonly Case[] =>
	stock.phases.flatMap(phase => {
		const {goal, recording} = phase;
		const changing = recording.calls.filter(call => call.changing);
		const both = (mishap: MishapName, place: Call, index: number) => [
			faultCase(stock, phase, mishap, place, goal),
			faultCase(stock, phase, mishap, place, 'down', laterOf(index)),
		];
		return [
			...changing.flatMap((call, index) => faultNames.flatMap((fault, nth) => both(fault, call, index + nth))),
			...recording.lines.flatMap(({type, operation, occurrence}) => {
				const disk = type === 'call-intended' ? fullDisks[0] : fullDisks[1];
				const place = {operation, occurrence};
				return [faultCase(stock, phase, disk, place, goal), faultCase(stock, phase, disk, place, otherGoal[goal])];
			}),
		];
	});

/** The operations that tell a refusal inside of their answer: `Unsuccessful[]`. */
const batches = /^(DeleteVpcEndpoints|DeleteVpcEndpointServiceConfigurations|(Accept|Reject)VpcEndpointConnections)$/;

/** A call that is refused within a 200, which the command itself has to make good. */
export const refusalCases = (stock: Stock): readonly Case[] =>
	stock.phases
		.filter(({verb}) => verb === 'up' || verb === 'down')
		.flatMap(({name, from, verb, goal, recording}) =>
			recording.calls
				.filter(({operation}) => batches.test(operation))
				.map(call => ({
					name: `${name}: refused within a 200, ${placeOf(call)} → ${goal}`,
					goal,
					run: () =>
						play(from, [{verb, mishap: mishapAt('refused within a 200', call)}], goal, stock.yardstick, 'at once'),
				})),
		);

const readFaults = ['reply lost', '5xx without effect', 'throttled'] as const;

/** What only looks: the first and the last call of each operation in each phase. */
export const readCases = (stock: Stock): readonly Case[] =>
	stock.phases.flatMap(phase => {
		const reads = Map.groupBy(
			phase.recording.calls.filter(call => !call.changing),
			({operation}) => operation,
		);
		const ends = [...reads.values()].flatMap(calls =>
			[...new Set([calls[0], calls.at(-1)])].flatMap(call => call ?? []),
		);
		return ends.flatMap(call => readFaults.map(fault => faultCase(stock, phase, fault, call, phase.goal)));
	});
