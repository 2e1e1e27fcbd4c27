import type {DecisionAnswer, RunOutcome} from '../engine/events.ts';
import {exitCodes} from '../engine/exit-codes.ts';
import {unreachable} from '../errors.ts';
import {type Answers, type QuestionId, questions} from '../plan/questions.ts';
import {withAnswer} from './answers.ts';
import type {FoundDeployment, Place, RunHandle} from './ports.ts';

/** How the screens ended: the exit code of the process, and the last run, for the summary that stays in the terminal. */
export type WizardEnd = {readonly exitCode: number; readonly run?: RunHandle};

/** Where the screens begin. */
export type Start = {
	readonly screen: 'home' | 'questions' | 'review';
	/** `simulator`: nothing else is offered or looked up. */
	readonly place: Place;
	readonly answers: Answers;
	/** The decision given beforehand: the connection is then not shown for approval. */
	readonly decision?: DecisionAnswer;
	/** A build that was begun already. */
	readonly run?: RunHandle;
	/** What the home screen has to say: that saved answers could not be read. */
	readonly notice?: string;
};

type MenuScreen = 'home' | 'profiles';

/** What the answers under review are for. */
export type Purpose =
	| {readonly type: 'build'}
	/** `from`: where Esc leads. */
	| {readonly type: 'profile'; readonly name: string; readonly from: MenuScreen}
	/** A living deployment keeps the answers it was born with. */
	| {readonly type: 'go-on'; readonly fullName: string};

/** A deployment to be torn down. */
export type Doomed = Pick<FoundDeployment, 'place' | 'fullName' | 'others'>;

/** A run, from its start until the person leaves its screens. */
export type Running = {
	readonly verb: 'build' | 'tear-down';
	readonly handle: RunHandle;
	/** Asked to stop: nothing new starts. */
	readonly isStopping: boolean;
	/** Absent while it is under way. */
	readonly outcome?: RunOutcome;
	readonly session: 'offered' | 'open' | 'left';
	/** The exit code of those that were torn down before it, of the same queue: what failed is not forgotten. */
	readonly before: number;
};

/** What a run could not begin or go on for, in words. */
export type Failure = {readonly message: string; readonly nextSteps: readonly string[]; readonly exitCode: number};

export type WizardState = {
	readonly start: Start;
	readonly screen: MenuScreen | 'questions' | 'review' | 'teardown-menu';
	/** Where the answers are to be built. */
	readonly place: Place;
	readonly answers: Answers;
	readonly purpose: Purpose;
	/** The question that is on the screen, or was last. */
	readonly asking: QuestionId;
	/** One answer is edited from the review, which comes next. */
	readonly isEditing: boolean;
	/** The answer that was edited last: the review points at it. */
	readonly edited?: QuestionId;
	readonly running?: Running;
	/** What is torn down after the run under way. */
	readonly queue: readonly Doomed[];
	readonly failure?: Failure;
	/** The full name of the deployment that the teardown menu begins with. */
	readonly marked?: string;
	/** A signal came: the screens end as soon as nothing is in flight. */
	readonly isLeaving: boolean;
	/** How many runs have ended: what was looked up before is out of date. */
	readonly runs: number;
	/** Of the last run that ended. */
	readonly exitCode?: number;
	readonly lastRun?: RunHandle;
};

export type WizardAction =
	/** `marked`: the full name of the deployment that the teardown menu has picked already. */
	| {readonly type: 'open'; readonly screen: MenuScreen | 'teardown-menu'; readonly marked?: string}
	| {readonly type: 'ask'; readonly place: Place; readonly answers: Answers}
	| {readonly type: 'answer'; readonly id: QuestionId; readonly text: string}
	| {readonly type: 'edit'; readonly id: QuestionId}
	| {readonly type: 'review'; readonly place: Place; readonly answers: Answers; readonly purpose: Purpose}
	/** The answers under review were saved. */
	| {readonly type: 'saved'; readonly name: string}
	| {readonly type: 'back'}
	| {
			readonly type: 'run-started';
			readonly verb: Running['verb'];
			readonly handle: RunHandle;
			readonly queue: readonly Doomed[];
	  }
	| {readonly type: 'run-ended'; readonly handle: RunHandle; readonly outcome: RunOutcome}
	/** Without a run when it could not even begin. */
	| {readonly type: 'run-failed'; readonly handle?: RunHandle; readonly failure: Failure}
	/** What failed was read. */
	| {readonly type: 'dismiss'}
	| {readonly type: 'stop'}
	| {readonly type: 'leave-when-settled'}
	| {readonly type: 'session'; readonly session: Running['session']};

/** The questions that the wizard asks one after the other. */
export const askedQuestions = questions.filter(({asked}) => asked);

const firstQuestion: QuestionId = askedQuestions[0]?.id ?? 'name';

const runningFrom = (verb: Running['verb'], handle: RunHandle, before: number): Running => ({
	verb,
	handle,
	isStopping: false,
	session: 'offered',
	before,
});

export const startWizard = (start: Start): WizardState => ({
	start,
	screen: start.screen,
	place: start.place,
	answers: start.answers,
	purpose: {type: 'build'},
	asking: start.screen === 'review' ? (askedQuestions.at(-1)?.id ?? firstQuestion) : firstQuestion,
	isEditing: false,
	queue: [],
	isLeaving: false,
	runs: 0,
	...(start.run ? {running: runningFrom('build', start.run, 0), lastRun: start.run} : {}),
});

/** The question before or after another one of those that are asked; undefined beyond both ends. */
const neighbour = (id: QuestionId, step: 1 | -1): QuestionId | undefined => {
	const index = askedQuestions.findIndex(question => question.id === id);
	return index === -1 ? undefined : askedQuestions[index + step]?.id;
};

/** The run that is under way. */
const underWay = ({running}: WizardState): Running | undefined =>
	running?.outcome === undefined ? running : undefined;

const back = (state: WizardState): WizardState => {
	const {screen, purpose, asking, isEditing} = state;
	if (screen === 'questions' && isEditing) return {...state, screen: 'review', isEditing: false, edited: asking};
	if (screen === 'questions') {
		const previous = neighbour(asking, -1);
		return previous ? {...state, asking: previous} : {...state, screen: 'home'};
	}
	if (screen !== 'review' || purpose.type === 'go-on') return {...state, screen: 'home'};
	if (purpose.type === 'profile') return {...state, screen: purpose.from};
	return {...state, screen: 'questions', asking: askedQuestions.at(-1)?.id ?? firstQuestion};
};

const withoutEdited = ({edited: _edited, ...state}: WizardState): WizardState => state;

const answered = (state: WizardState, id: QuestionId, text: string): WizardState => {
	const answers = withAnswer(state.answers, id, text);
	const next = state.isEditing ? undefined : neighbour(id, 1);
	if (next) return {...state, answers, asking: next};
	const reviewed: WizardState = {...state, answers, screen: 'review', isEditing: false};
	return state.isEditing ? {...reviewed, edited: id} : withoutEdited(reviewed);
};

const stopped = (state: WizardState): WizardState => {
	const running = underWay(state);
	return running ? {...state, running: {...running, isStopping: true}, queue: []} : state;
};

const withoutRun = ({running: _running, failure: _failure, marked: _marked, ...state}: WizardState): WizardState => ({
	...state,
	queue: [],
});

/** One step of the wizard. Pure; the runs themselves are started and stopped by the caller. */
export const wizardReducer = (state: WizardState, action: WizardAction): WizardState => {
	switch (action.type) {
		case 'open':
			return {
				...withoutRun(state),
				screen: action.screen,
				isEditing: false,
				...(action.marked === undefined ? {} : {marked: action.marked}),
			};
		case 'ask': {
			const {place, answers} = action;
			return {
				...state,
				screen: 'questions',
				place,
				answers,
				purpose: {type: 'build'},
				asking: firstQuestion,
				isEditing: false,
			};
		}
		case 'answer':
			return answered(state, action.id, action.text);
		case 'edit':
			return {...state, screen: 'questions', asking: action.id, isEditing: true};
		case 'review': {
			const {place, answers, purpose} = action;
			return {...withoutEdited(withoutRun(state)), screen: 'review', place, answers, purpose, isEditing: false};
		}
		case 'saved': {
			const from = state.purpose.type === 'profile' ? state.purpose.from : 'home';
			return {...state, purpose: {type: 'profile', name: action.name, from}};
		}
		case 'back':
			return back(state);
		case 'run-started': {
			const {verb, handle, queue} = action;
			const before = state.queue.length > 0 ? (state.exitCode ?? 0) : 0;
			return {...withoutRun(state), running: runningFrom(verb, handle, before), queue, lastRun: handle};
		}
		case 'run-ended':
			if (state.running?.handle !== action.handle) return state;
			return {
				...state,
				running: {...state.running, outcome: action.outcome},
				runs: state.runs + 1,
				exitCode: exitCodes[action.outcome] || state.running.before,
			};
		case 'run-failed': {
			if (action.handle && state.running?.handle !== action.handle) return state;
			const {failure} = action;
			return {...withoutRun(state), failure, runs: state.runs + 1, exitCode: failure.exitCode};
		}
		case 'dismiss':
			return withoutRun(state);
		case 'stop':
			return stopped(state);
		case 'leave-when-settled':
			return {...state, isLeaving: true};
		case 'session':
			return state.running ? {...state, running: {...state.running, session: action.session}} : state;
		default:
			return unreachable(action);
	}
};

/** What Ctrl-C asks for: to stop a run that is under way, else to leave. */
export const interruptionOf = (state: WizardState): 'stop' | 'leave' =>
	underWay(state)?.isStopping === false ? 'stop' : 'leave';

/** Whether the screens end by themselves now. */
export const isSettled = (state: WizardState): boolean => state.isLeaving && underWay(state) === undefined;

/** The exit code when the person leaves: the last run's; without one, whether they had asked to build. */
export const exitCodeOf = ({exitCode, start}: WizardState): number =>
	exitCode ?? (start.screen === 'home' ? exitCodes.done : exitCodes.declined);
