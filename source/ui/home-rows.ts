import {count, usd} from '../reporters/words.ts';
import type {Choice} from './parts/choice.ts';
import type {Access, FoundDeployment, Place, SavedProfile} from './ports.ts';
import type {Lookup} from './use-lookup.ts';
import {age, outcomeWords, placeWords} from './words.ts';

export type HomeAction =
	| {readonly type: 'ask'; readonly place: Place}
	| {readonly type: 'run-profile'; readonly profile: SavedProfile}
	| {readonly type: 'go-on'; readonly deployment: FoundDeployment}
	| {readonly type: 'open'; readonly screen: 'profiles' | 'teardown-menu'};

/** A row of the home screen. `about` is said of it while the pointer stands on it. */
export type HomeRow = Choice<string> & {readonly action: HomeAction; readonly about: string};

export type Deployments = Readonly<Record<Place, Lookup<readonly FoundDeployment[]>>>;

export type HomeFacts = {
	/** Nothing but the simulator is offered. */
	readonly isPinned: boolean;
	readonly access: Lookup<Access>;
	readonly profiles: readonly SavedProfile[];
	readonly deployments: Deployments;
};

/** All deployments found so far, those on AWS first: they cost money. */
export const allDeployments = ({aws, simulator}: Deployments): readonly FoundDeployment[] => [
	...(aws.value ?? []),
	...(simulator.value ?? []),
];

/** Where a profile is built when nobody says otherwise: on AWS, as long as nothing speaks against it. */
export const likelyPlace = ({isPinned, access}: Pick<HomeFacts, 'isPinned' | 'access'>): Place =>
	isPinned || access.value?.state === 'denied' || access.failure !== undefined ? 'simulator' : 'aws';

const plain = 'Five questions, each with its answer filled in, then a review. Nothing is built before you confirm it.';

const awsRow = ({access}: HomeFacts): HomeRow => {
	const {value} = access;
	const isGranted = value?.state === 'granted';
	return {
		value: 'build aws',
		label: 'Build on AWS',
		detail: isGranted ? `account ${value.account}` : 'looking for credentials',
		...(value?.state === 'denied' || access.failure !== undefined ? {disabledReason: 'no credentials'} : {}),
		action: {type: 'ask', place: 'aws'},
		about: `${plain} AWS charges for what is built, by the hour; the review says how much.`,
	};
};

const simulatorRow = ({isPinned}: HomeFacts): HomeRow => ({
	value: 'build simulator',
	label: isPinned ? 'Build on the simulator' : 'Practise without an account',
	detail: 'free of charge',
	action: {type: 'ask', place: 'simulator'},
	about: `${plain} The embedded simulator behaves as AWS does and costs nothing; no account or network is needed.`,
});

const profileRow = (profile: SavedProfile, place: Place): HomeRow => {
	const {name, answers, lastOutcome} = profile;
	const parts = [answers.region ?? '', lastOutcome ? `last run ${outcomeWords[lastOutcome]}` : 'not run yet'];
	const next = place === 'aws' ? 'shows its review on AWS' : 'builds it on the simulator at once';
	return {
		value: `profile ${name}`,
		label: `Run profile ${name}`,
		detail: parts.filter(part => part !== '').join(', '),
		action: {type: 'run-profile', profile},
		about: `Saved answers. Enter ${next}. To edit, rename or delete it, open the profiles.`,
	};
};

/** What is to be said of the state of a deployment in a few words. */
export const stateOf = ({lastOutcome, counts, answers}: FoundDeployment): string => {
	if (Object.keys(counts).length === 0) return 'nothing stands';
	if (lastOutcome) return outcomeWords[lastOutcome];
	// A journal without an end: its run was killed, or is somebody else's and under way.
	return answers ? 'not finished' : 'stands';
};

const costOf = ({place, hourlyCost, costSoFar}: FoundDeployment): string =>
	place === 'simulator' ? `${usd(costSoFar)} had it been AWS` : `${usd(hourlyCost)} an hour, ${usd(costSoFar)} so far`;

export const goingOn = 'Going on builds what is missing, sends the request again and opens a session.';

const deploymentRow = (deployment: FoundDeployment): HomeRow => {
	const {fullName, place, ageSeconds, createdBy, region, isForeign, isStray} = deployment;
	const remarks = [
		...(isForeign ? ['Not by you: going on takes its full name.'] : []),
		...(isStray ? ['Its journal is not here: it is written anew from its tags.'] : []),
	];
	const state = stateOf(deployment);
	return {
		value: `deployment ${place} ${fullName}`,
		label: `Go on with ${fullName}`,
		detail: [
			place === 'simulator' ? 'simulator' : region,
			state,
			age(ageSeconds),
			place === 'simulator' ? 'free' : usd(deployment.costSoFar),
		].join(', '),
		action: {type: 'go-on', deployment},
		about: `${state.charAt(0).toUpperCase()}${state.slice(1)}, ${age(ageSeconds)} old, in ${region} on ${placeWords[place]}, ${costOf(deployment)}, made by ${createdBy}. ${remarks.length > 0 ? remarks.join(' ') : goingOn}`,
	};
};

const teardownRow = ({deployments}: HomeFacts): HomeRow => {
	const found = allDeployments(deployments);
	const hourly = found.reduce((sum, {place, hourlyCost}) => sum + (place === 'aws' ? hourlyCost : 0), 0);
	const isLooking = deployments.aws.isLooking || deployments.simulator.isLooking;
	return {
		value: 'tear-down',
		label: 'Tear down',
		detail: `${count(found.length, 'deployment')}${hourly > 0 ? `, ${usd(hourly)} an hour` : ''}`,
		...(found.length === 0 ? {disabledReason: isLooking ? 'looking for deployments' : 'no deployment found'} : {}),
		action: {type: 'open', screen: 'teardown-menu'},
		about:
			'Pick deployments, see what goes and what that saves, type their names. Afterwards AWS is asked what is left.',
	};
};

const profilesRow = ({profiles}: HomeFacts): HomeRow => ({
	value: 'profiles',
	label: 'Profiles',
	detail: `${profiles.length} saved`,
	...(profiles.length === 0 ? {disabledReason: 'none saved yet: the review saves them'} : {}),
	action: {type: 'open', screen: 'profiles'},
	about: 'Saved answers: run, edit, rename, delete.',
});

/** Everything the home screen offers, in order. Rows that cannot be chosen say why. */
export const homeRows = (facts: HomeFacts): readonly HomeRow[] => [
	...(facts.isPinned ? [] : [awsRow(facts)]),
	simulatorRow(facts),
	...facts.profiles.map(profile => profileRow(profile, likelyPlace(facts))),
	...allDeployments(facts.deployments).map(deploymentRow),
	teardownRow(facts),
	profilesRow(facts),
];

/** Why AWS cannot be used, and what to do about it, in sentences. */
export const deniedWords = ({message, nextSteps}: Extract<Access, {state: 'denied'}>): string =>
	[message.replace(/\.?$/, '.'), ...nextSteps].join(' ');

/** Who the credentials belong to, in one line with its state; what to do comes after it. */
export const accessWords = ({
	isPinned,
	access,
}: Pick<HomeFacts, 'isPinned' | 'access'>): {readonly mark: 'busy' | 'good' | 'bad'; readonly text: string} => {
	if (isPinned) return {mark: 'good', text: 'On the simulator: no account, no credentials, no network, no charge.'};
	const {value, failure} = access;
	if (failure !== undefined) return {mark: 'bad', text: `No AWS credentials: ${failure}`};
	if (!value) return {mark: 'busy', text: 'Looking for AWS credentials'};
	return value.state === 'granted'
		? {mark: 'good', text: `AWS account ${value.account}, as ${value.arn}`}
		: {mark: 'bad', text: deniedWords(value)};
};

/** What the header names before there is a run: the target that `region` would be built on. */
export const targetOf = (
	{isPinned, access}: Pick<HomeFacts, 'isPinned' | 'access'>,
	place: Place,
	region?: string,
): string => {
	if (isPinned || place === 'simulator') return 'simulator';
	const {value} = access;
	if (value?.state !== 'granted') return access.isLooking ? 'aws, looking for credentials' : 'aws, no credentials';
	// The last word of a target is its region.
	return region === undefined ? value.target : [...value.target.split(' ').slice(0, -1), region].join(' ');
};
