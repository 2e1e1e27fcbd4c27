import type {Ran} from '../../helpers/lab.ts';
import {compare, type Graph, graphOf, inventory} from './graph.ts';
import type {Mishap} from './mishap.ts';
import {naiveDown, naiveUp} from './naive.ts';
import {openStage, type Snapshot, type Stage} from './stage.ts';

/** A command as a person gives it. */
export type Verb =
	| 'up'
	| 'up and reject'
	| 'up and wait'
	| 'approve'
	| 'reject'
	| 'verify'
	| 'down'
	| 'naive up'
	| 'naive down';

const script = (code: number): Ran => ({code, events: [], warnings: []});

const commands: {readonly [Name in Verb]: (stage: Stage) => Promise<Ran>} = {
	up: ({lab}) => lab.up('--yes', '--accept', '--seed', '1'),
	'up and reject': ({lab}) => lab.up('--yes', '--reject', '--seed', '1'),
	'up and wait': ({lab}) => lab.up('--yes', '--later', '--seed', '1'),
	approve: ({lab}) => lab.approve('--accept', '--yes'),
	reject: ({lab}) => lab.approve('--reject', '--yes'),
	verify: ({lab}) => lab.verify(),
	down: ({lab}) => lab.down('--confirm', 'lab'),
	'naive up': async ({lab}) => script(await naiveUp(lab.connection)),
	'naive down': async ({lab}) => script(await naiveDown(lab.connection)),
};

/** How a command ended: with a code, or with what it threw. */
export type End = {readonly code: number | undefined; readonly error?: string};

/** Gives a command; resolves to undefined when its process was killed. */
export const give = async (stage: Stage, verb: Verb): Promise<End | undefined> => {
	const run = async (): Promise<End> => {
		try {
			const {code, events} = await commands[verb](stage);
			if (code === 0) return {code};
			const failures = events.filter(({type}) => ['task-failed', 'verification-failed'].includes(type));
			const told = [...failures, ...events.filter(({type}) => type === 'sweep-finished'), events.at(-1)];
			return {code, error: JSON.stringify(told).slice(0, 1500)};
		} catch (error) {
			const {message, stack, exitCode} = error as Error & {exitCode?: number};
			return {code: exitCode, error: exitCode === undefined ? String(stack) : message};
		}
	};
	const end = await Promise.race([run(), stage.killed]);
	return end === 'killed' ? undefined : end;
};

/** What is wanted in the end: everything, or nothing. */
export type Goal = 'up' | 'down';

/** What was found in the world after a case. */
export type Verdict = {
	/** Ours, and should not be there. */
	readonly orphans: readonly string[];
	readonly duplicates: readonly string[];
	/** Other than in the undisturbed end state. */
	readonly differences: readonly string[];
	/** How a last command that did not end with 0 did end. */
	readonly failure?: string;
};

export const isClean = ({orphans, duplicates, differences, failure}: Verdict): boolean =>
	orphans.length + duplicates.length + differences.length === 0 && failure === undefined;

/** What a world should hold: `foreign` as it was before, and ours as an undisturbed build leaves it. */
export type Yardstick = {readonly foreign: ReadonlySet<string>; readonly foreignGraph: Graph; readonly built: Graph};

/** Everything that goes on by itself has ended by then, ms. */
const settling = {up: 5 * 60_000, down: 20 * 60_000} as const;

const short = (line: string): string => line.slice(0, 400);

/** Looks at the world itself, not through the program. */
export const judge = async (stage: Stage, goal: Goal, yardstick: Yardstick, end: End): Promise<Verdict> => {
	const {world, clock, simulator} = stage.lab;
	await clock.sleep(settling[goal]);
	// Any call lets the world catch up with the clock.
	await stage.lab.clients.sts().then(sts => sts.getCallerIdentity({}));
	const others = new Set(inventory(simulator.world).filter(each => !yardstick.foreign.has(each)));
	const foreign = compare(graphOf(world, others), yardstick.foreignGraph);
	const harm = [...foreign.missing, ...foreign.extra].map(line => `foreign: ${short(line)}`);
	const failure = end.code === 0 ? {} : {failure: `exit ${end.code}: ${end.error ?? ''}`};
	const ours = graphOf(world, yardstick.foreign);
	if (goal === 'down') return {orphans: ours.map(short), duplicates: [], differences: harm, ...failure};
	const {duplicates, missing, extra} = compare(ours, yardstick.built);
	const differences = [
		...missing.map(line => `missing: ${short(line)}`),
		...extra.map(line => `extra: ${short(line)}`),
	];
	return {orphans: [], duplicates, differences: [...differences, ...harm], ...failure};
};

/** One command in a process of its own, and what goes wrong meanwhile. */
export type Step = {readonly verb: Verb; readonly mishap?: Mishap};

/** What a step left behind. */
type Left = {readonly stage: Stage; readonly end: End | undefined; readonly met: boolean};

const act = async (from: Snapshot, {verb, mishap}: Step): Promise<Left & {readonly after: Snapshot}> => {
	const plan = mishap?.start();
	const stage = await openStage(from, plan?.mishaps);
	plan?.attach(stage);
	const end = await give(stage, verb);
	plan?.end();
	const met = mishap === undefined || (plan?.met() === true && !stage.unmet());
	return {stage, end, met, after: plan?.left() ?? stage.snapshot()};
};

export type Played = {
	readonly verdict: Verdict;
	/** Whether every mishap happened. */
	readonly met: boolean;
	/** What the commands before the last ended with; undefined: killed. */
	readonly ends: readonly (number | undefined)[];
};

/** What leads to a goal. */
type CommandFor = {readonly [Name in Goal]: Verb};

const commandFor: CommandFor = {up: 'up', down: 'down'};

/** The same with a script in place of the program. */
export const naiveCommandFor: CommandFor = {up: 'naive up', down: 'naive down'};

/**
 * Plays steps, each in a fresh process on what the one before left, then the command that leads to the goal; that one is
 * left out when the last step was it and ended with 0.
 */
export const play = async (
	from: Snapshot,
	steps: readonly Step[],
	goal: Goal,
	yardstick: Yardstick,
	/** `at once`: after the last step, however it ended. */
	judged: 'at the goal' | 'at once' = 'at the goal',
	leading: CommandFor = commandFor,
): Promise<Played> => {
	let at = from;
	let met = true;
	const ends: (number | undefined)[] = [];
	for (const [index, step] of steps.entries()) {
		const done = await act(at, step);
		met &&= done.met;
		ends.push(done.end?.code);
		const isLast = index === steps.length - 1;
		const reached = step.verb === leading[goal] && done.end?.code === 0;
		if (isLast && done.end && (reached || judged === 'at once')) {
			const verdict = await judge(done.stage, goal, yardstick, done.end);
			done.stage.close();
			return {verdict, met, ends};
		}
		done.stage.close();
		at = done.after;
	}
	const stage = await openStage(at);
	const end = (await give(stage, leading[goal])) ?? {code: undefined, error: 'killed'};
	const verdict = await judge(stage, goal, yardstick, end);
	stage.close();
	return {verdict, met, ends};
};
