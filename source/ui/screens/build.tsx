import type {RunState} from '../../engine/projection.ts';
import {fullName} from '../../plan/deployment.ts';
import {Frame} from '../parts/frame.tsx';
import {RunTrees} from '../parts/run-trees.tsx';
import type {RunHandle} from '../ports.ts';

const help =
	'Everything that does not need each other is built side by side. A row says what it waits for: what AWS shows of it, or what has to be ready first. Enter tells all about one resource, with the AWS CLI command that does the same; l shows every event.\nCtrl-C stops after what is in flight; the same command goes on later.';

export type BuildScreenProps = {readonly run: RunHandle; readonly state: RunState};

/** Both VPCs as they come into being. */
export const BuildScreen = ({run, state}: BuildScreenProps) => (
	<Frame title={state.deployment ? `Build ${fullName(state.deployment)}` : 'Build'} target={run.target} help={help}>
		<RunTrees
			run={run}
			state={state}
			before="Looking at the account and at what stands already."
			after="Everything stands. The request goes from the consumer's private instance through the endpoint."
		/>
	</Frame>
);
