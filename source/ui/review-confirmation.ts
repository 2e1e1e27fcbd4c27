import type {QuestionId} from '../plan/questions.ts';
import {duration, usd} from '../reporters/words.ts';
import type {Place} from './ports.ts';
import {questionOf} from './question.ts';
import type {Review} from './review-plan.ts';
import type {Purpose} from './wizard-state.ts';
import {placeWords} from './words.ts';

/** What it takes to begin. `remark` says what comes of it. */
export type Confirmation =
	/** Nothing can begin; `mend` is the answer that has to change first, if it is one. */
	| {readonly type: 'obstacle'; readonly message: string; readonly mend?: QuestionId}
	| {readonly type: 'key'; readonly label: string; readonly hint: string; readonly remark: string}
	| {readonly type: 'word'; readonly word: string; readonly purpose: string; readonly remark: string};

export type ConfirmationFacts = {
	readonly place: Place;
	readonly target: string;
	readonly purpose: Purpose;
	/** Why nothing can be built at that place, in words. */
	readonly obstacle?: string | undefined;
	/** The full names of the deployments that stand at that place. */
	readonly standing: readonly string[];
	/** Those of them that another principal made. */
	readonly foreign?: readonly string[];
};

/** How long the build takes, without the pause for the decision; in whole minutes, as nothing of it is exact. */
export const minutesOf = ({seconds}: Review): string => duration(Math.ceil(seconds / 60) * 60);

/** The plan in one line: how much, how long, how dear. How long is not known of what stands in part. */
export const summaryOf = (review: Review, place: Place, purpose: Purpose): string => {
	const {resources, cost} = review;
	const perHour = `${usd(cost.perHour)} an hour`;
	const time = purpose.type === 'go-on' ? '' : ` about ${minutesOf(review)},`;
	const price = place === 'simulator' ? `free; on AWS ${perHour}` : `${perHour}, ${usd(cost.perDay)} a day`;
	return `${resources.length} steps,${time} ${price}`;
};

const costRemark = ({cost}: Review, place: Place): string =>
	place === 'simulator'
		? `Free of charge; on AWS it costs ${usd(cost.perDay)} a day.`
		: `${usd(cost.perHour)} an hour from the first minute until it is torn down.`;

/** What stands already is found by its name: such a build goes on with it. */
export const standingNamed = (
	name: string,
	{standing, foreign = [], purpose}: Pick<ConfirmationFacts, 'standing' | 'foreign' | 'purpose'>,
): string | undefined => {
	if (purpose.type === 'go-on') return purpose.fullName;
	const named = standing.filter(fullName => fullName.startsWith(`${name}.`));
	return named.find(fullName => !foreign.includes(fullName)) ?? named[0];
};

/** On the simulator a key will do; on AWS a word is typed, so that nobody spends money by habit. */
export const confirmationOf = (review: Review, facts: ConfirmationFacts): Confirmation => {
	const {place, obstacle, target} = facts;
	const {name} = review.settings;
	const [problem] = review.problems;
	if (problem) {
		const {field, message, suggestion} = problem;
		const example = suggestion === '' ? '' : ` For example: ${suggestion}`;
		return {type: 'obstacle', message: `${questionOf(field).label} does not fit: ${message}${example}`, mend: field};
	}
	if (obstacle !== undefined) return {type: 'obstacle', message: obstacle};
	const standing = standingNamed(name, facts);
	const remark =
		standing === undefined
			? costRemark(review, place)
			: `${standing} stands already: what is there is kept, what is missing is built.`;
	if (standing !== undefined && facts.foreign?.includes(standing)) {
		return {type: 'word', word: standing, purpose: `go on with what somebody else made on ${target}`, remark};
	}
	if (place === 'aws') {
		return {
			type: 'word',
			word: name,
			purpose: `${standing === undefined ? 'build' : 'go on with'} it on ${target}`,
			remark,
		};
	}
	return {
		type: 'key',
		hint: standing === undefined ? 'build' : 'go on',
		label: `${standing === undefined ? 'Build' : 'Go on with'} ${name} on ${placeWords[place]}`,
		remark,
	};
};
