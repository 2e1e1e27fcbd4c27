import {beforeAll, describe, expect, it} from 'vitest';
import type {RunEvent, RunOutcome} from '../../source/engine/events.ts';
import {emptyRun, project, type RunState} from '../../source/engine/projection.ts';
import {buildEnding, nextSteps, teardownEnding} from '../../source/ui/run-ending.ts';
import {recordRuns, stateAfter} from '../helpers/played-run.ts';

let up: readonly RunEvent[];
let down: readonly RunEvent[];

beforeAll(async () => {
	({up, down} = await recordRuns());
});

type Body = RunEvent extends infer Event ? (Event extends RunEvent ? Omit<Event, 'at' | 'runId'> : never) : never;

const then = (state: RunState, ...bodies: readonly Body[]): RunState =>
	bodies.reduce((next, body) => project(next, {at: '2026-01-05T09:10:00Z', runId: 'r', ...body} as RunEvent), state);

const finished = (outcome: RunOutcome): Body => ({type: 'run-finished', outcome});

const started = () => stateAfter(up.slice(0, 2));

describe('how a build ended', () => {
	it('names what failed, in the words of AWS, and what to do', () => {
		const error = {
			code: 'AddressLimitExceeded',
			message: 'The maximum number of addresses has been reached.',
			nextSteps: ['Release an address.'],
		};
		const state = then(started(), {type: 'task-failed', task: 'provider.address', error}, finished('failed'));
		const {mark, title, text} = buildEnding(state);
		expect(mark).toBe('bad');
		expect(title).toBe('1 resource failed; what needs it was not started.');
		expect(text.slice(0, 2)).toEqual([
			'Elastic IP address (provider): AddressLimitExceeded: The maximum number of addresses has been reached.',
			'To do: Release an address.',
		]);
	});

	it('says who rejected', () => {
		const request = {
			type: 'decision-needed',
			request: {
				task: 'provider.endpoint-connection',
				endpointId: 'vpce-1',
				serviceId: '',
				serviceName: '',
				owner: '',
				vpcId: '',
				region: '',
				since: '',
			},
		} as const;
		const rejectedBy = (by: string) =>
			buildEnding(
				then(
					started(),
					request,
					{type: 'decision-made', endpointId: 'vpce-1', answer: 'reject', by},
					finished('rejected'),
				),
			).text[0];
		expect(rejectedBy('arn:x')).toContain('rejected by arn:x.');
		expect(rejectedBy('outside')).toContain('rejected outside of this run.');
	});

	it('has words for every outcome', () => {
		const outcomes: readonly RunOutcome[] = [
			'done',
			'waiting',
			'needs-input',
			'rejected',
			'declined',
			'unverified',
			'failed',
			'foreign-left',
			'interrupted',
		];
		for (const outcome of outcomes) {
			const ending = buildEnding(then(started(), finished(outcome)));
			expect(ending.title).toMatch(/\.$/);
			expect(ending.mark === 'good').toBe(outcome === 'done');
		}
	});

	it('tells why the request was not verified', () => {
		const state = then(
			started(),
			{type: 'verification-failed', url: 'http://x/', reason: 'nothing answered in time'},
			finished('unverified'),
		);
		expect(buildEnding(state).text[0]).toBe('nothing answered in time.');
	});
});

describe('how a teardown ended', () => {
	it('says that nothing is left only after the look', () => {
		expect(teardownEnding(stateAfter(down)).title).toBe('Nothing is left.');
		expect(teardownEnding(emptyRun).title).toBe('Stopped before the end.');
	});

	it('tells ours from what is foreign', () => {
		const rest = {kind: 'instance', id: 'i-1', hourlyCost: 0.01};
		const left = (ours: number, foreign: number, outcome: RunOutcome) =>
			teardownEnding(
				then(
					stateAfter(down.slice(0, -2)),
					{
						type: 'sweep-finished',
						remaining: {ours: Array(ours).fill(rest), foreign: Array(foreign).fill(rest)},
						checked: [],
					},
					finished(outcome),
				),
			);
		expect(left(2, 0, 'failed')).toMatchObject({mark: 'bad', title: '2 things of ours are left.'});
		expect(left(0, 1, 'foreign-left')).toMatchObject({mark: 'paused'});
	});
});

describe('the next steps', () => {
	it('are the commands of the message, each with what it does', () => {
		expect(nextSteps(stateAfter(up))).toEqual([
			{purpose: 'Again', command: 'privatelink-wizard verify --simulate lab'},
			{purpose: 'A shell there', command: 'privatelink-wizard session --simulate lab'},
			{purpose: 'Tear down', command: 'privatelink-wizard down --simulate --confirm lab'},
		]);
		expect(nextSteps(emptyRun)).toEqual([]);
	});
});
