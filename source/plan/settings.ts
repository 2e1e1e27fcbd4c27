import {z} from 'zod';
import {zonesFrom} from './answer-rules.ts';
import type {Problem} from './problem.ts';
import {
	type Answers,
	defaultOf,
	images,
	type QuestionId,
	questions,
	type SubnetKey,
	sessionPaths,
	subnetQuestionId,
	type VpcCidrs,
	type VpcSide,
} from './questions.ts';

const subnets = z.strictObject({public1: z.string(), public2: z.string(), private1: z.string(), private2: z.string()});

/** The four subnets of one VPC, as CIDRs. */
export type Subnets = Readonly<z.infer<typeof subnets>>;

/** The form in which settings are kept; what the values must obey is in the questions. */
export const settingsSchema = z
	.strictObject({
		name: z.string(),
		region: z.string(),
		/** Names or ids of two zones; absent: the first two by id that offer the instance type. */
		azs: z.array(z.string()).length(2).readonly().optional(),
		providerCidr: z.string(),
		consumerCidr: z.string(),
		providerSubnets: subnets.readonly(),
		consumerSubnets: subnets.readonly(),
		image: z.enum(images),
		instanceType: z.string(),
		sessionPath: z.enum(sessionPaths),
	})
	.readonly();

/** Every answer that a plan needs. */
export type Settings = z.infer<typeof settingsSchema>;

const defaultsOf = (cidrs: VpcCidrs): Readonly<Record<QuestionId, string>> =>
	Object.fromEntries(questions.map(question => [question.id, defaultOf(question, cidrs)])) as Record<
		QuestionId,
		string
	>;

/** Defaults of everything that follows from nothing; what follows from the CIDRs comes after them. */
const documentCidrs = defaultsOf({providerCidr: '', consumerCidr: ''});

/**
 * Settings as far as the answers go, right or wrong: what a question is validated against while others are still open.
 * What is not answered has its default; the subnets follow their VPC's CIDR.
 */
export const draftSettings = (answers: Answers): Settings => {
	const {providerCidr, consumerCidr} = {...documentCidrs, ...answers};
	const texts = {...defaultsOf({providerCidr, consumerCidr}), ...answers};
	const subnet = (side: VpcSide, key: SubnetKey) => texts[subnetQuestionId(side, key)];
	const subnetsOf = (side: VpcSide): Subnets => ({
		public1: subnet(side, 'public1'),
		public2: subnet(side, 'public2'),
		private1: subnet(side, 'private1'),
		private2: subnet(side, 'private2'),
	});
	const azs = zonesFrom(texts.azs);
	return {
		name: texts.name,
		region: texts.region,
		...(azs.length > 0 ? {azs} : {}),
		providerCidr,
		consumerCidr,
		providerSubnets: subnetsOf('provider'),
		consumerSubnets: subnetsOf('consumer'),
		image: texts.image as Settings['image'],
		instanceType: texts.instanceType,
		sessionPath: texts.sessionPath as Settings['sessionPath'],
	};
};

/** The settings of the manual procedure, with every other default. */
export const defaultSettings: Settings = draftSettings({});

export type ParsedSettings = {readonly settings: Settings} | {readonly problems: readonly Problem[]};

/**
 * Settings from answers, or all problems with them at once. Each answer is looked at as if the ones before it had been
 * mended as suggested, so that one mistake is reported once and the suggestions fit together.
 */
export const parseSettings = (answers: Answers): ParsedSettings => {
	const problems: Problem[] = [];
	let mended = Object.fromEntries(
		Object.entries(answers).flatMap(([id, text]) => (text === undefined ? [] : [[id, text.trim()]])),
	) as Answers;
	for (const {id, validate} of questions) {
		const text = mended[id];
		const problem = text === undefined ? undefined : validate(text, draftSettings(mended));
		if (!problem) continue;
		problems.push(problem);
		mended = {...mended, [id]: problem.suggestion};
	}
	return problems.length > 0 ? {problems} : {settings: draftSettings(mended)};
};

/** Settings as answers, all of them: `parseSettings` of these gives the settings again. */
export const answersOf = (settings: Settings): Readonly<Record<QuestionId, string>> =>
	Object.fromEntries(questions.map(({id, read}) => [id, read(settings)])) as Record<QuestionId, string>;

/** The answers without those that only follow from others: what is worth saving, so that the rest still follows. */
export const ownAnswersOf = (settings: Settings): Answers =>
	Object.fromEntries(
		questions.flatMap(question => {
			const answer = question.read(settings);
			const follows = typeof question.default === 'function' || answer === '';
			return follows && answer === defaultOf(question, settings) ? [] : [[question.id, answer]];
		}),
	);
