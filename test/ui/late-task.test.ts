import {describe, expect, it} from 'vitest';
import type {RunEvent} from '../../source/engine/events.ts';
import {emptyRun, project} from '../../source/engine/projection.ts';
import {lateTask} from '../../source/ui/task-words.ts';

const start = Date.parse('2026-01-05T09:00:00Z');

const event = (seconds: number, body: object): RunEvent =>
	({at: new Date(start + seconds * 1000).toISOString(), runId: 'run', ...body}) as RunEvent;

const task = (id: string, expectedSeconds: number) => ({
	id,
	kind: 'vpc',
	side: 'provider',
	label: id,
	needs: [],
	expectedSeconds,
});

const state = [
	event(0, {
		type: 'run-started',
		version: 1,
		verb: 'up',
		target: 'simulator',
		deployment: 'lab.abcdefgh',
		tasks: [task('quick', 1), task('minute', 60), task('long', 600), task('done', 1)],
	}),
	...['quick', 'minute', 'long', 'done'].map(id => event(0, {type: 'task-started', task: id, generation: 1})),
	event(2, {type: 'task-done', task: 'done', generation: 1, outputs: {}, found: false}),
].reduce(project, emptyRun);

const late = (seconds: number) => lateTask(state, start + seconds * 1000)?.id;

describe('what is late', () => {
	it('is nothing within a minute, nor within four times its usual time', () => {
		expect(late(60)).toBeUndefined();
	});

	it('is what is furthest beyond', () => {
		expect(late(61)).toBe('quick');
		expect(late(4000)).toBe('quick');
	});

	it('is never what has ended', () => {
		const rest = [event(70, {type: 'task-done', task: 'quick', generation: 1, outputs: {}, found: false})];
		const later = rest.reduce(project, state);
		expect(lateTask(later, start + 200_000)).toBeUndefined();
		expect(lateTask(later, start + 300_000)?.id).toBe('minute');
	});
});
