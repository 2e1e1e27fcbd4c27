import type {RunState} from '../engine/projection.ts';
import type {Running, WizardState} from './wizard-state.ts';

export type ScreenName = WizardState['screen'] | 'failure' | 'build' | 'approval' | 'session' | 'outcome' | 'teardown';

/** Whether a person is asked now. A journal may still tell of a decision that an earlier run asked for: only a task that waits for it makes it due. */
export const isDecisionDue = ({decision, tasks}: RunState): boolean =>
	decision !== undefined && decision.made === undefined && tasks.get(decision.request.task)?.state === 'deciding';

const screenOfBuild = ({outcome, isStopping, session}: Running, run: RunState, isDecided: boolean): ScreenName => {
	if (outcome === undefined) return isDecisionDue(run) && !isStopping && !isDecided ? 'approval' : 'build';
	const isOffered = session === 'offered' && outcome === 'done' && run.verification?.verified === true;
	return isOffered || session === 'open' ? 'session' : 'outcome';
};

/** Which screen shows: what covers everything, then the run, then the wizard's own. Nothing else ever decides it. */
export const route = (wizard: WizardState, run: RunState): ScreenName => {
	const {failure, running, screen, start} = wizard;
	if (failure) return 'failure';
	if (!running) return screen;
	return running.verb === 'tear-down' ? 'teardown' : screenOfBuild(running, run, start.decision !== undefined);
};
