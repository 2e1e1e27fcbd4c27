import {seededRandom} from '../../../source/simulator/random.ts';
import type {Case, Stock} from './cases.ts';
import {faultNames, fullDisks, kills, type MishapName, mishapAt, type Place} from './mishap.ts';
import {type Goal, isClean, play, type Step} from './play.ts';

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
	const atLine =
		second.startsWith('killed before its') || second.startsWith('killed within') || second.startsWith('journal');
	const placeOf = (at: number): Place => (atLine ? {line: at} : {change: at});
	const later = random() < 0.3 ? Math.floor(random() * 60_000) : undefined;
	const stepAt = (at: number): Step => ({
		verb: on,
		mishap: mishapAt(second, placeOf(at), second.startsWith('killed') ? undefined : later),
	});
	const {operation, occurrence} = left.call;
	return {
		name: `pair ${number} of seed ${seed}: ${phase.name}: ${left.kill}, ${operation} ${occurrence}; ${on}: ${second}, ${JSON.stringify(placeOf(nth))}${later === undefined ? '' : ` +${later}`} → ${goal}`,
		goal,
		run: async () => {
			const played = await play(left.snapshot, [stepAt(nth)], goal, yardstick);
			// A command that did not come that far has a first call, as a rule.
			return played.met || !isClean(played.verdict) || nth === 1
				? played
				: play(left.snapshot, [stepAt(1)], goal, yardstick);
		},
	};
};

/** So many pairs; the same for the same seed. */
export const pairCases = (stock: Stock, seed: number, count: number): readonly Case[] =>
	Array.from({length: count}, (_, index) => pair(stock, seed, index));
