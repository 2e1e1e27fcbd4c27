import type {Zone} from '../plan/deployment.ts';
import type {Problem} from '../plan/problem.ts';
import {type Answers, defaultOf, type Question, type QuestionId, questions} from '../plan/questions.ts';
import {regionName} from '../plan/region-names.ts';
import {draftSettings, type Settings} from '../plan/settings.ts';
import {chooseZones} from '../plan/zones.ts';
import {withAnswer} from './answers.ts';
import type {Choices} from './parts/choice.ts';
import type {RegionFacts} from './ports.ts';
import type {Lookup} from './use-lookup.ts';

/** @throws for an id that is no question's: a bug */
export const questionOf = (id: QuestionId): Question => {
	const question = questions.find(each => each.id === id);
	if (!question) throw new TypeError(`There is no question ${id}`);
	return question;
};

/** The answer as it stands: given, or what it is when nobody gives one. */
export const answerOf = (question: Question, answers: Answers): string =>
	answers[question.id] ?? defaultOf(question, draftSettings(answers));

/** An answer while it is typed, with what it comes to. */
export type Draft = {
	readonly problem: Problem | undefined;
	/** All settings as if the answer stood; where there is something wrong with it, as if the suggestion did. */
	readonly settings: Settings;
};

export const draftOf = (question: Question, answers: Answers, text: string): Draft => {
	const settingsWith = (answer: string) => draftSettings(withAnswer(answers, question.id, answer));
	const problem = question.validate(text.trim(), settingsWith(text));
	return {problem, settings: settingsWith(problem ? problem.suggestion : text)};
};

/** The regions to choose from, by code and by name. */
const regionChoices = (regions: readonly string[]): Choices<string> =>
	regions.map(code => ({value: code, label: code, detail: regionName(code)}));

/** The zones to choose from; where the instance type is not offered they cannot be. */
export const zoneChoices = ({zones, offering}: RegionFacts, instanceType: string): Choices<string> =>
	zones.map(({id, name}) => ({
		value: id,
		label: name,
		detail: id,
		...(offering.includes(id) ? {} : {disabledReason: `${id}, without ${instanceType}`}),
	}));

const idsOf = (zones: readonly Zone[]): readonly string[] => zones.map(({id}) => id);

/** The ids of the zones that an answer (names or ids, or nothing for the first two) stands for; empty when it does not fit. */
export const zonesOf = ({zones, offering}: RegionFacts, wanted: readonly string[] | undefined): readonly string[] => {
	const chosen = chooseZones(zones, offering, wanted);
	return 'zones' in chosen ? idsOf(chosen.zones) : [];
};

/** What is wrong with a choice of zones, now that the region has said what it has. None at all is the first two. */
export const zonesProblem = (
	{zones, offering}: RegionFacts,
	wanted: readonly string[] | undefined,
): Problem | undefined => {
	const chosen = chooseZones(zones, offering, wanted);
	return 'problem' in chosen ? chosen.problem : undefined;
};

/** The answer for the zones that are checked: nothing where it is what nobody has to say. */
export const zonesAnswer = (facts: RegionFacts, checked: readonly string[]): string => {
	const same = [...checked].toSorted().join() === [...zonesOf(facts, [])].toSorted().join();
	return same ? '' : checked.join(',');
};

/** How an answer is given: chosen from what AWS has, from a fixed list, or typed. */
export type Control =
	| {readonly type: 'text'}
	| {readonly type: 'choices'; readonly choices: Choices<string>; readonly isSearchable: boolean}
	| {readonly type: 'zones'; readonly facts: RegionFacts};

export type PlaceFacts = {
	readonly regions: Lookup<readonly string[]>;
	readonly region: Lookup<RegionFacts>;
};

/** What AWS has is looked up behind the question; whoever answers before it is there, types. */
export const controlOf = ({id, choices}: Question, {regions, region}: PlaceFacts): Control => {
	if (choices) {
		const rows = choices.map(({value, label}) => ({value, label: value, detail: label}));
		return {type: 'choices', choices: rows, isSearchable: false};
	}
	if (id === 'region' && regions.value && regions.value.length > 0)
		return {type: 'choices', choices: regionChoices(regions.value), isSearchable: true};
	if (id === 'azs' && region.value && zonesOf(region.value, []).length > 0) return {type: 'zones', facts: region.value};
	return {type: 'text'};
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** What stands above a control. */
export const introOf = ({help}: Question, control: Control, {instanceType}: Settings): string =>
	control.type === 'zones'
		? `Two of the zones that offer ${instanceType}; both VPCs have a public and a private subnet in each.`
		: sentence(help);

/** What is going on behind a question, or what it should be known of before it is answered. */
export const remarkOn = (
	{id}: Question,
	{regions, region}: PlaceFacts,
	settings: Settings,
	standing: readonly string[],
): string | undefined => {
	switch (id) {
		case 'name': {
			const taken = standing.find(name => name.startsWith(`${settings.name}.`));
			return taken && `${taken} stands already: a build by this name goes on with it. Another name makes another one.`;
		}
		case 'region':
			return lookupWords(regions, 'the regions', 'Type the code of one, or keep this one.');
		case 'azs': {
			const problem = region.value && zonesProblem(region.value, []);
			return problem
				? problem.message
				: lookupWords(region, `the zones of ${settings.region}`, 'Enter takes the first two that offer the type.');
		}
		default:
			return undefined;
	}
};

const lookupWords = ({isLooking, failure}: Lookup<unknown>, what: string, next: string): string | undefined => {
	if (failure !== undefined) return `Cannot look up ${what}: ${failure} ${next}`;
	return isLooking ? `Looking up ${what}. ${next}` : undefined;
};
