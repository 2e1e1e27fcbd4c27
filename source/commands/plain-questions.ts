import type {DecisionAnswer, DecisionRequest} from '../engine/events.ts';
import {exitCodes} from '../engine/exit-codes.ts';
import {UserError} from '../errors.ts';
import {defaultOf, type Question, questions} from '../plan/questions.ts';
import {draftSettings} from '../plan/settings.ts';
import type {Asker} from '../prompts.ts';

type Given = Readonly<Record<string, string>>;

/** The questions that a person is asked and that no answer was given to. */
export const openQuestions = (given: Given): readonly Question[] =>
	questions.filter(({asked, id}) => asked && given[id] === undefined);

/** Asks one question, with its default already there. @returns the answers with this one; a default stays open */
export const askQuestion = async (ask: Asker, question: Question, given: Given): Promise<Given> => {
	const {id, label, help, validate} = question;
	const preset = defaultOf(question, draftSettings(given));
	const text = await ask.text({
		message: `${label} (${help})`,
		preset,
		validate: answer => {
			const problem = validate(answer.trim(), draftSettings({...given, [id]: answer.trim()}));
			return problem && `${problem.message} For example: ${problem.suggestion}`;
		},
	});
	return text.trim() === preset ? given : {...given, [id]: text.trim()};
};

/** Asks about a pending connection. @throws the signal's reason when somebody else has decided meanwhile */
export const askDecision = (
	ask: Asker,
	{endpointId, owner, vpcId}: Pick<DecisionRequest, 'endpointId' | 'owner' | 'vpcId'>,
	signal: AbortSignal,
): Promise<DecisionAnswer> =>
	ask.choose<DecisionAnswer>({
		message: `Connect ${endpointId}, account ${owner}${vpcId ? `, ${vpcId}` : ''}?`,
		options: [
			{value: 'later', label: 'Later', help: 'Leaves it pending; AWS goes on charging for what stands.'},
			{value: 'accept', label: 'Accept', help: 'Its VPC reaches the service from then on.'},
			{value: 'reject', label: 'Reject', help: 'Ends the run; the next one asks for a new endpoint.'},
		],
		signal,
	});

/** Has a word typed; there is no default. @throws UserError (exit 4) for any other word */
export const requireTyped = async (ask: Asker, word: string, why: string): Promise<void> => {
	const typed = await ask.text({message: `${why} Type ${word} to go ahead:`});
	if (typed.trim() === word) return;
	throw new UserError(`Nothing was changed: "${typed.trim()}" is not "${word}".`, {exitCode: exitCodes.declined});
};
