import {type Dispatch, useEffect, useEffectEvent, useState, useSyncExternalStore} from 'react';
import {emptyRun, type RunState} from '../engine/projection.ts';
import {UserError} from '../errors.ts';
import type {Ports, RunHandle} from './ports.ts';
import {isDecisionDue} from './route.ts';
import type {Doomed, Failure, Running, WizardAction, WizardState} from './wizard-state.ts';

export type Runs = {
	/** The state of the run that is on the screen. */
	readonly run: RunState;
	readonly begin: (verb: Running['verb'], open: () => RunHandle, queue?: readonly Doomed[]) => void;
	/** Tears down the first of a queue; the others follow. */
	readonly tearDown: (doomed: readonly Doomed[]) => void;
	/** Shows what a person can mend; anything else is a bug. */
	readonly fail: (error: unknown) => void;
};

const idsOf = ({others}: Doomed): readonly string[] => others.map(({endpointId}) => endpointId);

const noSubscription = () => () => {};
const noRun = () => emptyRun;

const failureOf = ({message, nextSteps, exitCode}: UserError): Failure => ({message, nextSteps, exitCode});

/** Starts runs and follows them to their ends. */
export const useRuns = (ports: Ports, wizard: WizardState, dispatch: Dispatch<WizardAction>): Runs => {
	const [bug, setBug] = useState<{readonly error: unknown}>();
	// Thrown here, it reaches the boundary that restores the terminal.
	if (bug) throw bug.error;
	const {running, queue, start} = wizard;
	const handle = running?.handle;
	const run = useSyncExternalStore(handle?.subscribe ?? noSubscription, handle?.state ?? noRun);

	const fail = (error: unknown, failed?: RunHandle) => {
		if (!(error instanceof UserError)) setBug({error});
		else dispatch({type: 'run-failed', failure: failureOf(error), ...(failed ? {handle: failed} : {})});
	};
	const begin: Runs['begin'] = (verb, open, rest = []) => {
		try {
			dispatch({type: 'run-started', verb, handle: open(), queue: rest});
		} catch (error) {
			fail(error);
		}
	};
	const tearDown: Runs['tearDown'] = ([first, ...rest]) => {
		if (first) begin('tear-down', () => ports.tearDown(first.place, first.fullName, idsOf(first)), rest);
	};

	const onFailed = useEffectEvent(fail);
	useEffect(() => {
		handle?.ended.then(
			outcome => dispatch({type: 'run-ended', handle, outcome}),
			error => onFailed(error, handle),
		);
	}, [handle, dispatch]);

	const isNextDue = running?.verb === 'tear-down' && running.outcome === 'done' && queue.length > 0;
	const onNext = useEffectEvent(() => tearDown(queue));
	useEffect(() => {
		if (isNextDue) onNext();
	}, [isNextDue]);

	const given = isDecisionDue(run) ? start.decision : undefined;
	useEffect(() => {
		if (given) handle?.decide(given);
	}, [given, handle]);

	return {run, begin, tearDown, fail: error => fail(error)};
};
