import {kinds} from '../plan/kinds.ts';
import {count, usd} from '../reporters/words.ts';
import type {FoundDeployment} from './ports.ts';
import {age, inWords, placeWords} from './words.ts';

/** Names a deployment among all that were found. */
export const keyOf = ({place, fullName}: Pick<FoundDeployment, 'place' | 'fullName'>): string => `${place} ${fullName}`;

/** The part of a full name that a person chose. */
export const nameOf = (fullName: string): string => fullName.split('.')[0] ?? fullName;

/**
 * What has to be typed to tear one down: its name, or its full name where the name alone would mean several or where
 * somebody else made it.
 */
export const wordFor = (deployment: FoundDeployment, found: readonly FoundDeployment[]): string => {
	const name = nameOf(deployment.fullName);
	if (deployment.isForeign) return deployment.fullName;
	return found.filter(other => nameOf(other.fullName) === name).length > 1 ? deployment.fullName : name;
};

/** What a person calls a kind; some stand that are no kind of the plan. */
export const labelOf = (kind: string): string =>
	Object.entries(kinds).find(([name]) => name === kind)?.[1].label ?? kind;

/** What goes with a deployment, in words. */
export const contentsOf = ({counts}: FoundDeployment): string => {
	const parts = Object.entries(counts).map(([kind, amount]) => `${amount} x ${labelOf(kind)}`);
	return parts.length > 0 ? inWords(parts) : 'Nothing of it stands; its journal is closed';
};

/** Whose it is, from the ARN of whoever made it and, if known, that of whoever asks. */
export const ownerWords = ({createdBy}: FoundDeployment, arn: string | undefined): string =>
	arn === undefined
		? `made by ${createdBy}`
		: createdBy === arn
			? `made by you (${arn})`
			: `made by ${createdBy}, not by you`;

/** A deployment in one sentence: where, how old, whose. */
export const doomedWords = (deployment: FoundDeployment, arn: string | undefined): string => {
	const {place, region, ageSeconds} = deployment;
	return `In ${region} on ${placeWords[place]}, ${age(ageSeconds)} old, ${ownerWords(deployment, place === 'aws' ? arn : undefined)}.`;
};

/** Whom else the teardown cuts off. */
export const othersWords = ({others}: FoundDeployment): string =>
	`Others use its service: ${inWords(others.map(({endpointId, owner, state}) => `${endpointId} of account ${owner} (${state})`))}. Their connections are rejected; their endpoints stay.`;

/** What a teardown ends, in USD per day; what the simulator only pretends to charge does not count. */
export const savedPerDay = (doomed: readonly FoundDeployment[]): number =>
	doomed.reduce((sum, {place, hourlyCost}) => sum + (place === 'aws' ? hourlyCost * 24 : 0), 0);

/** The teardown of all that are picked, in one line. */
export const totalWords = (doomed: readonly FoundDeployment[]): string => {
	const things = doomed.reduce((sum, {counts}) => sum + Object.values(counts).reduce((all, one) => all + one, 0), 0);
	const saved = savedPerDay(doomed);
	return [
		...(doomed.length > 1 ? [`${doomed.length} deployments`] : []),
		count(things, 'resource'),
		saved > 0 ? `saves ${usd(saved)} a day` : 'the simulator is free of charge',
	].join(', ');
};
