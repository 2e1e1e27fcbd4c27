import {describe, expect, it} from 'vitest';
import {scaledClock} from '../../source/clock.ts';
import {paceOf, steadyPace, waitForPerson} from '../../source/commands/pace.ts';
import type {DecisionAnswer, DecisionRequest, RunEvent, RunEventBody} from '../../source/engine/events.ts';

const event = (body: RunEventBody): RunEvent => ({at: '2026-01-05T09:00:00.000Z', runId: 'run', ...body});

const started = (task: string) => event({type: 'task-started', task, generation: 1});
const done = (task: string) => event({type: 'task-done', task, generation: 1, outputs: {}, found: false});

const request: DecisionRequest = {
	task: 'gate',
	endpointId: 'vpce-1',
	serviceId: 'vpce-svc-1',
	serviceName: 'service',
	owner: '111122223333',
	vpcId: 'vpc-1',
	region: 'us-east-1',
	since: '2026-01-05T09:00:00.000Z',
};

describe('the pace of simulated time', () => {
	it('is the full one again only when nobody slows it down any more', () => {
		const clock = scaledClock({speed: 20});
		const pace = paceOf(clock);
		const first = pace.slowDown();
		const second = pace.slowDown();
		expect(pace.speed()).toBe(1);
		first();
		first();
		expect(pace.speed()).toBe(1);
		second();
		expect(pace.speed()).toBe(20);
		expect(clock.speed()).toBe(20);
	});

	it('is never sped up by slowing down', () => {
		const pace = paceOf(scaledClock({speed: 0.5}));
		pace.slowDown();
		expect(pace.speed()).toBe(0.5);
	});

	it('is a person’s own while the run waits for a decision alone', async () => {
		const pace = paceOf(scaledClock({speed: 20}));
		const answered = Promise.withResolvers<DecisionAnswer>();
		const person = waitForPerson(pace, () => answered.promise);
		person.tell(started('instance'));
		person.tell(started('gate'));
		person.tell(event({type: 'decision-needed', request}));
		const decided = person.decide(request, new AbortController().signal);
		expect(pace.speed()).toBe(20);
		person.tell(done('instance'));
		expect(pace.speed()).toBe(1);
		person.tell(started('late'));
		expect(pace.speed()).toBe(20);
		person.tell(done('late'));
		answered.resolve('accept');
		expect(await decided).toBe('accept');
		expect(pace.speed()).toBe(20);
	});

	it('is the full one again after a decision that was called off', async () => {
		const pace = paceOf(scaledClock({speed: 20}));
		const person = waitForPerson(pace, () => Promise.reject(new Error('decided elsewhere')));
		await expect(person.decide(request, new AbortController().signal)).rejects.toThrow('elsewhere');
		expect(pace.speed()).toBe(20);
	});

	it('cannot be changed on AWS', () => {
		steadyPace.slowDown()();
		expect(steadyPace.speed()).toBe(1);
	});
});
