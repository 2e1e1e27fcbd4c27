import process from 'node:process';
import {type Case, faultCases, killCases, naiveCases, readCases, refusalCases, takeStock} from './cases.ts';
import {elsewhereCases} from './elsewhere.ts';
import {pairCases} from './pairs.ts';
import {isClean, type Verdict} from './play.ts';
import {newWorld} from './stage.ts';
import {shortWaits} from './timings.ts';

/** What one worker is to do: every `of`th case from the `shard`th on. */
export type Order = {
	readonly parts: readonly string[];
	readonly shard: number;
	readonly of: number;
	/** Only cases whose names match. */
	readonly cases?: string;
	/** Every so manieth of those. */
	readonly every: number;
	readonly pairs: number;
	readonly seed: number;
	/** The program is a mutant: its undisturbed runs may fail. */
	readonly isMutant: boolean;
};

/** One line of a worker's output. */
export type Report =
	| {readonly type: 'planned'; readonly cases: number}
	| {
			readonly type: 'ran';
			readonly name: string;
			readonly met: boolean;
			readonly verdict?: Verdict;
			readonly ms: number;
	  };

const report = (line: Report): void => {
	process.stdout.write(`${JSON.stringify(line)}\n`);
};

const order = JSON.parse(process.argv[2] ?? '') as Order;
const stock = await takeStock(newWorld(order.seed, {timings: shortWaits}), order.isMutant);
const parts: Readonly<Record<string, () => readonly Case[] | Promise<readonly Case[]>>> = {
	kills: () => killCases(stock),
	elsewhere: () => elsewhereCases(stock),
	faults: () => faultCases(stock),
	refusals: () => refusalCases(stock),
	reads: () => readCases(stock),
	pairs: () => pairCases(stock, order.seed, order.pairs),
	naive: () => naiveCases(stock),
};
const pattern = new RegExp(order.cases ?? '');
const all = await Promise.all(order.parts.map(part => parts[part]?.() ?? []));
const own = all
	.flat()
	.filter(({name}) => pattern.test(name))
	.filter((_, index) => index % order.every === 0)
	.filter((_, index) => index % order.of === order.shard);
report({type: 'planned', cases: own.length});
for (const {name, run} of own) {
	const start = performance.now();
	const {verdict, met} = await run();
	const ms = Math.round(performance.now() - start);
	report({type: 'ran', name, met, ms, ...(isClean(verdict) ? {} : {verdict})});
}
process.exit(0);
