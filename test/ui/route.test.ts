import {describe, expect, it} from 'vitest';
import type {DecisionAnswer, RunOutcome} from '../../source/engine/events.ts';
import {emptyRun, type RunState, type Task} from '../../source/engine/projection.ts';
import {isDecisionDue, route} from '../../source/ui/route.ts';
import {type Running, type Start, startWizard, type WizardState} from '../../source/ui/wizard-state.ts';
import {fakeRun} from './fake-ports.ts';

const start: Start = {screen: 'home', place: 'aws', answers: {}};
const task = 'provider.endpoint-connection';

const wizardWith = (running: Partial<Running>, more: Partial<WizardState> = {}): WizardState => ({
	...startWizard(start),
	running: {verb: 'build', handle: fakeRun(), isStopping: false, session: 'offered', before: 0, ...running},
	...more,
});

const asked = (state: Task['state'], answer?: DecisionAnswer): RunState => ({
	...emptyRun,
	tasks: new Map([[task, {id: task, state} as Task]]),
	decision: {
		request: {task, endpointId: 'vpce-1', serviceId: '', serviceName: '', owner: '', vpcId: '', region: '', since: ''},
		askedAt: 0,
		...(answer ? {made: {answer, by: 'ada', at: 0}} : {}),
	},
});

const verified: RunState = {
	...emptyRun,
	verification: {verified: true, url: 'http://x/', status: 200, server: 'Apache', remoteAddress: '21.0.2.7', body: ''},
};

describe('the route', () => {
	it('is the screen of the wizard while nothing runs', () => {
		for (const screen of ['home', 'questions', 'review', 'profiles', 'teardown-menu'] as const) {
			expect(route({...startWizard(start), screen}, verified)).toBe(screen);
		}
	});

	it('puts a failure over everything', () => {
		const failure = {message: 'No.', nextSteps: [], exitCode: 1};
		expect(route({...startWizard(start), failure}, emptyRun)).toBe('failure');
	});

	it('leads to the approval only while a person is asked in this run', () => {
		expect(route(wizardWith({}), emptyRun)).toBe('build');
		expect(route(wizardWith({}), asked('deciding'))).toBe('approval');
		expect(route(wizardWith({}), asked('waiting-to-start'))).toBe('build');
		expect(route(wizardWith({}), asked('deciding', 'later'))).toBe('build');
		expect(route(wizardWith({}), asked('running', 'accept'))).toBe('build');
		expect(route(wizardWith({isStopping: true}), asked('deciding'))).toBe('build');
		expect(isDecisionDue(asked('deciding'))).toBe(true);
		expect(isDecisionDue(asked('deciding', 'later'))).toBe(false);
	});

	it('does not ask where the decision was given beforehand', () => {
		const wizard = wizardWith({}, {start: {...start, decision: 'accept'}});
		expect(route(wizard, asked('deciding'))).toBe('build');
	});

	it('shows the session after a verified build, once, and again when it is asked for', () => {
		expect(route(wizardWith({outcome: 'done'}), verified)).toBe('session');
		expect(route(wizardWith({outcome: 'done'}), emptyRun)).toBe('outcome');
		expect(route(wizardWith({outcome: 'done', session: 'left'}), verified)).toBe('outcome');
		expect(route(wizardWith({outcome: 'unverified', session: 'open'}), emptyRun)).toBe('session');
	});

	it('shows the outcome of whatever ended otherwise', () => {
		const others: readonly RunOutcome[] = ['rejected', 'failed', 'waiting', 'interrupted', 'unverified', 'needs-input'];
		for (const outcome of others) expect(route(wizardWith({outcome}), verified)).toBe('outcome');
	});

	it('stays on a teardown until the person leaves it', () => {
		expect(route(wizardWith({verb: 'tear-down'}), asked('deciding'))).toBe('teardown');
		expect(route(wizardWith({verb: 'tear-down', outcome: 'done'}), verified)).toBe('teardown');
	});
});
