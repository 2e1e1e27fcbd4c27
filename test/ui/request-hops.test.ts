import {beforeAll, describe, expect, it} from 'vitest';
import type {RunEvent} from '../../source/engine/events.ts';
import {emptyRun, type Verification} from '../../source/engine/projection.ts';
import {proofsOf, requestHops} from '../../source/ui/request-hops.ts';
import {recordRuns, stateAfter} from '../helpers/played-run.ts';

let up: readonly RunEvent[];

beforeAll(async () => {
	({up} = await recordRuns());
});

const upTo = (type: RunEvent['type']) => stateAfter(up.slice(0, up.findIndex(event => event.type === type) + 1));

describe('the way of the request', () => {
	it('names each station with its ids and what was proved there', () => {
		const state = stateAfter(up);
		const hops = requestHops(state);
		expect(hops.map(({label}) => label)).toEqual([
			"Consumer's private instance",
			'Interface endpoint',
			'AWS PrivateLink',
			'Network Load Balancer',
			'Target group',
			"Provider's private instance",
		]);
		expect(hops.map(({mark}) => mark)).toEqual(Array(6).fill('good'));
		expect(hops.map(({ids}) => ids[0] ?? '')).toEqual([
			expect.stringMatching(/^i-/),
			expect.stringMatching(/^vpce-/),
			expect.stringMatching(/^vpce-svc-/),
			expect.stringMatching(/^loadbalancer\/net\//),
			expect.stringMatching(/^targetgroup\//),
			expect.stringMatching(/^i-/),
		]);
		expect(hops[1]?.proof).toMatch(/^its name led to 21\.0\.\d+\.\d+, inside 21\.0\.0\.0\/16$/);
		expect(hops[2]?.proof).toMatch(/^connection accepted by arn:/);
		expect(hops[5]?.proof).toBe('Apache/2.4.58 (Ubuntu) answered 200');
	});

	it('claims nothing that has not happened', () => {
		const asked = requestHops(upTo('decision-needed'));
		expect(asked[2]).toMatchObject({mark: 'paused', proof: 'Endpoint connection paused: accept or reject'});
		expect(asked.map(({proof}) => proof).join()).not.toMatch(/answered|led to|curl/);
		expect(requestHops(upTo('run-started')).every(({mark}) => mark === 'idle')).toBe(true);
		expect(requestHops(emptyRun).map(({proof}) => proof)).toEqual(Array(6).fill('not built'));
	});
});

describe('the proofs of an answer', () => {
	const answer = (change: Partial<Extract<Verification, {verified: true}>>) => {
		const state = stateAfter(up);
		if (!state.verification?.verified) return expect.fail();
		return proofsOf({...state.verification, ...change}, state).map(({holds}) => holds);
	};

	it('are looked up in the answer, each by itself', () => {
		expect(answer({})).toEqual([true, true, true, true]);
		expect(answer({status: 503})).toEqual([false, true, true, true]);
		expect(answer({server: ''})).toEqual([true, false, true, true]);
		expect(answer({remoteAddress: '11.0.2.9'})).toEqual([true, true, false, true]);
		expect(answer({body: 'It works!'})).toEqual([true, true, true, false]);
	});
});
