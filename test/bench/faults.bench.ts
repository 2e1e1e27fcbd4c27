import {spawn} from 'node:child_process';
import {once} from 'node:events';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {parseArgs} from 'node:util';
import type {Plugin} from 'esbuild';
import {bundle} from './bundle.ts';
import {mutants, mutating} from './faults/mutants.ts';
import type {Order, Report} from './faults/worker.ts';
import {figure} from './figures.ts';

/**
 * Every call × every fault, pairs of them, and the same for a naive script and for mutants of the engine.
 * `--part kills|elsewhere|faults|refusals|reads|pairs|mutants|naive` (repeatable; all by default), `--every N`, `--cases PATTERN`,
 * `--pairs N`, `--seed N`, `--workers N`.
 */
const {values} = parseArgs({
	options: {
		part: {type: 'string', multiple: true},
		every: {type: 'string', default: '1'},
		cases: {type: 'string'},
		pairs: {type: 'string', default: '2000'},
		seed: {type: 'string', default: '1'},
		workers: {type: 'string', default: '2'},
	},
});

const proof = ['kills', 'elsewhere', 'faults', 'refusals', 'reads', 'pairs'];
const wanted = values.part ?? [...proof, 'naive', 'mutants'];
const workers = Number(values.workers);

const workerOf = (name: string, plugins: Plugin[] = []): Promise<string> =>
	bundle('faults/worker.ts', `faults-${name}`, {plugins});

type Tally = {
	planned: number;
	ran: number;
	unmet: number;
	/** Workers that did not come to their end: what they would have found nobody knows. */
	crashed: number;
	readonly bad: Extract<Report, {type: 'ran'}>[];
};

const work = async (program: string, order: Omit<Order, 'shard' | 'of'>, tally: Tally): Promise<void> => {
	const shards = Array.from({length: workers}, async (_, shard) => {
		const worker = spawn(process.execPath, [program, JSON.stringify({...order, shard, of: workers} satisfies Order)], {
			stdio: ['ignore', 'pipe', 'inherit'],
			env: {...process.env, NODE_ENV: 'production'},
		});
		const ended = once(worker, 'close');
		for await (const line of createInterface({input: worker.stdout})) {
			const report = JSON.parse(line) as Report;
			if (report.type === 'planned') {
				tally.planned += report.cases;
				continue;
			}
			tally.ran++;
			if (!report.met) tally.unmet++;
			if (report.verdict) tally.bad.push(report);
		}
		const [code] = await ended;
		if (code !== 0) tally.crashed++;
	});
	await Promise.all(shards);
};

const base = {every: Number(values.every), pairs: Number(values.pairs), seed: Number(values.seed), isMutant: false};

const countWhere = ({bad}: Tally, what: 'orphans' | 'duplicates' | 'differences' | 'failure'): number =>
	bad.filter(({verdict}) => verdict?.[what] !== undefined && verdict[what].length > 0).length;

/** Whether every case that was planned was played: a part without cases proves nothing. */
const isWhole = ({planned, ran, crashed}: Tally): boolean => planned > 0 && planned === ran && crashed === 0;

/** Caught leaking, and not merely failing. */
const isCaught = (tally: Tally): boolean =>
	isWhole(tally) &&
	countWhere(tally, 'orphans') + countWhere(tally, 'duplicates') + countWhere(tally, 'differences') > 0;

const told = (tally: Tally): string =>
	`${tally.ran} cases: ${countWhere(tally, 'orphans')} with orphans, ${countWhere(tally, 'duplicates')} with duplicates, ${countWhere(tally, 'differences')} with another end state, ${countWhere(tally, 'failure')} that did not end`;

const run = async (program: string, order: Omit<Order, 'shard' | 'of'>): Promise<Tally> => {
	const tally: Tally = {planned: 0, ran: 0, unmet: 0, crashed: 0, bad: []};
	await work(program, order, tally);
	return tally;
};

const startedAt = performance.now();
const engine = await workerOf('engine');
for (const part of proof.filter(each => wanted.includes(each))) {
	const start = performance.now();
	const tally = await run(engine, {...base, parts: [part], ...(values.cases ? {cases: values.cases} : {})});
	for (const {name, verdict} of tally.bad) console.log(`BAD ${name} ${JSON.stringify(verdict)}`);
	figure(
		`${part}: cases planned = cases run`,
		`${tally.planned} = ${tally.ran}`,
		isWhole(tally) && (part === 'pairs' || tally.unmet === 0),
	);
	figure(
		`${part}: orphans, duplicates, differing end states`,
		`${countWhere(tally, 'orphans')}, ${countWhere(tally, 'duplicates')}, ${countWhere(tally, 'differences')}`,
		isWhole(tally) && tally.bad.length === 0,
	);
	if (tally.unmet > 0) console.log(`     in ${tally.unmet} the command had no call left for its mishap`);
	console.log(`     ${Math.round((performance.now() - start) / 1000)} s`);
}
if (wanted.includes('naive')) {
	const tally = await run(engine, {...base, parts: ['naive']});
	figure('a naive script is caught', told(tally), isCaught(tally));
}
if (wanted.includes('mutants')) {
	for (const [name, mutant] of Object.entries(mutants)) {
		const tally = await run(await workerOf(name, [mutating(mutant)]), {
			...base,
			parts: ['kills', 'faults', 'refusals'],
			cases: mutant.cases.source,
			isMutant: true,
		});
		figure(`mutant "${name}" is caught`, told(tally), isCaught(tally));
	}
}
console.log(`     ${Math.round((performance.now() - startedAt) / 1000)} s in all`);
