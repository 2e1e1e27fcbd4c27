import {describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import type {RunEventBody} from '../../source/engine/events.ts';
import {createPoller, pollInterval, type Watch} from '../../source/engine/poller.ts';
import type {Classify, ErrorClass, Observation, Target} from '../../source/engine/ports.ts';
import type {KindName} from '../../source/plan/kinds.ts';
import {deployment} from '../helpers/deployment.ts';
import {FakeError} from './cloud.ts';

const target = (id: string, kind: KindName = 'instance'): Target => ({
	id,
	kind,
	inputs: {} as never,
	deployment,
	generation: 1,
	tags: {},
	clientToken: `${id}/1`,
	outputs: {},
});

const pending: Observation = {state: 'pending', detail: 'pending', outputs: {}};
const ready: Observation = {state: 'ready', detail: 'running', outputs: {}};

const classify: Classify = error => {
	if (!(error instanceof FakeError)) throw error;
	return {class: error.class, code: error.class, message: error.message, nextSteps: []};
};

const setUp = (show: (id: string, seconds: number) => Observation) => {
	const clock = virtualClock(0);
	const looks: {readonly at: number; readonly kind: KindName; readonly ids: readonly string[]}[] = [];
	const events: {readonly at: number; readonly event: RunEventBody}[] = [];
	const admitted: string[] = [];
	const seconds = () => clock.now() / 1000;
	const poller = createPoller({
		clock,
		classify,
		emit: event => events.push({at: seconds(), event}),
		admission: {
			admit: async operation => {
				admitted.push(operation);
			},
		},
		callsOf: kind => ({
			operations: {observe: ['DescribeA', 'DescribeB']},
			observe: async targets => {
				looks.push({at: seconds(), kind, ids: targets.map(({id}) => id)});
				return new Map(targets.map(({id}) => [id, show(id, seconds())]));
			},
		}),
	});
	const watch = (id: string, change: Partial<Watch> = {}) =>
		poller.watch({
			target: target(id),
			signal: new AbortController().signal,
			until: ({state}) => state === 'ready',
			...change,
		});
	return {clock, looks, events, admitted, poller, watch, seconds};
};

describe('pollInterval', () => {
	it('is ten seconds long before the expected end, and one from its half on', () => {
		expect(pollInterval(0, 106_000)).toBe(10_000);
		expect(pollInterval(43_000, 106_000)).toBe(5000);
		expect(pollInterval(53_000, 106_000)).toBe(1000);
		expect(pollInterval(500_000, 106_000)).toBe(1000);
		expect(pollInterval(0, 1000)).toBe(1000);
	});
});

describe('a poller', () => {
	it('serves all waiters of a kind by one look, also those that come later', async () => {
		const {clock, looks, watch} = setUp((_, seconds) => (seconds >= 5 ? ready : pending));
		const late = clock.sleep(2500).then(() => watch('c'));
		await Promise.all([watch('a'), watch('b'), late]);
		expect(looks.map(({at, ids}) => `${at} ${ids.join('')}`)).toEqual([
			'0 ab',
			'1 ab',
			'2 ab',
			'2.5 abc',
			'3.5 abc',
			'4.5 abc',
			'5.5 abc',
		]);
	});

	it('looks when the first of them is due', async () => {
		const {looks, watch} = setUp((id, seconds) => (seconds >= (id === 'a' ? 3 : 30) ? ready : pending));
		await Promise.all([watch('a', {expected: 2000}), watch('b', {expected: 60_000})]);
		expect(looks.slice(0, 5).map(({at}) => at)).toEqual([0, 1, 2, 3, 13]);
		expect(looks.at(-1)?.at).toBeLessThanOrEqual(31);
	});

	it('keeps kinds apart', async () => {
		const {looks, watch} = setUp(() => ready);
		await Promise.all([watch('a'), watch('b', {target: target('b', 'vpc')})]);
		expect(looks.map(({kind}) => kind).toSorted()).toEqual(['instance', 'vpc']);
	});

	it('asks admission for each call of a look', async () => {
		const {admitted, watch} = setUp((_, seconds) => (seconds >= 1 ? ready : pending));
		await watch('a');
		expect(admitted).toEqual(['DescribeA', 'DescribeB', 'DescribeA', 'DescribeB']);
	});

	it('tells of a wait when AWS shows something new, and at least every ten seconds', async () => {
		const {events, watch} = setUp((_, seconds) => {
			if (seconds >= 40) return ready;
			return seconds >= 15 ? {...pending, detail: 'initial'} : pending;
		});
		await watch('a', {reason: 'waiting', expected: 60_000});
		const told = events.map(({at}) => at);
		expect(events[0]?.event).toEqual({
			type: 'task-waiting',
			task: 'a',
			reason: 'waiting',
			observed: 'pending',
			polls: 1,
		});
		expect(told.slice(1).every((at, index) => at - (told[index] ?? 0) <= 10)).toBe(true);
		expect(told.length).toBeLessThan(10);
		const changed = events.find(({event}) => event.type === 'task-waiting' && event.observed === 'initial');
		expect(changed?.at).toBe(20);
	});

	it('tells nothing of a watch without a reason', async () => {
		const {events, watch} = setUp((_, seconds) => (seconds >= 60 ? ready : pending));
		await watch('a');
		expect(events).toEqual([]);
	});

	it('believes in absence only after its time', async () => {
		const absent: Observation = {state: 'absent'};
		const {watch, seconds} = setUp((_, at) => (at === 7 ? pending : absent));
		const last = await watch('a', {absence: 20_000, until: ({state}) => state === 'absent', interval: 1000});
		expect(last.state).toBe('absent');
		expect(seconds()).toBe(27);
	});

	it.each(['throttled', 'not-yet', 'ambiguous'] as const)('looks again after %s', async errorClass => {
		let errors = 3;
		const {looks, events, watch} = setUp(() => {
			if (errors-- > 0) throw new FakeError(errorClass);
			return ready;
		});
		await watch('a', {reason: 'waiting'});
		expect(looks).toHaveLength(4);
		expect(events[0]?.event).toMatchObject({observed: `${errorClass}: AWS says ${errorClass}`});
	});

	it.each(['fatal', 'credentials'] as ErrorClass[])('fails all waiters of the look on %s', async errorClass => {
		const {watch} = setUp(() => {
			throw new FakeError(errorClass);
		});
		const both = await Promise.allSettled([watch('a'), watch('b')]);
		expect(both.map(each => each.status === 'rejected' && each.reason.error.code)).toEqual([errorClass, errorClass]);
	});

	it('hands a bug to those who wait, and works on afterwards', async () => {
		let broken = true;
		const {watch} = setUp(() => {
			if (broken) throw new TypeError('a bug');
			return ready;
		});
		await expect(watch('a')).rejects.toThrow('a bug');
		broken = false;
		await expect(watch('a')).resolves.toEqual(ready);
	});

	it('an abort ends one watch and leaves the others; after the last nothing is asked any more', async () => {
		const {clock, looks, watch} = setUp((_, seconds) => (seconds >= 5 ? ready : pending));
		const stop = new AbortController();
		const aborted = watch('a', {signal: stop.signal});
		const other = watch('b');
		void clock.sleep(1500).then(() => stop.abort(new Error('enough')));
		await expect(aborted).rejects.toThrow('enough');
		await other;
		expect(looks.filter(({at}) => at > 2).every(({ids}) => ids.join('') === 'b')).toBe(true);
		const count = looks.length;
		await clock.sleep(60_000);
		expect(looks).toHaveLength(count);
	});

	it('a watch that is aborted before it begins asks nothing', async () => {
		const {looks, watch} = setUp(() => ready);
		await expect(watch('a', {signal: AbortSignal.abort(new Error('enough'))})).rejects.toThrow('enough');
		expect(looks).toEqual([]);
	});

	it('a watch has a limit', async () => {
		const {watch, seconds} = setUp(() => pending);
		await expect(watch('a', {limit: 60_000})).rejects.toThrow('Timeout');
		expect(seconds()).toBe(60);
	});
});
