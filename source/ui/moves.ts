import {unreachable} from '../errors.ts';
import {ownAnswersOf, parseSettings, type Settings} from '../plan/settings.ts';
import {deniedWords, type HomeAction, likelyPlace} from './home-rows.ts';
import type {FoundDeployment, Place, Ports, SavedProfile} from './ports.ts';
import {standingNamed} from './review-confirmation.ts';
import type {Facts} from './use-facts.ts';
import type {Runs} from './use-runs.ts';
import type {WizardAction, WizardState} from './wizard-state.ts';

/** What a move may use: what is known, what is under way, and how to change either. */
export type Surroundings = {
	readonly ports: Ports;
	readonly wizard: WizardState;
	readonly facts: Facts;
	readonly runs: Runs;
	readonly dispatch: (action: WizardAction) => void;
};

/** The region of the answers, as long as it is one. */
export const regionOf = ({answers}: WizardState): string | undefined => {
	const parsed = parseSettings(answers);
	return 'settings' in parsed ? parsed.settings.region : undefined;
};

/** Why nothing can be built at a place, in words. */
export const obstacleTo = (place: Place, {access}: Facts): string | undefined => {
	if (place === 'simulator') return undefined;
	if (access.failure !== undefined) return `No AWS credentials: ${access.failure}`;
	return access.value?.state === 'denied' ? deniedWords(access.value) : undefined;
};

/** The full names of what stands, and of those that another principal made. */
export const namesOf = (found: readonly FoundDeployment[]) => ({
	standing: found.map(({fullName}) => fullName),
	foreign: found.filter(({isForeign}) => isForeign).map(({fullName}) => fullName),
});

/** Builds what was reviewed. */
export const buildFrom = ({ports, wizard, facts, runs}: Surroundings, settings: Settings) => {
	const {place, purpose} = wizard;
	const found = facts.deployments[place].value ?? [];
	// A living deployment has its answers already; its name and region are enough to find it.
	const {name, region} = settings;
	const answers = purpose.type === 'go-on' ? {name, region} : ownAnswersOf(settings);
	const meant = standingNamed(name, {...namesOf(found), purpose});
	const profile = purpose.type === 'profile' ? purpose.name : undefined;
	runs.begin('build', () => ports.build(place, answers, profile, meant));
};

/** Shows the review of saved answers. */
export const reviewProfile = ({dispatch, wizard}: Surroundings, {name, answers}: SavedProfile, place: Place) => {
	const from = wizard.screen === 'profiles' ? 'profiles' : 'home';
	dispatch({type: 'review', place, answers, purpose: {type: 'profile', name, from}});
};

/** One key where nothing is charged; on AWS, and where the answers do not fit, the review comes first. */
export const runProfile = (props: Surroundings, profile: SavedProfile, place: Place) => {
	const parsed = parseSettings(profile.answers);
	if (place === 'aws' || 'problems' in parsed) reviewProfile(props, profile, place);
	else props.runs.begin('build', () => props.ports.build(place, profile.answers, profile.name));
};

/** What a row of the home screen leads to. */
export const chooseAtHome = (props: Surroundings, action: HomeAction) => {
	const {wizard, facts, dispatch} = props;
	switch (action.type) {
		case 'ask': {
			const {access} = facts;
			const isKnown = action.place === 'aws' && access.value?.state === 'granted';
			const answers = {...(isKnown ? {region: access.value.region} : {}), ...wizard.start.answers};
			dispatch({type: 'ask', place: action.place, answers});
			return;
		}
		case 'run-profile':
			runProfile(props, action.profile, likelyPlace(facts));
			return;
		case 'go-on': {
			const {place, fullName, region, answers} = action.deployment;
			const name = fullName.split('.')[0] ?? fullName;
			dispatch({type: 'review', place, answers: answers ?? {name, region}, purpose: {type: 'go-on', fullName}});
			return;
		}
		case 'open':
			dispatch({type: 'open', screen: action.screen});
			return;
		default:
			unreachable(action);
	}
};
