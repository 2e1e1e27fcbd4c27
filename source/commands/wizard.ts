import {noScenario} from '../command-line.ts';
import {exitCodes} from '../engine/exit-codes.ts';
import {UserError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {fullName} from '../plan/deployment.ts';
import {ownAnswersOf, parseSettings} from '../plan/settings.ts';
import {summaryOf} from '../reporters/summary.ts';
import {openProfiles} from '../store/profiles.ts';
import type {Place, RunHandle} from '../ui/ports.ts';
import type {Ending} from '../ui/stage.tsx';
import {costSoFar, hourlyCost} from '../ui/standing.ts';
import {themeFor} from '../ui/theme.ts';
import type {Start, WizardEnd} from '../ui/wizard-state.ts';
import type {Command, Surroundings} from './command.ts';
import {livingIn} from './living.ts';
import {stepsAfter} from './next-steps.ts';
import {openQuestions} from './plain-questions.ts';
import {journalPath} from './run.ts';
import {createPorts, type Sitting} from './wizard-ports.ts';

/** How long what is in flight may take after the person has left, ms. */
const settlingTime = 3_000;

type Given = Readonly<Record<string, string>>;

const placeOf = ({simulate}: Invocation): Place => (simulate ? 'simulator' : 'aws');

/** No command on a terminal: the screens, at the home screen. */
export const home: Command = (invocation, surroundings) =>
	openWizard(invocation, surroundings, () => ({
		screen: 'home',
		place: placeOf(invocation),
		answers: invocation.answers,
	}));

/**
 * `up` on a terminal: the screens, at the first question, at the review where nothing is left to be asked, or with
 * `--yes` at the build.
 */
export const upOnScreens = (invocation: Invocation, surroundings: Surroundings, given: Given): Promise<number> => {
	const place = placeOf(invocation);
	const living = livingAnswers(invocation, surroundings, given);
	const answers = {...living, ...given};
	const isComplete = living !== undefined || invocation.profile !== undefined || openQuestions(answers).length === 0;
	return openWizard(invocation, surroundings, ({ports}) => ({
		screen: isComplete ? 'review' : 'questions',
		place,
		answers,
		...(invocation.decision ? {decision: invocation.decision} : {}),
		...(invocation.yes ? {run: ports.build(place, given)} : {}),
	}));
};

/** A living deployment of that name has its answers already: this goes on with it. */
const livingAnswers = ({simulate}: Invocation, {home: folder}: Surroundings, given: Given): Given | undefined => {
	const parsed = parseSettings(given);
	if (!('settings' in parsed)) return undefined;
	const {name} = parsed.settings;
	const living = livingIn(folder, simulate).find(({deployment}) => deployment.name === name);
	return living && (ownAnswersOf(living.deployment.settings) as Given);
};

/** Opens the screens; what stays in the terminal after them is a summary of the last run. */
const openWizard = async (
	invocation: Invocation,
	surroundings: Surroundings,
	begin: (sitting: Sitting) => Start,
): Promise<number> => {
	const {openApp} = await import('../ui/open.tsx');
	const notices: string[] = [];
	const profiles = openProfiles(surroundings.home.config, line => {
		notices.push(line.trim());
		surroundings.warn(line);
	});
	const sitting = createPorts(invocation, surroundings, profiles);
	try {
		const ending = await openApp({
			ports: sitting.ports,
			start: {...begin(sitting), ...(notices.length > 0 ? {notice: notices.join(' ')} : {})},
			theme: themeFor(surroundings.env),
			isInline: invocation.inline,
			signal: surroundings.signal,
			onExit: surroundings.holdTerminal,
		});
		return await conclude(ending, invocation, surroundings);
	} finally {
		await sitting.close();
	}
};

const conclude = async (
	ending: Ending<WizardEnd>,
	invocation: Invocation,
	surroundings: Surroundings,
): Promise<number> => {
	switch (ending.type) {
		case 'ended': {
			const {run, exitCode} = ending.value;
			if (run) await summarize(run, invocation, surroundings);
			return exitCode;
		}
		case 'crashed':
			surroundings.reportCrash(ending.error);
			return exitCodes.failed;
		case 'unmounted':
			return exitCodes.interrupted;
	}
};

const summarize = async (run: RunHandle, invocation: Invocation, {home: folder, write, warn}: Surroundings) => {
	const failure = await settled(run);
	const state = run.state();
	const {deployment} = state;
	const here: Invocation = {...invocation, simulate: run.place === 'simulator'};
	if (deployment) {
		const isPassing = invocation.command === 'demo' && !invocation.keep;
		const next = stepsAfter(state, {...here, trouble: troubleOf(here)}, deployment);
		const cost = {soFar: costSoFar(state, run.awsNow()), perHour: hourlyCost(state)};
		const journal = isPassing ? {} : {journal: journalPath(folder, deployment)};
		for (const line of summaryOf(state, {cost, next, ...journal})) write(line);
	}
	if (!failure) return;
	warn(`${deployment ? `${fullName(deployment)}: ` : ''}${failure.message}`);
	for (const step of failure.nextSteps) warn(`  ${step}`);
};

/** The scenario that was asked for, by its name. */
const troubleOf = ({scenario}: Invocation): string | undefined => (scenario === noScenario ? undefined : scenario);

/** Stops a run that the person left; a moment later it is over or left alone. @returns what it could not go on for */
const settled = async (run: RunHandle): Promise<UserError | undefined> => {
	run.stop();
	const {promise: late, resolve} = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, settlingTime);
	try {
		await Promise.race([run.ended, late]);
		return undefined;
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	} finally {
		clearTimeout(timer);
	}
};
