import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {RunEvent, RunEventBody, TaskSummary} from '../../source/engine/events.ts';
import {expectedDuration, remainingPaths} from '../../source/engine/longest-path.ts';
import {counts, emptyRun, project, type RunState} from '../../source/engine/projection.ts';
import {deployment} from '../helpers/deployment.ts';
import {born, createCloud, down, resource, up} from './cloud.ts';

const task = (id: string, needs: readonly string[] = [], kind: TaskSummary['kind'] = 'vpc'): TaskSummary => ({
	id,
	kind,
	side: 'provider',
	label: id,
	needs,
	expectedSeconds: 1,
});

const tasks = [task('a'), task('b', ['a']), task('c', ['b']), task('gate', ['a'], 'endpoint-connection'), task('e')];

const start = Date.parse('2026-01-05T09:00:00Z');

const stamp = (body: RunEventBody, seconds = 0): RunEvent => ({
	at: new Date(start + seconds * 1000).toISOString(),
	runId: 'run',
	...body,
});

const play = (bodies: readonly RunEventBody[], from: RunState = emptyRun): RunState =>
	bodies.map((body, index) => stamp(body, index)).reduce((state, event) => project(state, event), from);

const started: RunEventBody = {
	type: 'run-started',
	version: 1,
	verb: 'up',
	target: 'simulator',
	deployment: 'lab.k3jx7q2a',
	tasks,
};

const request = {
	task: 'gate',
	endpointId: 'vpce-1',
	serviceId: 's',
	serviceName: 'n',
	owner: 'o',
	vpcId: 'v',
	region: 'r',
	since: 't',
};

const error = {code: 'Code', message: 'words', nextSteps: []};

const ids = fc.constantFrom('a', 'b', 'c', 'gate', 'e', 'unheard-of');
const generation = fc.integer({min: 1, max: 3});

const anyBody: fc.Arbitrary<RunEventBody> = fc.oneof(
	fc.constant(started),
	fc.constant<RunEventBody>({...started, verb: 'down'}),
	fc.record({type: fc.constant('task-started' as const), task: ids, generation}),
	fc.record({
		type: fc.constant('task-waiting' as const),
		task: ids,
		reason: fc.string(),
		observed: fc.string(),
		polls: fc.nat(),
	}),
	fc.record({
		type: fc.constant('call-intended' as const),
		task: ids,
		operation: fc.constant('Create'),
		generation,
		clientToken: fc.string(),
	}),
	fc.record({
		type: fc.constant('call-settled' as const),
		task: ids,
		operation: fc.constant('Create'),
		generation,
		resourceId: fc.string(),
	}),
	fc.record({
		type: fc.constant('call-settled' as const),
		task: ids,
		operation: fc.constant('Create'),
		generation,
		errorCode: fc.string(),
	}),
	fc.record({
		type: fc.constant('task-done' as const),
		task: ids,
		generation,
		outputs: fc.constant({vpcId: 'vpc-1'}),
		found: fc.boolean(),
	}),
	fc.record({type: fc.constant('task-failed' as const), task: ids, error: fc.constant(error)}),
	fc.constant<RunEventBody>({type: 'decision-needed', request}),
	fc.record({
		type: fc.constant('decision-made' as const),
		endpointId: fc.constantFrom('vpce-1', 'vpce-foreign'),
		answer: fc.constantFrom('accept' as const, 'reject' as const, 'later' as const),
		by: fc.constant('outside'),
	}),
	fc.constant<RunEventBody>({type: 'run-finished', outcome: 'failed'}),
);

describe('project', () => {
	it('keeps the sum of the counts after every prefix of whatever comes', () => {
		fc.assert(
			fc.property(fc.array(anyBody, {maxLength: 40}), bodies => {
				let state = emptyRun;
				for (const [index, body] of bodies.entries()) {
					state = project(state, stamp(body, index));
					const {total, done, running, waiting, failed} = counts(state);
					expect(done + running + waiting + failed).toBe(total);
					expect(total).toBe(state.tasks.size);
				}
			}),
		);
	});

	it('changes nothing in the state that it is given', () => {
		fc.assert(
			fc.property(fc.array(anyBody, {maxLength: 15}), anyBody, (bodies, last) => {
				const before = play(bodies);
				const copy = structuredClone(before);
				project(before, stamp(last, 99));
				expect(before).toEqual(copy);
			}),
		);
	});

	it('ignores types of event that it does not know', () => {
		const state = play([started]);
		for (const type of ['task-renamed', 'toString', '__proto__']) {
			expect(project(state, {...stamp(started), type} as unknown as RunEvent)).toBe(state);
		}
	});

	it('counts up to the end of real runs, there and back', async () => {
		const resources = [resource('vpc', 'vpc'), resource('subnet', 'subnet', ['vpc']), resource('other', 'vpc')];
		const cloud = createCloud({other: {createErrors: ['fatal']}});
		const built = await up(cloud, {resources});
		expect(counts(built.state)).toEqual({total: 3, done: 2, running: 0, waiting: 0, failed: 1});
		const gone = await down(cloud, {resources, needs: new Map([['vpc', ['subnet']]]), history: built.state});
		expect(counts(gone.state)).toEqual({total: 3, done: 3, running: 0, waiting: 0, failed: 0});
		expect(gone.state).toMatchObject({verb: 'down', outcome: 'done'});
	});
});

describe('a task', () => {
	it('goes through its states with their times', () => {
		const waiting = play([
			started,
			{type: 'task-started', task: 'a', generation: 2},
			{type: 'task-waiting', task: 'a', reason: 'waiting until it is ready', observed: 'pending', polls: 3},
		]);
		expect(waiting.tasks.get('a')).toMatchObject({
			state: 'running',
			generation: 2,
			startedAt: start + 1000,
			observed: 'pending',
			polls: 3,
		});
		const done = play([started, {type: 'task-done', task: 'a', generation: 2, outputs: {vpcId: 'x'}, found: true}]);
		expect(done.tasks.get('a')).toMatchObject({
			state: 'done',
			found: true,
			endedAt: start + 1000,
			outputs: {vpcId: 'x'},
		});
	});

	it('that fails blocks what needs it, near and far', () => {
		const {tasks: seen} = play([started, {type: 'task-failed', task: 'a', error}]);
		expect(Object.fromEntries([...seen].map(([id, {state}]) => [id, state]))).toEqual({
			a: 'failed',
			b: 'blocked',
			c: 'blocked',
			gate: 'blocked',
			e: 'waiting-to-start',
		});
		expect(seen.get('a')?.error).toEqual(error);
	});
});

describe('what is known', () => {
	const made: readonly RunEventBody[] = [
		started,
		{type: 'call-intended', task: 'a', operation: 'CreateVpc', generation: 1, clientToken: 't'},
		{type: 'call-settled', task: 'a', operation: 'CreateVpc', generation: 1, resourceId: 'vpc-1'},
	];

	it('a settled call gives the id to its first output', () => {
		expect(play(made).known.get('a')).toMatchObject({
			generation: 1,
			outputs: {vpcId: 'vpc-1'},
			intended: true,
			made: true,
		});
	});

	it('a call without an answer stays unsettled, over runs', () => {
		const state = play([...made.slice(0, 2), started]);
		expect(state.unsettled.get('a')).toEqual({
			operation: 'CreateVpc',
			generation: 1,
			clientToken: 't',
			at: start + 1000,
		});
		expect(state.known.get('a')).toMatchObject({intended: true, made: false});
	});

	it('a refused call leaves the resource unmade', () => {
		const state = play([
			...made.slice(0, 2),
			{type: 'call-settled', task: 'a', operation: 'CreateVpc', generation: 1, errorCode: 'VpcLimitExceeded'},
		]);
		expect(state.unsettled.size).toBe(0);
		expect(state.known.get('a')).toMatchObject({intended: true, made: false, outputs: {}});
	});

	it('the removal of what a lost answer had left beside it changes nothing', () => {
		const state = play([
			...made,
			{type: 'call-intended', task: 'a', operation: 'DeleteVpc', generation: 1, clientToken: 't'},
			{type: 'call-settled', task: 'a', operation: 'DeleteVpc', generation: 1, resourceId: 'vpc-2'},
		]);
		expect(state.unsettled.size).toBe(0);
		expect(state.known.get('a')).toMatchObject({outputs: {vpcId: 'vpc-1'}, made: true});
	});

	it('outlives a run, while the tasks begin anew', () => {
		const state = play([...made, {type: 'run-finished', outcome: 'interrupted'}, started]);
		expect(state.known.get('a')?.outputs).toEqual({vpcId: 'vpc-1'});
		expect(state.tasks.get('a')?.state).toBe('waiting-to-start');
		expect(state.outcome).toBeUndefined();
		expect(state.finishedAt).toBeUndefined();
	});

	it('a new generation forgets what the old one was', () => {
		const state = play([
			...made,
			{type: 'call-intended', task: 'a', operation: 'CreateVpc', generation: 2, clientToken: 'u'},
		]);
		expect(state.known.get('a')).toMatchObject({generation: 2, outputs: {}, intended: true, made: false});
	});

	it('a teardown makes room for the next generation; its refused calls change nothing', () => {
		const torn: readonly RunEventBody[] = [
			...made,
			{...started, verb: 'down'},
			{type: 'call-intended', task: 'a', operation: 'DeleteVpc', generation: 1, clientToken: 't'},
			{type: 'call-settled', task: 'a', operation: 'DeleteVpc', generation: 1, errorCode: 'DependencyViolation'},
		];
		expect(play(torn).known.get('a')).toMatchObject({generation: 1, outputs: {vpcId: 'vpc-1'}, made: true});
		const gone = play([...torn, {type: 'task-done', task: 'a', generation: 1, outputs: {}, found: false}]);
		expect(gone.known.get('a')).toEqual({generation: 2, outputs: {}, intended: false, made: false});
	});

	it('of what was never asked for, a teardown changes no generation', () => {
		const gone = play([
			{...started, verb: 'down'},
			{type: 'task-done', task: 'e', generation: 1, outputs: {}, found: true},
		]);
		expect(gone.known.get('e')).toMatchObject({generation: 1, intended: false});
	});

	it('names the deployment since its birth', () => {
		expect(born.deployment).toEqual(deployment);
		expect(play([started], born).deployment).toEqual(deployment);
	});
});

describe('a decision', () => {
	const asked: readonly RunEventBody[] = [
		started,
		{type: 'task-started', task: 'gate', generation: 1},
		{type: 'decision-needed', request},
	];
	const answer = (given: 'accept' | 'reject' | 'later', endpointId = 'vpce-1'): RunEventBody => ({
		type: 'decision-made',
		endpointId,
		answer: given,
		by: 'arn:person',
	});

	it('is pending until it is made', () => {
		const state = play(asked);
		expect(state.decision).toEqual({request, askedAt: start + 2000});
		expect(state.connection).toBe('pending');
		expect(state.tasks.get('gate')?.state).toBe('deciding');
	});

	it('accepted lets the task go on', () => {
		const state = play([...asked, answer('accept')]);
		expect(state.decision?.made).toEqual({answer: 'accept', by: 'arn:person', at: start + 3000});
		expect(state.connection).toBe('accepted');
		expect(state.tasks.get('gate')?.state).toBe('running');
		expect(play([started], state).connection).toBe('accepted');
	});

	it('rejected ends the task', () => {
		const state = play([...asked, answer('reject')]);
		expect(state.connection).toBe('rejected');
		expect(state.tasks.get('gate')).toMatchObject({state: 'failed', error: {code: 'Rejected'}});
	});

	it('about an endpoint of somebody else changes nothing', () => {
		const before = play(asked);
		expect(project(before, stamp(answer('reject', 'vpce-foreign'), 9))).toEqual(before);
	});

	it('is forgotten when the connection is torn down', () => {
		const state = play([
			...asked,
			answer('accept'),
			{...started, verb: 'down'},
			{type: 'task-done', task: 'gate', generation: 1, outputs: {}, found: false},
		]);
		expect(state.connection).toBe('unknown');
	});
});

describe('longest paths', () => {
	const steps = (...all: readonly (readonly [string, number, readonly string[]])[]) =>
		all.map(([id, expectedSeconds, needs]) => ({id, expectedSeconds, needs}));

	it('reach from each task to the end', () => {
		const graph = steps(['a', 5, []], ['b', 10, ['a']], ['c', 1, ['a']], ['d', 2, ['b', 'c', 'elsewhere']]);
		expect([...remainingPaths(graph)].toSorted()).toEqual([
			['a', 17],
			['b', 12],
			['c', 3],
			['d', 2],
		]);
		expect(expectedDuration(graph)).toBe(17);
		expect(expectedDuration([])).toBe(0);
	});

	it('of a task is its own time and the longest of those that need it', () => {
		const graphs = fc
			.array(fc.record({seconds: fc.nat(100), needs: fc.array(fc.nat(), {maxLength: 4})}), {maxLength: 15})
			.map(nodes =>
				nodes.map(({seconds, needs}, index) => ({
					id: `n${index}`,
					expectedSeconds: seconds,
					needs: index === 0 ? [] : needs.map(need => `n${need % index}`),
				})),
			);
		fc.assert(
			fc.property(graphs, graph => {
				const paths = remainingPaths(graph);
				for (const {id, expectedSeconds} of graph) {
					const rest = graph.filter(({needs}) => needs.includes(id)).map(step => paths.get(step.id) ?? 0);
					expect(paths.get(id)).toBe(expectedSeconds + Math.max(0, ...rest));
				}
			}),
		);
	});

	it('refuse a circle', () => {
		expect(() => remainingPaths(steps(['a', 1, ['c']], ['b', 1, ['a']], ['c', 1, ['b']]))).toThrow('need each other');
	});
});
