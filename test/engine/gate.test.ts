import {describe, expect, it} from 'vitest';
import type {DecisionRequest} from '../../source/engine/events.ts';
import type {Decide, ErrorClass, Observation} from '../../source/engine/ports.ts';
import {createCloud, FakeError, ofType, type RunSetup, resource, up} from './cloud.ts';

const outputs = {
	endpointId: 'vpce-1',
	serviceId: 'vpce-svc-1',
	serviceName: 'service.vpce-svc-1',
	owner: '111122223333',
	vpcId: 'vpc-1',
	region: 'us-east-1',
	since: '2026-01-05T09:00:00.000Z',
};

const waits: Observation = {state: 'pending', detail: 'pendingAcceptance', outputs};
const accepted: Observation = {state: 'pending', detail: 'pending', outputs};
const available: Observation = {state: 'ready', detail: 'available', outputs};
/** One side shows the rejection, then both. */
const rejecting: Observation = {state: 'going', detail: 'rejected', outputs};
const rejected: Observation = {state: 'failed', detail: 'rejected', outputs};
const absent: Observation = {state: 'absent'};

const resources = [
	resource('endpoint', 'endpoint'),
	resource('connection', 'endpoint-connection', ['endpoint']),
	resource('verdict', 'route', ['connection']),
];

/** A run up to a connection that changes as it is accepted, rejected, or as `outside` says. */
const setUp = ({
	outside,
	acceptErrors = [],
}: {
	readonly outside?: (seconds: number) => Observation | undefined;
	readonly acceptErrors?: readonly (ErrorClass | 'lost')[];
} = {}) => {
	const cloud = createCloud({endpoint: {readySeconds: 20}});
	const accepts: number[] = [];
	const rejects: number[] = [];
	let acceptedAt: number | undefined;
	const show = (): Observation => {
		const told = outside?.(cloud.seconds());
		if (told) return told;
		const [rejectedAt] = rejects;
		if (rejectedAt !== undefined) return cloud.seconds() >= rejectedAt + 10 ? rejected : rejecting;
		if (acceptedAt === undefined) return waits;
		return cloud.seconds() >= acceptedAt + 60 ? available : accepted;
	};
	const kinds: RunSetup['kinds'] = {
		'endpoint-connection': {
			observe: async targets => new Map(targets.map(({id}) => [id, show()])),
			create: async () => {
				const verdict = acceptErrors[accepts.length];
				accepts.push(cloud.seconds());
				if (verdict && verdict !== 'lost') throw new FakeError(verdict);
				acceptedAt = cloud.seconds();
				if (verdict === 'lost') throw new FakeError('ambiguous');
				return {};
			},
			destroy: async () => {
				rejects.push(cloud.seconds());
			},
		},
	};
	const run = (decide: Decide, more: Partial<RunSetup> = {}) => up(cloud, {resources, kinds, decide, ...more});
	return {cloud, accepts, rejects, run};
};

/** A person who thinks for a while, and whom nobody asked twice. */
const person = (
	cloud: {readonly clock: {sleep: (ms: number, signal?: AbortSignal) => Promise<void>}},
	seconds: number,
	answer: 'accept' | 'reject' | 'later',
) => {
	const asked: {readonly request: DecisionRequest; readonly signal: AbortSignal}[] = [];
	const decide: Decide = async (request, signal) => {
		asked.push({request, signal});
		await cloud.clock.sleep(seconds * 1000, signal);
		return answer;
	};
	return {asked, decide};
};

const never: Decide = () => new Promise(() => {});

const made = (ran: {readonly events: Parameters<typeof ofType>[0]}) =>
	ofType(ran.events, 'decision-made').map(({endpointId, answer, by}) => ({endpointId, answer, by}));

describe('the gate', () => {
	it('asks once with what AWS shows of the connection, accepts, and waits until it is available', async () => {
		const {cloud, accepts, run} = setUp();
		const {asked, decide} = person(cloud, 100, 'accept');
		const ran = await run(decide);
		expect(ran.outcome).toBe('done');
		expect(asked.map(({request}) => request)).toEqual([{task: 'connection', ...outputs}]);
		expect(accepts).toEqual([120]);
		expect(made(ran)).toEqual([{endpointId: 'vpce-1', answer: 'accept', by: 'arn:test:person'}]);
		const order = ran.events.filter(
			event => !['task-waiting'].includes(event.type) && 'task' in event && event.task === 'connection',
		);
		expect(order.map(({type}) => type)).toEqual(['task-started', 'call-intended', 'call-settled', 'task-done']);
		expect(ran.state.connection).toBe('accepted');
		expect(ran.seconds).toBeGreaterThanOrEqual(180);
	});

	it('shows the task as deciding while the person thinks, and tells no waits', async () => {
		const {cloud, run} = setUp();
		const {decide} = person(cloud, 100, 'later');
		const ran = await run(decide);
		const asked = ran.events.findIndex(({type}) => type === 'decision-needed');
		expect(ran.events.slice(asked + 1).map(({type}) => type)).toEqual(['run-finished']);
		expect(ran.state.tasks.get('connection')?.state).toBe('deciding');
	});

	it('later leaves the connection as it is', async () => {
		const {cloud, accepts, rejects, run} = setUp();
		const ran = await run(person(cloud, 1, 'later').decide);
		expect(ran.outcome).toBe('waiting');
		expect([...accepts, ...rejects]).toEqual([]);
		expect(ran.state.connection).toBe('pending');
		expect(ran.state.tasks.get('verdict')?.state).toBe('waiting-to-start');
	});

	it('rejects, and builds nothing that needs the connection', async () => {
		const {cloud, rejects, run} = setUp();
		const ran = await run(person(cloud, 5, 'reject').decide);
		expect(ran.outcome).toBe('rejected');
		expect(rejects).toHaveLength(1);
		// The endpoint looks usable until both sides show it: the next run must find it rejected.
		expect(ran.seconds).toBeGreaterThanOrEqual((rejects[0] ?? 0) + 10);
		expect(made(ran)).toEqual([{endpointId: 'vpce-1', answer: 'reject', by: 'arn:test:person'}]);
		expect(ran.failed).toEqual([]);
		expect(ran.state.connection).toBe('rejected');
		expect(ran.state.tasks.get('verdict')?.state).toBe('blocked');
		const [settled, decision] = ['call-settled', 'decision-made'].map(type =>
			ran.events.findLastIndex(event => event.type === type),
		);
		expect(settled).toBeLessThan(decision ?? -1);
	});

	it('is not asked when the connection is accepted already', async () => {
		const {accepts, run} = setUp({outside: () => available});
		const ran = await run(never);
		expect(ran.outcome).toBe('done');
		expect(accepts).toEqual([]);
		expect(made(ran)).toEqual([]);
	});

	it('accepting outside ends the question and goes on', async () => {
		const {cloud, accepts, run} = setUp({
			outside: seconds => (seconds < 60 ? undefined : seconds < 90 ? accepted : available),
		});
		const {asked, decide} = person(cloud, 10_000, 'reject');
		const ran = await run(decide);
		expect(ran.outcome).toBe('done');
		expect(asked[0]?.signal.aborted).toBe(true);
		expect(accepts).toEqual([]);
		expect(made(ran)).toEqual([{endpointId: 'vpce-1', answer: 'accept', by: 'outside'}]);
		expect(ran.seconds).toBeLessThan(100);
	});

	it.each([
		['rejecting', rejected],
		['deleting', absent],
	])('%s outside ends the question and the run', async (_, after) => {
		const {run} = setUp({outside: seconds => (seconds < 60 ? undefined : after)});
		// Nobody answers, not even to the abort.
		const ran = await run(never);
		expect(ran.outcome).toBe('rejected');
		expect(made(ran)).toEqual([{endpointId: 'vpce-1', answer: 'reject', by: 'outside'}]);
		expect(ran.seconds).toBeLessThan(80);
	});

	it('a connection that blinks is not gone', async () => {
		const {cloud, run} = setUp({outside: seconds => (seconds > 60 && seconds < 66 ? absent : undefined)});
		const ran = await run(person(cloud, 100, 'accept').decide);
		expect(ran.outcome).toBe('done');
	});

	it('waits until the provider side shows the connection', async () => {
		const {cloud, run} = setUp({outside: seconds => (seconds < 70 ? absent : undefined)});
		const {asked, decide} = person(cloud, 1, 'accept');
		const ran = await run(decide);
		expect(ran.outcome).toBe('done');
		expect(asked).toHaveLength(1);
	});

	it('repeats an acceptance that comes too early', async () => {
		const {cloud, accepts, run} = setUp({acceptErrors: ['not-yet', 'not-yet']});
		const ran = await run(person(cloud, 0, 'accept').decide);
		expect(ran.outcome).toBe('done');
		expect(accepts.map(at => at - (accepts[0] ?? 0))).toEqual([0, 4, 8]);
		expect(made(ran)).toHaveLength(1);
	});

	it('a lost answer to the acceptance is looked for, not repeated', async () => {
		const {cloud, accepts, run} = setUp({acceptErrors: ['lost']});
		const ran = await run(person(cloud, 0, 'accept').decide);
		expect(ran.outcome).toBe('done');
		expect(accepts).toHaveLength(1);
	});

	it.each([
		['accepts', accepted, 'done', 'accept'],
		['rejects', rejecting, 'rejected', 'reject'],
	] as const)(
		'somebody who %s it while the acceptance is on its way has decided',
		async (_, shown, outcome, answer) => {
			let sent = false;
			const {cloud, run} = setUp({acceptErrors: ['exists'], outside: () => (sent ? shown : undefined)});
			const ran = await run(async () => {
				void cloud.clock.sleep(1).then(() => {
					sent = true;
				});
				return 'accept';
			});
			expect(made(ran)).toEqual([{endpointId: 'vpce-1', answer, by: 'outside'}]);
			if (outcome === 'rejected') expect(ran.outcome).toBe(outcome);
		},
	);

	it('an acceptance that AWS refuses fails the task', async () => {
		const {cloud, run} = setUp({acceptErrors: ['fatal']});
		const ran = await run(person(cloud, 0, 'accept').decide);
		expect(ran.outcome).toBe('failed');
		expect(made(ran)).toEqual([]);
	});

	it('an interruption ends the question', async () => {
		const {cloud, run} = setUp();
		const stop = new AbortController();
		void cloud.clock.sleep(60_000).then(() => stop.abort(new Error('Ctrl-C')));
		const {asked, decide} = person(cloud, 10_000, 'accept');
		const ran = await run(decide, {signal: stop.signal});
		expect(ran).toMatchObject({outcome: 'interrupted', seconds: 60});
		expect(asked[0]?.signal.aborted).toBe(true);
	});

	it('what the one who decides throws ends the run', async () => {
		const {run} = setUp();
		await expect(run(async () => Promise.reject(new Error('nobody to ask')))).rejects.toThrow('nobody to ask');
	});

	it('an acceptance between two runs is told by the next one', async () => {
		const first = setUp();
		const left = await first.run(person(first.cloud, 1, 'later').decide);
		const {run} = setUp({outside: () => available});
		const ran = await run(never, {history: left.state});
		expect(made(ran)).toEqual([{endpointId: 'vpce-1', answer: 'accept', by: 'outside'}]);
		expect(ran.state.connection).toBe('accepted');
	});

	it('after a rejection the next run makes a new endpoint and asks again', async () => {
		const first = setUp();
		const refused = await first.run(person(first.cloud, 1, 'reject').decide);
		const {cloud, run} = setUp();
		cloud.put('endpoint', 'endpoint', {state: 'failed', detail: 'rejected'});
		const {asked, decide} = person(cloud, 1, 'accept');
		const ran = await run(decide, {history: refused.state});
		expect(ran.outcome).toBe('done');
		expect(cloud.creates().map(({token}) => token)).toContain('endpoint/2');
		expect(asked).toHaveLength(1);
		expect(ran.state.connection).toBe('accepted');
	});
});
