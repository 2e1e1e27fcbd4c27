import type {Command} from './command.ts';
import {regionFor, withConnection} from './connection.ts';
import {givenAnswers, requireAnswers, settingsFrom} from './settings.ts';
import {upOn} from './up-in-lines.ts';

/** `up`: builds a deployment or goes on with a living one, has its connection decided, and sends the request. */
export const up: Command = async (invocation, surroundings) => {
	const given = givenAnswers(invocation, surroundings);
	settingsFrom(given);
	if (surroundings.mode === 'tree') {
		const {upOnScreens} = await import('./wizard.ts');
		return await upOnScreens(invocation, surroundings, given);
	}
	if (surroundings.ask) {
		const {upByQuestions} = await import('./up-by-questions.ts');
		return await upByQuestions(invocation, {...surroundings, ask: surroundings.ask}, given);
	}
	requireAnswers([
		...(invocation.yes ? [] : [{flag: '--yes', why: 'answers every question with its default and confirms the build'}]),
		...(invocation.decision
			? []
			: [{flag: '--accept, --reject or --later', why: 'the decision about the endpoint connection'}]),
	]);
	return await withConnection(
		invocation,
		surroundings,
		regionFor(invocation, surroundings.env, given['region']),
		connection => upOn(connection, invocation, surroundings),
	);
};
