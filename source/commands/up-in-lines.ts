import {exitCodes} from '../engine/exit-codes.ts';
import type {Decide} from '../engine/ports.ts';
import type {Decision, Invocation} from '../flags.ts';
import {type Asker, Interrupted} from '../prompts.ts';
import {openProfiles} from '../store/profiles.ts';
import {bringUp} from './bring-up.ts';
import type {Surroundings} from './command.ts';
import type {Connection} from './connection.ts';
import {type Lines, withLines} from './lines.ts';
import {afterBuild} from './next-steps.ts';
import {askDecision} from './plain-questions.ts';
import {noteOutcome} from './saved-profiles.ts';
import {givenAnswers} from './settings.ts';

/** `up` on a connection, told in lines; a decision that was not given is a question where somebody can be asked. */
export const upOn = async (
	connection: Connection,
	invocation: Invocation,
	surroundings: Surroundings,
): Promise<number> => {
	const {home, ask} = surroundings;
	const {decision, seed} = invocation;
	const given = givenAnswers(invocation, surroundings);
	const stop = new AbortController();
	const outcome = await withLines(surroundings, connection.clock, lines =>
		bringUp(connection, {
			home,
			given,
			tell: lines.tell,
			signal: AbortSignal.any([surroundings.signal, stop.signal]),
			advise: (ended, deployment) =>
				afterBuild(ended, {...invocation, trouble: connection.scenario, caller: connection.caller.arn}, deployment),
			confirmed: invocation.confirm,
			...(ask ? {ask: aside(ask, lines)} : {}),
			...(decision ? {decision} : {}),
			...(seed === undefined ? {} : {seed}),
			decide: decision || !ask ? decideBy(decision ?? 'later') : decideByQuestion(ask, lines, stop),
		}),
	);
	if (invocation.profile !== undefined) {
		noteOutcome(openProfiles(home.config, surroundings.warn), invocation.profile, given, outcome);
	}
	return exitCodes[outcome];
};

/** Asks while no other line is told. */
const aside = (ask: Asker, lines: Lines): Asker => ({
	text: question => lines.aside(() => ask.text(question)),
	choose: question => lines.aside(() => ask.choose(question)),
});

/** The decision given beforehand, for the endpoint that this deployment created. */
const decideBy =
	(decision: Decision): Decide =>
	async () =>
		decision;

/** Ctrl-C at the question stops the run as it does anywhere else. */
const decideByQuestion =
	(ask: Asker, {aside}: Lines, stop: AbortController): Decide =>
	async (request, signal) => {
		try {
			return await aside(() => askDecision(ask, request, signal));
		} catch (error) {
			if (error instanceof Interrupted) stop.abort(error);
			throw error;
		}
	};
