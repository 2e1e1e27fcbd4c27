import {useEffect, useEffectEvent, useReducer} from 'react';
import {exitCodes} from '../engine/exit-codes.ts';
import type {RunState} from '../engine/projection.ts';
import {unreachable} from '../errors.ts';
import {ownAnswersOf} from '../plan/settings.ts';
import {allDeployments, likelyPlace, targetOf} from './home-rows.ts';
import type {Interrupts} from './interrupts.ts';
import {
	buildFrom,
	chooseAtHome,
	namesOf,
	obstacleTo,
	regionOf,
	reviewProfile,
	runProfile,
	type Surroundings,
} from './moves.ts';
import {type FrameNotice, NoticeContext} from './parts/frame.tsx';
import type {Ports} from './ports.ts';
import {route} from './route.ts';
import {RunScreen} from './run-screen.tsx';
import {FailureScreen} from './screens/failure.tsx';
import {HomeScreen} from './screens/home.tsx';
import {ProfilesScreen} from './screens/profiles.tsx';
import {QuestionsScreen} from './screens/questions.tsx';
import {ReviewScreen} from './screens/review.tsx';
import {TeardownMenuScreen} from './screens/teardown-menu.tsx';
import {useFacts} from './use-facts.ts';
import {useRuns} from './use-runs.ts';
import {
	exitCodeOf,
	interruptionOf,
	isSettled,
	type Start,
	startWizard,
	type WizardAction,
	type WizardEnd,
	type WizardState,
	wizardReducer,
} from './wizard-state.ts';

export type AppProps = {
	readonly ports: Ports;
	readonly start: Start;
	/** Ctrl-C. */
	readonly interrupts: Interrupts;
	/** Aborted by a signal of the system: the screens end as soon as nothing is in flight. */
	readonly signal?: AbortSignal | undefined;
	/** Ends the screens. */
	readonly end: (value: WizardEnd) => void;
};

/** All screens: what is known, what is under way, and which one shows. */
export const App = ({ports, start, interrupts, signal, end}: AppProps) => {
	const [wizard, dispatch] = useReducer(wizardReducer, start, startWizard);
	const runs = useRuns(ports, wizard, dispatch);
	const facts = useFacts(ports, wizard, runs.fail);
	const leave = (exitCode: number) => end({exitCode, ...(wizard.lastRun ? {run: wizard.lastRun} : {})});
	useInterruptions({wizard, dispatch, leave, interrupts, signal});
	return (
		<NoticeContext value={noticeOf(wizard, runs.run)}>
			<Screen
				ports={ports}
				wizard={wizard}
				facts={facts}
				runs={runs}
				dispatch={dispatch}
				onLeave={() => leave(exitCodeOf(wizard))}
			/>
		</NoticeContext>
	);
};

type Interruptions = Pick<AppProps, 'interrupts' | 'signal'> & {
	readonly wizard: WizardState;
	readonly dispatch: (action: WizardAction) => void;
	readonly leave: (exitCode: number) => void;
};

/** Ctrl-C stops what is under way, then leaves; a signal does both, one after the other. */
const useInterruptions = ({wizard, dispatch, leave, interrupts, signal}: Interruptions) => {
	const stop = () => {
		wizard.running?.handle.stop();
		dispatch({type: 'stop'});
	};
	const onPress = useEffectEvent(() => (interruptionOf(wizard) === 'stop' ? stop() : leave(exitCodes.interrupted)));
	useEffect(() => interrupts.listen(() => onPress()), [interrupts]);

	const onSignal = useEffectEvent(() => {
		if (interruptionOf(wizard) === 'stop') stop();
		dispatch({type: 'leave-when-settled'});
	});
	useEffect(() => {
		if (!signal) return;
		const listener = () => onSignal();
		if (signal.aborted) listener();
		signal.addEventListener('abort', listener);
		return () => signal.removeEventListener('abort', listener);
	}, [signal]);

	const isOver = isSettled(wizard);
	const onOver = useEffectEvent(() => leave(exitCodes.interrupted));
	useEffect(() => {
		if (isOver) onOver();
	}, [isOver]);
};

/** What every screen says at its bottom. */
const noticeOf = ({running, queue}: WizardState, {paused}: RunState): FrameNotice | undefined => {
	if (running?.isStopping && running.outcome === undefined) {
		return {tone: 'warning', text: 'Stopping: what is in flight settles first. Ctrl-C again leaves at once.'};
	}
	if (paused) return {tone: 'warning', text: `Paused. ${paused.nextSteps[0] ?? paused.message}`};
	if (queue.length === 0) return undefined;
	return {tone: 'plain', text: `After this one: ${queue.map(({fullName}) => fullName).join(', ')}`};
};

type ScreenProps = Surroundings & {readonly onLeave: () => void};

const Screen = (props: ScreenProps) => {
	const {ports, wizard, facts, runs, dispatch, onLeave} = props;
	const {place, answers} = wizard;
	const region = regionOf(wizard);
	const target = targetOf(facts, place, region);
	const home = targetOf(facts, facts.isPinned ? 'simulator' : 'aws');
	const back = () => dispatch({type: 'back'});
	const {standing, foreign} = namesOf(facts.deployments[place].value ?? []);
	const name = route(wizard, runs.run);
	switch (name) {
		case 'home':
			return (
				<HomeScreen
					{...facts}
					target={home}
					notice={wizard.start.notice}
					onAction={action => chooseAtHome(props, action)}
					onLookAgain={facts.lookAgain}
					onLeave={onLeave}
				/>
			);
		case 'questions':
			return (
				<QuestionsScreen
					target={target}
					asking={wizard.asking}
					answers={answers}
					isEditing={wizard.isEditing}
					facts={facts.place}
					standing={standing}
					onAnswer={(id, text) => dispatch({type: 'answer', id, text})}
					onBack={back}
				/>
			);
		case 'review':
			return (
				<ReviewScreen
					place={place}
					target={target}
					answers={answers}
					purpose={wizard.purpose}
					facts={facts.place.region}
					obstacle={obstacleTo(place, facts)}
					standing={standing}
					foreign={foreign}
					profiles={facts.profiles.map(profile => profile.name)}
					edited={wizard.edited}
					onEdit={id => dispatch({type: 'edit', id})}
					onSave={(profile, settings) => {
						const isSaved = facts.changeProfiles(({save}) => save(profile, ownAnswersOf(settings)));
						if (isSaved) dispatch({type: 'saved', name: profile});
					}}
					onBuild={settings => buildFrom(props, settings)}
					onBack={back}
				/>
			);
		case 'profiles':
			return (
				<ProfilesScreen
					target={home}
					place={likelyPlace(facts)}
					profiles={facts.profiles}
					onRun={(profile, where) => runProfile(props, profile, where)}
					onEdit={profile => reviewProfile(props, profile, likelyPlace(facts))}
					onRename={(from, to) => facts.changeProfiles(({rename}) => rename(from, to))}
					onDelete={deleted => facts.changeProfiles(profiles => profiles.delete(deleted))}
					onBack={back}
				/>
			);
		case 'teardown-menu':
			return (
				<TeardownMenuScreen
					target={home}
					found={allDeployments(facts.deployments)}
					isLooking={facts.deployments.aws.isLooking || facts.deployments.simulator.isLooking}
					marked={wizard.marked}
					arn={facts.arn}
					onTearDown={doomed => runs.tearDown(doomed)}
					onBack={back}
				/>
			);
		case 'failure':
			return wizard.failure ? (
				<FailureScreen
					target={target}
					failure={wizard.failure}
					onBack={() => dispatch({type: 'dismiss'})}
					onLeave={onLeave}
				/>
			) : null;
		case 'build':
		case 'approval':
		case 'session':
		case 'outcome':
		case 'teardown':
			return wizard.running ? (
				<RunScreen
					name={name}
					ports={ports}
					handle={wizard.running.handle}
					state={runs.run}
					queue={wizard.queue}
					dispatch={dispatch}
					onNext={() => runs.tearDown(wizard.queue)}
					onLeave={onLeave}
				/>
			) : null;
		default:
			return unreachable(name);
	}
};
