import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import type {Connection} from '../../source/commands/connection.ts';
import {type Controls, startHandle} from '../../source/commands/run-handle.ts';
import type {DecisionRequest, RunEvent, RunOutcome} from '../../source/engine/events.ts';
import {UserError} from '../../source/errors.ts';

const connection = {target: 'simulator', pace: {speed: () => 20}, clock: {now: () => 5}} as unknown as Connection;

const verified = (number: number): RunEvent => ({
	at: '2026-01-05T09:00:00.000Z',
	runId: 'run',
	type: 'verification-failed',
	url: 'http://endpoint/',
	reason: `try ${number}`,
});

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

const open = (work: (controls: Controls) => Promise<RunOutcome>, signal = new AbortController().signal) =>
	startHandle({
		place: 'simulator',
		signal,
		connect: async () => connection,
		work: (_connection, controls) => work(controls),
	});

describe('a run that screens watch', () => {
	it('tells them at most ten times a second, and the last event in any case', async () => {
		const run = open(async ({tell}) => {
			for (let number = 0; number < 100; number++) {
				tell(verified(number));
				await new Promise(resolve => setTimeout(resolve, 10));
			}
			tell(verified(100));
			return 'unverified';
		});
		let calls = 0;
		let shown = '';
		run.subscribe(() => {
			calls++;
			const {verification} = run.state();
			shown = verification?.verified === false ? verification.reason : '';
		});
		await vi.advanceTimersByTimeAsync(2_000);
		expect(calls).toBeLessThanOrEqual(12);
		expect(calls).toBeGreaterThan(5);
		expect(shown).toBe('try 100');
		expect(run.events()).toHaveLength(101);
		expect(await run.ended).toBe('unverified');
	});

	it('keeps the same state until something happens', async () => {
		const run = open(async ({tell}) => {
			tell(verified(1));
			return 'unverified';
		});
		const before = run.state();
		expect(run.state()).toBe(before);
		await run.ended;
		expect(run.state()).not.toBe(before);
		expect(run.state()).toBe(run.state());
	});

	it('takes the person’s answer to what is asked, and is silent about any other', async () => {
		const run = open(async ({decide}) => {
			const answer = await decide({} as DecisionRequest, new AbortController().signal);
			return answer === 'later' ? 'waiting' : 'failed';
		});
		await vi.advanceTimersByTimeAsync(0);
		run.decide('later');
		run.decide('accept');
		expect(await run.ended).toBe('waiting');
		run.decide('reject');
	});

	it('ends as interrupted when it is stopped before it could begin', async () => {
		const run = open(({signal}) => {
			const {promise, reject} = Promise.withResolvers<RunOutcome>();
			signal.addEventListener('abort', () => reject(signal.reason));
			return promise;
		});
		await vi.advanceTimersByTimeAsync(0);
		run.stop();
		expect(await run.ended).toBe('interrupted');
	});

	it('rejects with what a person can mend', async () => {
		const run = open(() => Promise.reject(new UserError('Another run works on this deployment.')));
		await expect(run.ended).rejects.toThrow('Another run');
		expect(run.target).toBe('simulator');
		expect(run.speed()).toBe(20);
		expect(run.awsNow()).toBe(5);
	});
});
