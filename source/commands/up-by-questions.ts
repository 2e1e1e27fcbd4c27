import {exitCodes} from '../engine/exit-codes.ts';
import type {Invocation} from '../flags.ts';
import {fullName} from '../plan/deployment.ts';
import type {Asker} from '../prompts.ts';
import type {Home} from '../store/home.ts';
import type {Surroundings} from './command.ts';
import {type Connection, regionFor, withConnection} from './connection.ts';
import {livingIn} from './living.ts';
import {askQuestion, openQuestions, requireTyped} from './plain-questions.ts';
import {planLines} from './plan.ts';
import {settingsFrom} from './settings.ts';
import {upOn} from './up-in-lines.ts';

type Given = Readonly<Record<string, string>>;

/** `up` with a person and without screens: the questions line by line, the review as text, then the build in lines. */
export const upByQuestions = async (
	invocation: Invocation,
	surroundings: Surroundings & {readonly ask: Asker},
	given: Given,
): Promise<number> => {
	const isComplete = invocation.yes || invocation.profile !== undefined;
	const answers = isComplete ? given : await askAll(surroundings, invocation.simulate, given);
	const answered: Invocation = {...invocation, answers};
	const region = regionFor(answered, surroundings.env, answers['region']);
	return await withConnection(answered, surroundings, region, async connection => {
		const isConfirmed = invocation.yes || (await confirmed(connection, surroundings, answers));
		return isConfirmed ? await upOn(connection, answered, surroundings) : exitCodes.declined;
	});
};

/** Asks what is open, the name first: a living deployment of that name has all other answers already. */
const askAll = async (
	{ask, home, warn}: Surroundings & {readonly ask: Asker},
	simulated: boolean,
	given: Given,
): Promise<Given> => {
	let answers = given;
	for (const question of openQuestions(given)) {
		if (question.id !== 'name' && livingNamed(home, simulated, answers)) break;
		answers = await askQuestion(ask, question, answers);
	}
	const living = livingNamed(home, simulated, answers);
	if (living) warn(`${fullName(living.deployment)} stands already: this goes on with it.`);
	return living ? {...answers, region: living.deployment.settings.region} : answers;
};

const livingNamed = (home: Home, simulated: boolean, answers: Given) => {
	const {name} = settingsFrom(answers);
	return livingIn(home, simulated).find(({deployment}) => deployment.name === name);
};

/** Shows what will be built. On AWS a word has to be typed, on the simulator the first choice will do. */
const confirmed = async (
	{target, simulated}: Connection,
	{ask, warn}: Surroundings & {readonly ask: Asker},
	answers: Given,
): Promise<boolean> => {
	warn(`Target: ${target}`);
	for (const line of planLines(settingsFrom(answers))) warn(line);
	if (!simulated) {
		await requireTyped(ask, 'build', `This builds on ${target}, and AWS charges for it.`);
		return true;
	}
	const answer = await ask.choose({
		message: 'Build it?',
		options: [
			{value: 'build', label: 'Build'},
			{value: 'leave', label: 'Leave without building'},
		],
	});
	return answer === 'build';
};
