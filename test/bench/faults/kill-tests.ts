import {describe, expect, it} from 'vitest';
import {type Case, fixedKillCases, takeStock} from './cases.ts';
import {kills} from './mishap.ts';
import {pairCases} from './pairs.ts';
import {isClean} from './play.ts';
import {newWorld} from './stage.ts';
import {shortWaits} from './timings.ts';

/** Many cases a test: as long as it takes, on a machine that others share. */
const patience = 10 * 60_000;

const failuresOf = async (cases: readonly Case[]): Promise<readonly unknown[]> => {
	const failures: unknown[] = [];
	for (const {name, run} of cases) {
		const {verdict} = await run();
		if (!isClean(verdict)) failures.push({name, verdict});
	}
	return failures;
};

/** The fixed part of `npm run bench -- faults` for some phases, and so many pairs. */
export const testKills = async (
	wanted: (phase: string) => boolean,
	pairs: {readonly seed: number; readonly count: number},
): Promise<void> => {
	const stock = await takeStock(newWorld(1, {timings: shortWaits}));
	for (const {name, goal} of stock.phases.filter(each => wanted(each.name))) {
		describe(`${name} of which every call is interrupted`, () => {
			for (const kill of kills) {
				const cases = fixedKillCases(stock, name, kill);
				if (cases.length === 0) continue;
				it(`${kill}: leads to the same end (${goal}) or to nothing`, {timeout: patience}, async () => {
					expect(await failuresOf(cases)).toEqual([]);
				});
			}
		});
	}
	describe('two mishaps', () => {
		it(`one while going on from the other, ${pairs.count} times`, {timeout: patience}, async () => {
			expect(await failuresOf(pairCases(stock, pairs.seed, pairs.count))).toEqual([]);
		});
	});
};
