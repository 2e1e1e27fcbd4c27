import type {RunState} from '../engine/projection.ts';
import {useBeat} from './beat.tsx';
import type {RunHandle} from './ports.ts';

/** AWS time of a run, ms: goes on with every beat until the run has ended, and draws the component again. */
export const useRunTime = (run: RunHandle, {outcome, finishedAt}: RunState): number => {
	useBeat(outcome === undefined);
	return outcome === undefined ? run.awsNow() : (finishedAt ?? run.awsNow());
};
