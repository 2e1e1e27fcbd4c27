import {useMemo, useState} from 'react';
import {draftSettings} from '../plan/settings.ts';
import type {Deployments, HomeFacts} from './home-rows.ts';
import type {Ports, SavedProfile} from './ports.ts';
import type {PlaceFacts} from './question.ts';
import {useLookup} from './use-lookup.ts';
import type {WizardState} from './wizard-state.ts';

/** Everything that the screens know from outside. */
export type Facts = HomeFacts & {
	readonly place: PlaceFacts;
	/** The caller's ARN on AWS. */
	readonly arn: string | undefined;
	/** Looks everything up again. */
	readonly lookAgain: () => void;
	/** Changes the saved answers and reads them anew; false when it could not be done, which is then shown. */
	readonly changeProfiles: (change: (profiles: Ports['profiles']) => void) => boolean;
};

/** Looks up what the wizard's place, region and instance type call for; what a run may have changed, again after it. */
export const useFacts = (ports: Ports, wizard: WizardState, onFailure: (error: unknown) => void): Facts => {
	const {start, screen, place, answers, runs} = wizard;
	const [again, setAgain] = useState(0);
	const isPinned = start.place === 'simulator';
	const access = useLookup(isPinned ? undefined : 'access', again, ports.findAccess);
	const granted = access.value?.state === 'granted' ? access.value : undefined;
	const deployments: Deployments = {
		aws: useLookup(granted?.account, again + runs, () => ports.findDeployments('aws')),
		simulator: useLookup('simulator', again + runs, () => ports.findDeployments('simulator')),
	};
	const isAsking = (screen === 'questions' || screen === 'review') && (place === 'simulator' || granted !== undefined);
	const {region, instanceType} = draftSettings(answers);
	const found: PlaceFacts = {
		regions: useLookup(isAsking ? place : undefined, 0, () => ports.findRegions(place)),
		region: useLookup(isAsking ? `${place} ${region} ${instanceType}` : undefined, 0, () =>
			ports.findRegionFacts(place, region, instanceType),
		),
	};
	const {profiles, change} = useProfiles(ports, runs, onFailure);
	return {
		isPinned,
		access,
		deployments,
		profiles,
		place: found,
		arn: granted?.arn,
		lookAgain: () => setAgain(count => count + 1),
		changeProfiles: change,
	};
};

const useProfiles = ({profiles}: Ports, runs: number, onFailure: (error: unknown) => void) => {
	const [changes, setChanges] = useState(0);
	// A run may have noted its outcome in the profile that it ran.
	// biome-ignore lint/correctness/useExhaustiveDependencies: they tell when the file has changed
	const list = useMemo<readonly SavedProfile[]>(() => profiles.list(), [profiles, runs, changes]);
	const change = (work: (profiles: Ports['profiles']) => void) => {
		try {
			work(profiles);
			return true;
		} catch (error) {
			onFailure(error);
			return false;
		} finally {
			setChanges(count => count + 1);
		}
	};
	return {profiles: list, change};
};
