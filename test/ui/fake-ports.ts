import type {RunOutcome} from '../../source/engine/events.ts';
import {emptyRun, type RunState} from '../../source/engine/projection.ts';
import type {Answers} from '../../source/plan/questions.ts';
import type {
	Access,
	FoundDeployment,
	Place,
	Ports,
	RegionFacts,
	RunHandle,
	SavedProfile,
} from '../../source/ui/ports.ts';

export const granted: Access = {
	state: 'granted',
	target: 'aws 123456789012 eu-central-1',
	account: '123456789012',
	arn: 'arn:aws:iam::123456789012:user/ada',
	region: 'eu-central-1',
};

export const denied: Access = {
	state: 'denied',
	message: 'There are no AWS credentials: neither AWS_PROFILE nor the default chain has any.',
	nextSteps: ['Sign in with: aws sso login'],
};

export const facts: RegionFacts = {
	zones: ['a', 'b', 'c', 'd'].map((letter, index) => ({id: `euc1-az${index + 1}`, name: `eu-central-1${letter}`})),
	offering: ['euc1-az1', 'euc1-az3', 'euc1-az4'],
};

export const deployment = (name: string, more: Partial<FoundDeployment> = {}): FoundDeployment => ({
	fullName: `${name}.k3jx7q2a`,
	place: 'simulator',
	target: 'simulator',
	region: 'eu-central-1',
	createdBy: 'arn:aws:iam::123456789012:user/ada',
	ageSeconds: 7_384,
	hourlyCost: 0.1676,
	costSoFar: 0.51,
	counts: {vpc: 2, instance: 4, 'nat-gateway': 1, volume: 4},
	others: [],
	lastOutcome: 'done',
	...more,
});

export const profile = (name: string, answers: Answers = {}, more: Partial<SavedProfile> = {}): SavedProfile => ({
	name,
	answers,
	savedAt: '2026-11-02T10:00:00.000Z',
	...more,
});

export type FakeRun = RunHandle & {
	/** Shows another state. */
	readonly show: (state: RunState) => void;
	readonly finish: (outcome: RunOutcome) => void;
	readonly fail: (error: unknown) => void;
	readonly log: string[];
};

/** A run that a test drives. */
export const fakeRun = (place: Place = 'simulator', target = 'simulator'): FakeRun => {
	const listeners = new Set<() => void>();
	const {promise, resolve, reject} = Promise.withResolvers<RunOutcome>();
	let state: RunState = emptyRun;
	const show = (next: RunState) => {
		state = next;
		for (const listener of listeners) listener();
	};
	const log: string[] = [];
	return {
		place,
		target,
		state: () => state,
		events: () => [],
		subscribe: listener => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		awsNow: () => 0,
		speed: () => 1,
		decide: answer => log.push(answer),
		stop: () => log.push('stop'),
		ended: promise,
		show,
		finish: outcome => {
			show({...state, outcome});
			resolve(outcome);
		},
		fail: reject,
		log,
	};
};

export type FakePorts = Ports & {
	/** What was asked for, in words. */
	readonly log: string[];
	/** The latest run. */
	readonly run: () => FakeRun;
};

export type FakeWorld = {
	readonly access?: () => Promise<Access>;
	readonly deployments?: readonly FoundDeployment[];
	readonly regions?: () => Promise<readonly string[]>;
	readonly facts?: () => Promise<RegionFacts>;
	readonly profiles?: readonly SavedProfile[];
	/** Thrown by the next build. */
	readonly refusal?: unknown;
	/** Thrown by what saves answers. */
	readonly unsaved?: unknown;
};

/** Milliseconds pass by themselves between two looks: no gate is ever closed. */
const leisurely = () => {
	let now = 0;
	return () => {
		now += 10_000;
		return now;
	};
};

/** What the screens need, without anything behind it. */
export const fakePorts = (world: FakeWorld = {}): FakePorts => {
	const log: string[] = [];
	const runs: FakeRun[] = [];
	let profiles = world.profiles ?? [];
	const open = (place: Place) => {
		if (world.refusal) throw world.refusal;
		const run = fakeRun(place, place === 'aws' ? 'aws 123456789012 eu-central-1' : 'simulator');
		runs.push(run);
		return run;
	};
	const without = (name: string) => profiles.filter(each => each.name !== name);
	return {
		log,
		run: () => runs.at(-1) ?? fakeRun(),
		now: leisurely(),
		findAccess: world.access ?? (async () => granted),
		findDeployments: async place => (world.deployments ?? []).filter(each => each.place === place),
		findRegions: world.regions ?? (async () => ['eu-central-1', 'eu-west-1', 'us-east-1']),
		findRegionFacts: world.facts ?? (async () => facts),
		profiles: {
			list: () => profiles,
			save: (name, answers) => {
				if (world.unsaved) throw world.unsaved;
				log.push(`save ${name} ${JSON.stringify(answers)}`);
				profiles = [...without(name), profile(name, answers)];
			},
			rename: (from, to) => {
				log.push(`rename ${from} ${to}`);
				profiles = profiles.map(each => (each.name === from ? {...each, name: to} : each));
			},
			delete: name => {
				log.push(`delete ${name}`);
				profiles = without(name);
			},
		},
		build: (place, answers, from) => {
			log.push(`build ${place} ${JSON.stringify(answers)}${from === undefined ? '' : ` from ${from}`}`);
			return open(place);
		},
		tearDown: (place, fullName, disconnect) => {
			log.push(`tear down ${[place, fullName, ...disconnect].join(' ')}`);
			return open(place);
		},
		openShell: () => new Promise(() => {}),
		saveTranscript: async () => 'transcript.txt',
	};
};
