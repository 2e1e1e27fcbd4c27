import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {exitCodes} from '../../source/engine/exit-codes.ts';
import {questions, subnetKeys, subnetQuestionId, vpcSides} from '../../source/plan/questions.ts';
import {withAnswer} from '../../source/ui/answers.ts';
import {
	askedQuestions,
	exitCodeOf,
	interruptionOf,
	isSettled,
	type Start,
	startWizard,
	type WizardAction,
	type WizardState,
	wizardReducer,
} from '../../source/ui/wizard-state.ts';
import {goodAnswers} from '../plan/arbitraries.ts';
import {fakeRun} from './fake-ports.ts';

const start: Start = {screen: 'home', place: 'aws', answers: {}};
const through = (actions: readonly WizardAction[], from: WizardState = startWizard(start)) =>
	actions.reduce(wizardReducer, from);

const failure = {message: 'No.', nextSteps: [], exitCode: 2};
const runs = [fakeRun(), fakeRun()] as const;
const id = fc.constantFrom(...questions.map(question => question.id));
const place = fc.constantFrom('aws', 'simulator');
const run = fc.constantFrom(...runs);
const outcome = fc.constantFrom('done', 'failed', 'interrupted', 'waiting');
const doomed = fc.constant([{place: 'simulator', fullName: 'lab.k3jx7q2a'}] as const);

const anyAction: fc.Arbitrary<WizardAction> = fc.oneof(
	fc.record({type: fc.constant('open'), screen: fc.constantFrom('home', 'profiles', 'teardown-menu')}),
	fc.record({type: fc.constant('ask'), place, answers: goodAnswers}),
	fc.record({type: fc.constant('answer'), id, text: fc.string()}),
	fc.record({type: fc.constant('edit'), id}),
	fc.record({
		type: fc.constant('review'),
		place,
		answers: goodAnswers,
		purpose: fc.constantFrom(
			{type: 'build'},
			{type: 'profile', name: 'mine', from: 'profiles'},
			{type: 'go-on', fullName: 'lab.k3jx7q2a'},
		),
	}),
	fc.record({type: fc.constant('saved'), name: fc.constant('mine')}),
	fc.record({type: fc.constant('back')}),
	fc.record({
		type: fc.constant('run-started'),
		verb: fc.constantFrom('build', 'tear-down'),
		handle: run,
		queue: doomed,
	}),
	fc.record({type: fc.constant('run-ended'), handle: run, outcome}),
	fc.record({type: fc.constant('run-failed'), handle: run, failure: fc.constant(failure)}),
	fc.record({type: fc.constant('dismiss')}),
	fc.record({type: fc.constant('stop')}),
	fc.record({type: fc.constant('leave-when-settled')}),
	fc.record({type: fc.constant('session'), session: fc.constantFrom('offered', 'open', 'left')}),
) as fc.Arbitrary<WizardAction>;

const anyState = fc.array(anyAction, {maxLength: 30}).map(actions => through(actions));

describe('the questions of the wizard', () => {
	it('lead from the first to the review by one answer each, whatever was answered before', () => {
		fc.assert(
			fc.property(goodAnswers, answers => {
				let state = through([{type: 'ask', place: 'simulator', answers}]);
				const seen: string[] = [];
				while (state.screen === 'questions') {
					seen.push(state.asking);
					state = through([{type: 'answer', id: state.asking, text: answers[state.asking] ?? ''}], state);
				}
				expect(seen).toEqual(['name', 'region', 'azs', 'providerCidr', 'consumerCidr']);
				expect(state.screen).toBe('review');
			}),
		);
	});

	it('are gone back through in reverse, and no answer is lost', () => {
		const texts = {
			name: 'mine',
			region: 'eu-west-1',
			azs: 'euw1-az1,euw1-az2',
			providerCidr: '10.1.0.0/16',
			consumerCidr: '10.2.0.0/16',
		};
		let state = through([
			{type: 'ask', place: 'aws', answers: {}},
			...askedQuestions.map(
				question => ({type: 'answer', id: question.id, text: texts[question.id as keyof typeof texts]}) as const,
			),
		]);
		expect(state.screen).toBe('review');
		const seen: string[] = [];
		for (const _ of askedQuestions) {
			state = through([{type: 'back'}], state);
			seen.push(state.asking);
			expect(state.answers).toEqual(texts);
		}
		expect(seen).toEqual(askedQuestions.map(question => question.id).toReversed());
		expect(through([{type: 'back'}], state).screen).toBe('home');
	});

	it('come one at a time from the review, and lead back to it', () => {
		for (const question of questions) {
			const editing = through([{type: 'edit', id: question.id}], {...startWizard(start), screen: 'review'});
			expect(editing).toMatchObject({screen: 'questions', asking: question.id, isEditing: true});
			for (const action of [{type: 'answer', id: question.id, text: 'x'}, {type: 'back'}] as const) {
				expect(through([action], editing)).toMatchObject({screen: 'review', isEditing: false, edited: question.id});
			}
		}
	});
});

describe('an answer', () => {
	it('stands, and takes with it only what hung on another one', () => {
		fc.assert(
			fc.property(goodAnswers, id, fc.string(), (answers, answered, text) => {
				const next = withAnswer(answers, answered, text);
				expect(next[answered]).toBe(text.trim());
				const lost = Object.keys(answers).filter(key => !(key in next));
				const dependents =
					answered === 'region'
						? ['azs']
						: vpcSides
								.filter(side => answered === `${side}Cidr`)
								.flatMap(side => subnetKeys.map(key => subnetQuestionId(side, key)));
				expect(dependents).toEqual(expect.arrayContaining(lost));
				expect(withAnswer(next, answered, text)).toEqual(next);
			}),
		);
	});

	it('given again leaves the others as they are', () => {
		const answers = {
			region: 'eu-west-1',
			azs: 'euw1-az1,euw1-az2',
			providerCidr: '10.1.0.0/16',
			providerPublic1: '10.1.7.0/24',
		};
		expect(withAnswer(answers, 'region', ' eu-west-1 ')).toEqual(answers);
		expect(withAnswer(answers, 'providerCidr', '10.1.0.0/16')).toEqual(answers);
		expect(withAnswer(answers, 'region', 'us-east-1')).not.toHaveProperty('azs');
		expect(withAnswer(answers, 'providerCidr', '10.3.0.0/16')).not.toHaveProperty('providerPublic1');
	});
});

describe('the state of the wizard', () => {
	it('keeps its promises after any actions', () => {
		fc.assert(
			fc.property(fc.array(anyAction, {maxLength: 40}), actions => {
				const state = through(actions);
				expect(state.running && state.failure).toBeUndefined();
				if (state.isEditing) expect(state.screen).toBe('questions');
				if (state.queue.length > 0) expect(state.running).toBeDefined();
				if (state.running?.isStopping && state.running.outcome === undefined) expect(state.queue).toEqual([]);
				if (state.running) expect(state.lastRun).toBe(state.running.handle);
			}),
		);
	});

	it('does not heed the end of a run that is no longer on', () => {
		fc.assert(
			fc.property(anyState, state => {
				const stranger = fakeRun();
				expect(through([{type: 'run-ended', handle: stranger, outcome: 'done'}], state)).toBe(state);
				expect(through([{type: 'run-failed', handle: stranger, failure}], state)).toBe(state);
			}),
		);
	});

	it('takes Ctrl-C as stop once per run and as leave otherwise', () => {
		fc.assert(
			fc.property(anyState, state => {
				const isUnderWay = state.running !== undefined && state.running.outcome === undefined;
				expect(interruptionOf(state)).toBe(isUnderWay && !state.running.isStopping ? 'stop' : 'leave');
				expect(interruptionOf(through([{type: 'stop'}], state))).toBe('leave');
				const next = through([{type: 'run-started', verb: 'build', handle: fakeRun(), queue: []}], state);
				expect(interruptionOf(next)).toBe('stop');
			}),
		);
	});

	it('settles after a signal as soon as no run is under way', () => {
		const handle = runs[0];
		const running = through([
			{type: 'run-started', verb: 'build', handle, queue: []},
			{type: 'stop'},
			{type: 'leave-when-settled'},
		]);
		expect(isSettled(running)).toBe(false);
		expect(isSettled(through([{type: 'run-ended', handle, outcome: 'interrupted'}], running))).toBe(true);
		expect(isSettled(through([{type: 'leave-when-settled'}]))).toBe(true);
		expect(isSettled(startWizard(start))).toBe(false);
	});

	it('remembers what failed in a queue of teardowns, and begins anew after it', () => {
		const rest = [{place: 'simulator', fullName: 'old.k3jx7q2a', others: []}] as const;
		const [first, second] = runs;
		const both = through([
			{type: 'run-started', verb: 'tear-down', handle: first, queue: rest},
			{type: 'run-ended', handle: first, outcome: 'foreign-left'},
			{type: 'run-started', verb: 'tear-down', handle: second, queue: []},
			{type: 'run-ended', handle: second, outcome: 'done'},
		]);
		expect(exitCodeOf(both)).toBe(1);
		const later = through(
			[
				{type: 'open', screen: 'home'},
				{type: 'run-started', verb: 'build', handle: first, queue: []},
				{type: 'run-ended', handle: first, outcome: 'done'},
			],
			both,
		);
		expect(exitCodeOf(later)).toBe(0);
	});

	it('leaves with the code of the last run; without one, with whether a build was asked for', () => {
		const handle = runs[0];
		for (const [name, code] of Object.entries(exitCodes)) {
			const ended = through([
				{type: 'run-started', verb: 'build', handle, queue: []},
				{type: 'run-ended', handle, outcome: name as keyof typeof exitCodes},
				{type: 'open', screen: 'home'},
			]);
			expect(exitCodeOf(ended)).toBe(code);
			expect(ended.lastRun).toBe(handle);
		}
		expect(exitCodeOf(startWizard(start))).toBe(0);
		expect(exitCodeOf(startWizard({...start, screen: 'review'}))).toBe(4);
		expect(exitCodeOf(through([{type: 'run-failed', failure}]))).toBe(2);
	});
});
