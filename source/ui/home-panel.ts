import {questions} from '../plan/questions.ts';
import type {Settings} from '../plan/settings.ts';
import {count, usd} from '../reporters/words.ts';
import {labelOf} from './doomed.ts';
import {allDeployments, goingOn, type HomeFacts, type HomeRow, stateOf} from './home-rows.ts';
import type {FoundDeployment, Place, SavedProfile} from './ports.ts';
import {minutesOf} from './review-confirmation.ts';
import {type Review, reviewOf} from './review-plan.ts';
import {age, outcomeWords, placeWords} from './words.ts';

/** What there is room for beside the menu: everything about the row with the pointer. */
export type HomePanel = {
	/** Several things in one value are not broken in themselves. */
	readonly facts: readonly (readonly [label: string, value: string | readonly string[]])[];
	/** Instead of what is said below the menu, where the facts say it already. */
	readonly about?: string;
	/** The way of the request through what would be built, or is. */
	readonly sketch?: Settings;
};

const costFacts = (review: Review, place: Place): HomePanel['facts'] => {
	const {cost, resources} = review;
	return [
		['What', count(resources.length, 'step')],
		['Takes', `about ${minutesOf(review)}, and the time that you take to decide`],
		[
			'Costs',
			place === 'simulator'
				? `nothing; on AWS ${usd(cost.perHour)} an hour`
				: `${usd(cost.perHour)} an hour, ${usd(cost.perDay)} a day`,
		],
	];
};

const buildPanel = (place: Place, region: string | undefined): HomePanel => {
	const review = reviewOf(region === undefined ? {} : {region}, undefined);
	return {facts: costFacts(review, place), sketch: review.settings};
};

const profilePanel = ({answers, savedAt, lastOutcome}: SavedProfile): HomePanel => {
	const review = reviewOf(answers, undefined);
	return {
		facts: [
			['Last run', lastOutcome ? outcomeWords[lastOutcome] : 'none yet'],
			['Saved', savedAt.slice(0, 10)],
			...questions.flatMap(({id, label}) => {
				const answer = answers[id];
				return answer === undefined || answer === '' ? [] : [[label, answer] as const];
			}),
		],
		sketch: review.settings,
	};
};

const deploymentPanel = (deployment: FoundDeployment): HomePanel => {
	const {place, region, target, ageSeconds, hourlyCost, costSoFar, createdBy, counts, answers} = deployment;
	const perHour = `${usd(hourlyCost)} an hour, ${usd(hourlyCost * 24)} a day`;
	const kinds = Object.entries(counts).map(([kind, amount]) => `${amount} x ${labelOf(kind)}`);
	return {
		about: goingOn,
		facts: [
			['State', stateOf(deployment)],
			['Age', age(ageSeconds)],
			['So far', place === 'simulator' ? `${usd(costSoFar)}, had it been AWS` : usd(costSoFar)],
			['Costs', place === 'simulator' ? `nothing; on AWS ${perHour}` : perHour],
			['Where', place === 'simulator' ? `${region} on ${placeWords[place]}` : target],
			['Made by', deployment.isForeign ? `${createdBy}, not by you` : createdBy],
			['Stands', kinds.length > 0 ? kinds : 'nothing; its journal is closed'],
		],
		...(answers ? {sketch: reviewOf(answers, undefined).settings} : {}),
	};
};

const teardownPanel = (found: readonly FoundDeployment[]): HomePanel => ({
	facts: found.map(({fullName, place, ageSeconds, hourlyCost}) => [
		fullName,
		`${placeWords[place]}, ${age(ageSeconds)}, ${place === 'simulator' ? 'free' : `${usd(hourlyCost * 24)} a day`}`,
	]),
});

const profilesPanel = (profiles: readonly SavedProfile[]): HomePanel => ({
	facts: profiles.map(({name, lastOutcome, savedAt}) => [
		name,
		`saved ${savedAt.slice(0, 10)}, ${lastOutcome ? `last run ${outcomeWords[lastOutcome]}` : 'not run yet'}`,
	]),
});

/** What the panel beside the menu tells of a row. */
export const homePanel = ({action}: HomeRow, {access, profiles, deployments}: HomeFacts): HomePanel => {
	switch (action.type) {
		case 'ask':
			return buildPanel(action.place, access.value?.state === 'granted' ? access.value.region : undefined);
		case 'run-profile':
			return profilePanel(action.profile);
		case 'go-on':
			return deploymentPanel(action.deployment);
		case 'open':
			return action.screen === 'profiles' ? profilesPanel(profiles) : teardownPanel(allDeployments(deployments));
	}
};
