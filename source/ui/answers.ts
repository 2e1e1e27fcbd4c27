import {
	type Answers,
	defaultOf,
	type QuestionId,
	questions,
	subnetKeys,
	subnetQuestionId,
	vpcSides,
} from '../plan/questions.ts';
import {defaultSettings} from '../plan/settings.ts';

/** Answers that only make sense beside another one: the zones of a region, the subnets of a VPC. */
const dependents = (id: QuestionId): readonly QuestionId[] => {
	if (id === 'region') return ['azs'];
	const side = vpcSides.find(each => id === `${each}Cidr`);
	return side ? subnetKeys.map(key => subnetQuestionId(side, key)) : [];
};

/** The answer as it stands, given or not. */
const standing = (answers: Answers, id: QuestionId): string => {
	const question = questions.find(each => each.id === id);
	return answers[id] ?? (question ? defaultOf(question, defaultSettings) : '');
};

/** The answers with one more. What hung on another answer to it has its default again. */
export const withAnswer = (answers: Answers, id: QuestionId, text: string): Answers => {
	const given = text.trim();
	const lost = given === standing(answers, id) ? [] : dependents(id);
	const kept = Object.entries(answers).filter(([key]) => !lost.includes(key as QuestionId));
	return {...(Object.fromEntries(kept) as Answers), [id]: given};
};
