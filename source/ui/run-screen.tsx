import type {RunState} from '../engine/projection.ts';
import {fullName} from '../plan/deployment.ts';
import {ownAnswersOf} from '../plan/settings.ts';
import type {Ports, RunHandle} from './ports.ts';
import {ApprovalScreen} from './screens/approval.tsx';
import {BuildScreen} from './screens/build.tsx';
import {OutcomeScreen} from './screens/outcome.tsx';
import {SessionScreen} from './screens/session.tsx';
import {TeardownScreen} from './screens/teardown.tsx';
import type {Doomed, WizardAction} from './wizard-state.ts';

export type RunScreenProps = {
	readonly name: 'build' | 'approval' | 'session' | 'outcome' | 'teardown';
	readonly ports: Ports;
	readonly handle: RunHandle;
	readonly state: RunState;
	readonly queue: readonly Doomed[];
	readonly dispatch: (action: WizardAction) => void;
	/** The next one of the queue. */
	readonly onNext: () => void;
	readonly onLeave: () => void;
};

type Done = 'go-on' | 'home' | 'tear-down' | 'session' | 'leave';

/** The screens of a run. */
export const RunScreen = ({name, ports, handle: run, state, queue, dispatch, onNext, onLeave}: RunScreenProps) => {
	const {deployment} = state;
	const onDone = (action: Done) => {
		const marked = deployment && fullName(deployment);
		if (action === 'leave') onLeave();
		else if (action === 'session') dispatch({type: 'session', session: 'open'});
		else if (action === 'go-on' && deployment) {
			const answers = ownAnswersOf(deployment.settings);
			const purpose = {type: 'go-on', fullName: fullName(deployment)} as const;
			dispatch({type: 'review', place: run.place, answers, purpose});
		} else if (action === 'tear-down') dispatch({type: 'open', screen: 'teardown-menu', ...(marked ? {marked} : {})});
		else if (queue.length > 0) onNext();
		else dispatch({type: 'open', screen: 'home'});
	};
	switch (name) {
		case 'build':
			return <BuildScreen run={run} state={state} />;
		case 'approval':
			return <ApprovalScreen run={run} state={state} />;
		case 'session':
			return (
				<SessionScreen
					run={run}
					state={state}
					ports={ports}
					onLeave={() => dispatch({type: 'session', session: 'left'})}
				/>
			);
		case 'outcome':
			return <OutcomeScreen run={run} state={state} onDone={onDone} />;
		case 'teardown':
			// The next one of a queue begins anew.
			return <TeardownScreen key={queue.length} run={run} state={state} onDone={onDone} />;
	}
};
