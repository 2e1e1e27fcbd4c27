import {type ComponentType, useSyncExternalStore} from 'react';
import type {RunState} from '../../../source/engine/projection.ts';
import type {RunHandle} from '../../../source/ui/ports.ts';

/** Draws a screen of a run with its latest state, as the app does. */
export const Live = <Props extends {readonly run: RunHandle; readonly state: RunState}>({
	run,
	screen: Screen,
	props,
}: {
	readonly run: RunHandle;
	readonly screen: ComponentType<Props>;
	readonly props: Omit<Props, 'run' | 'state'>;
}) => {
	const state = useSyncExternalStore(run.subscribe, run.state);
	return <Screen {...({...props, run, state} as Props)} />;
};
