import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {seededRandom} from '../../source/simulator/random.ts';
import {parseWorld} from '../../source/simulator/world-file.ts';
import {compare, type Graph, graphOf} from './faults/graph.ts';
import {figure} from './figures.ts';

/**
 * The built program as a process against a simulator in another one, killed by SIGKILL at a moment drawn by chance; then
 * `up` or `down`, judged from the world that the simulator leaves on disk. `--kills N` (of a build and of a teardown each),
 * `--seed N`, `--speed N`. Needs `npm run build`.
 */
const {values} = parseArgs({
	options: {
		kills: {type: 'string', default: '50'},
		seed: {type: 'string', default: '1'},
		speed: {type: 'string', default: '100'},
	},
});

const program = path.resolve(import.meta.dirname, '../../dist/cli.js');
const simulated = ['--simulate', '--speed', values.speed];

const commands = {
	up: ['up', ...simulated, '--yes', '--accept'],
	down: ['down', ...simulated, '--confirm', 'lab'],
} as const;

type Verb = keyof typeof commands;

const start = (home: string, words: readonly string[]): ChildProcess => {
	const env = {...process.env, NODE_ENV: undefined, HOME: home, PRIVATELINK_WIZARD_HOME: home};
	return spawn(process.execPath, [program, ...words], {env, stdio: ['ignore', 'pipe', 'pipe']});
};

type End = {readonly code: number | null; readonly ms: number; readonly said: string};

/** Runs a command to its end, or kills it so many milliseconds after its start. */
const give = async (home: string, verb: Verb, killAt?: number): Promise<End> => {
	const begun = performance.now();
	const child = start(home, commands[verb]);
	let said = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', text => {
			said += text;
		});
	}
	const timer = killAt === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAt);
	const code = await new Promise<number | null>(resolve => child.on('close', resolve));
	clearTimeout(timer);
	return {code, ms: performance.now() - begun, said};
};

/** Lets `work` happen on a world whose simulator is a process of its own, then reads what it left. */
const onWorld = async <T>(work: (home: string) => Promise<T>): Promise<{readonly result: T; readonly ours: Graph}> => {
	const home = mkdtempSync(path.join(tmpdir(), 'kill9 '));
	const simulator = start(home, ['simulator', '--speed', values.speed, '--output', 'json']);
	// Its log is read, and thrown away: nobody waits for a full pipe.
	simulator.stderr?.resume();
	const ended = new Promise(resolve => simulator.on('close', resolve));
	try {
		await new Promise(resolve => simulator.stdout?.on('data', resolve));
		const result = await work(home);
		// A minute of the world's time: what was under way has ended by then.
		await new Promise(resolve => setTimeout(resolve, 60_000 / Number(values.speed)));
		simulator.kill('SIGINT');
		await ended;
		const world = parseWorld(readFileSync(path.join(home, 'simulator/world.json'), 'utf8'));
		return {result, ours: graphOf(world)};
	} finally {
		simulator.kill('SIGKILL');
		rmSync(home, {recursive: true, force: true});
	}
};

const undisturbed = await onWorld(async home => ({up: await give(home, 'up')}));
if (undisturbed.result.up.code !== 0) throw new Error(`Undisturbed, up ended so:\n${undisturbed.result.up.said}`);
const built = undisturbed.ours;
const taken = {up: undisturbed.result.up.ms, down: 0};
const gone = await onWorld(async home => {
	await give(home, 'up');
	return give(home, 'down');
});
if (gone.result.code !== 0) throw new Error(`Undisturbed, down ended so:\n${gone.result.said}`);
taken.down = gone.result.ms;

const random = seededRandom(Number(values.seed), 9);
let bad = 0;
for (const verb of ['up', 'down'] as const) {
	let early = 0;
	for (let number = 0; number < Number(values.kills); number++) {
		const killAt = Math.floor(random() * taken[verb]);
		const goal: Verb = number % 2 === 0 ? 'up' : 'down';
		const {result, ours} = await onWorld(async home => {
			if (verb === 'down') await give(home, 'up');
			const killed = await give(home, verb, killAt);
			return {killed, last: await give(home, goal)};
		});
		if (result.killed.code !== null) early++;
		const {duplicates, missing, extra} = compare(ours, goal === 'up' ? built : []);
		if (result.last.code === 0 && duplicates.length + missing.length + extra.length === 0) continue;
		bad++;
		console.log(`BAD ${verb} killed after ${killAt} ms → ${goal} ${result.last.code}\n${result.last.said}`);
		console.log(JSON.stringify({duplicates, missing, extra}));
	}
	figure(`kill -9 of ${verb}, then up or down: other than it should be`, `${bad} of ${values.kills}`, bad === 0);
	if (early > 0) console.log(`     ${early} had ended before`);
}
