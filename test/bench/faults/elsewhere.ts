import type {Case, Stock} from './cases.ts';
import {play} from './play.ts';

const goals = ['up', 'down'] as const;

/** Nobody is faster at another machine, ms. What AWS does not show yet by then, nobody without the journal can know of. */
const onTheWay = 30_000;

/** Every kill at every changing call; then a machine without the journal goes on, and one tears down. */
export const elsewhereCases = ({phases, yardstick}: Stock): readonly Case[] =>
	phases.flatMap(({name, recording}) =>
		recording.left.flatMap(({kill, call, snapshot}) =>
			goals.map(
				(goal): Case => ({
					name: `${name}: ${kill}, ${call.operation} ${call.occurrence}, elsewhere → ${goal}`,
					goal,
					run: () => play({...snapshot, now: snapshot.now + onTheWay, journals: {}}, [], goal, yardstick),
				}),
			),
		),
	);
