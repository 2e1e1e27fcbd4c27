import {describe, expect, it} from 'vitest';
import {
	accessWords,
	allDeployments,
	type HomeFacts,
	homeRows,
	likelyPlace,
	stateOf,
	targetOf,
} from '../../source/ui/home-rows.ts';
import type {FoundDeployment} from '../../source/ui/ports.ts';
import {denied, deployment, granted, profile} from './fake-ports.ts';

const nothing = {isLooking: false, value: []};
const facts: HomeFacts = {
	isPinned: false,
	access: {isLooking: false, value: granted},
	profiles: [],
	deployments: {aws: nothing, simulator: nothing},
};
const values = (more: Partial<HomeFacts>) => homeRows({...facts, ...more}).map(({value}) => value);
const enabled = (more: Partial<HomeFacts>) =>
	homeRows({...facts, ...more})
		.filter(({disabledReason}) => disabledReason === undefined)
		.map(({value}) => value);

describe('the rows of the home screen', () => {
	it('offer what there is, dear things first', () => {
		const lab = deployment('lab');
		const prod = deployment('prod', {place: 'aws'});
		const deployments = {aws: {isLooking: false, value: [prod]}, simulator: {isLooking: false, value: [lab]}};
		expect(values({deployments, profiles: [profile('mine')]})).toEqual([
			'build aws',
			'build simulator',
			'profile mine',
			'deployment aws prod.k3jx7q2a',
			'deployment simulator lab.k3jx7q2a',
			'tear-down',
			'profiles',
		]);
		expect(allDeployments(deployments)).toEqual([prod, lab]);
	});

	it('begin with practising where there are no credentials, and with AWS while they are looked for', () => {
		expect(enabled({access: {isLooking: false, value: denied}})[0]).toBe('build simulator');
		expect(enabled({access: {isLooking: false, failure: 'Timed out.'}})[0]).toBe('build simulator');
		expect(enabled({access: {isLooking: true}})[0]).toBe('build aws');
		expect(enabled({})[0]).toBe('build aws');
	});

	it('offer nothing of AWS when the simulator was asked for', () => {
		const pinned = {...facts, isPinned: true, access: {isLooking: false}};
		expect(values(pinned)).toEqual(['build simulator', 'tear-down', 'profiles']);
		expect(targetOf(pinned, 'aws')).toBe('simulator');
		expect(accessWords(pinned).mark).toBe('good');
	});

	it('say where a profile runs, and what a deployment is and costs', () => {
		const rows = homeRows({
			...facts,
			profiles: [profile('mine', {region: 'eu-west-1'}, {lastOutcome: 'failed'})],
			deployments: {aws: {isLooking: false, value: [deployment('prod', {place: 'aws'})]}, simulator: nothing},
		});
		const row = (value: string) => rows.find(each => each.value === value);
		expect(row('profile mine')?.detail).toBe('eu-west-1, last run failed');
		expect(row('profile mine')?.about).toMatch(/review on AWS/);
		expect(row('deployment aws prod.k3jx7q2a')?.detail).toBe('eu-central-1, done, 2 h 3 min, $0.510');
		expect(row('deployment aws prod.k3jx7q2a')?.about).toMatch(
			/\$0\.168 an hour, \$0\.510 so far, made by arn:aws:iam/,
		);
		expect(row('tear-down')?.detail).toBe('1 deployment, $0.168 an hour');
	});

	it('call a simulated deployment free, and one on AWS what it has cost', () => {
		const deployments = {
			aws: {isLooking: false, value: [deployment('prod', {place: 'aws'})]},
			simulator: {isLooking: false, value: [deployment('lab')]},
		};
		const details = homeRows({...facts, deployments}).map(({label, detail}) => `${label}: ${detail}`);
		expect(details).toContainEqual(expect.stringMatching(/lab\.k3jx7q2a: .*, free$/));
		expect(details).toContainEqual(expect.stringMatching(/prod\.k3jx7q2a: .*, \$\d+\.\d+$/));
	});

	it('ends what is wrong with the credentials before it says what to do', () => {
		const value = {state: 'denied', message: 'No AWS credentials: none', nextSteps: ['Give some.']} as const;
		const {text} = accessWords({isPinned: false, access: {isLooking: false, value}});
		expect(text).toBe('No AWS credentials: none. Give some.');
	});

	it('say of a deployment that it is of somebody else, and that its journal is not here', () => {
		const aboutOf = (more: Partial<FoundDeployment>) =>
			homeRows({
				...facts,
				deployments: {
					aws: {isLooking: false, value: [deployment('prod', {place: 'aws', ...more})]},
					simulator: nothing,
				},
			}).find(({value}) => value.startsWith('deployment'))?.about;
		expect(aboutOf({isForeign: true})).toMatch(/made by .* Not by you: going on takes its full name\.$/);
		expect(aboutOf({isStray: true})).toMatch(/written anew from its tags\.$/);
	});

	it('run profiles on AWS as long as nothing speaks against it', () => {
		expect(likelyPlace(facts)).toBe('aws');
		expect(likelyPlace({...facts, access: {isLooking: true}})).toBe('aws');
		expect(likelyPlace({...facts, access: {isLooking: false, value: denied}})).toBe('simulator');
		expect(likelyPlace({...facts, isPinned: true})).toBe('simulator');
	});

	it('call a deployment of which nothing stands by that', () => {
		expect(stateOf(deployment('lab', {counts: {}}))).toBe('nothing stands');
		expect(stateOf(deployment('lab', {lastOutcome: 'waiting'}))).toBe('waits for a decision');
		const {lastOutcome: _lastOutcome, ...killed} = deployment('lab', {answers: {name: 'lab'}});
		expect(stateOf(killed)).toBe('not finished');
	});
});

describe('the target', () => {
	it('names account and the region that is asked for, also of an endpoint', () => {
		expect(targetOf(facts, 'aws', 'us-west-2')).toBe('aws 123456789012 us-west-2');
		expect(targetOf(facts, 'simulator', 'us-west-2')).toBe('simulator');
		const access = {
			isLooking: false,
			value: {...granted, target: 'endpoint localhost:4566 000000000000 us-east-1'},
		} as const;
		expect(targetOf({...facts, access}, 'aws', 'us-west-2')).toBe('endpoint localhost:4566 000000000000 us-west-2');
		expect(targetOf({...facts, access: {isLooking: true}}, 'aws')).toMatch(/looking/);
		expect(targetOf({...facts, access: {isLooking: false, value: denied}}, 'aws')).toMatch(/no credentials/);
	});
});
