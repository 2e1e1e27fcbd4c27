import {seededRandom} from '../../../source/simulator/random.ts';
import type {Case, Stock} from './cases.ts';
import {faultNames, fullDisks, kills, type MishapName, mishapAt} from './mishap.ts';
import {type Goal, play, type Step} from './play.ts';

const everyMishap: readonly MishapName[] = [...kills, ...faultNames, ...fullDisks];

const goals: readonly Goal[] = ['up', 'down'];

/** A case made of two mishaps, the second while going on from the first; drawn from `seed` and its number. */
const pair = ({phases, yardstick}: Stock, seed: number, number: number): Case => {
	const random = seededRandom(seed, number);
	const pick = <T>(from: readonly T[]): T => {
		const picked = from[Math.floor(random() * from.length)];
		if (picked === undefined) throw new Error('There is nothing to pick from');
		return picked;
	};
	const weighted = phases.flatMap(phase => phase.recording.left.map(left => ({phase, left})));
	const {phase, left} = pick(weighted);
	const second = pick(everyMishap);
	const on = pick(goals);
	const goal = pick(goals);
	// The earlier, the likelier that the second command comes that far.
	const nth = 1 + Math.floor(random() ** 2 * 30);
	const place =
		second.startsWith('killed before its') || second.startsWith('killed within') || second.startsWith('journal')
			? {line: nth}
			: {change: nth};
	const later = random() < 0.3 ? Math.floor(random() * 60_000) : undefined;
	const step: Step = {verb: on, mishap: mishapAt(second, place, second.startsWith('killed') ? undefined : later)};
	const {operation, occurrence} = left.call;
	return {
		name: `pair ${number} of seed ${seed}: ${phase.name}: ${left.kill}, ${operation} ${occurrence}; ${on}: ${second}, ${JSON.stringify(place)}${later === undefined ? '' : ` +${later}`} → ${goal}`,
		goal,
		run: () => play(left.snapshot, [step], goal, yardstick),
	};
};

/** So many pairs; the same for the same seed. */
export const pairCases = (stock: Stock, seed: number, count: number): readonly Case[] =>
	Array.from({length: count}, (_, index) => pair(stock, seed, index));
