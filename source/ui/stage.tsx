import {useApp} from 'ink';
import {type ReactNode, useEffect, useState} from 'react';
import {BeatProvider} from './beat.tsx';
import {CrashBoundary} from './crash-boundary.tsx';
import {KeyScope} from './key-scope.tsx';
import type {Theme} from './theme.ts';
import {ThemeContext} from './use-theme.ts';

/** How the screens ended. */
export type Ending<Value> =
	| {readonly type: 'ended'; readonly value: Value}
	/** A bug: something threw while drawing or handling a key. */
	| {readonly type: 'crashed'; readonly error: unknown}
	/** Taken down from outside: a signal. */
	| {readonly type: 'unmounted'};

export type StageProps<Value> = {
	readonly theme: Theme;
	/** Milliseconds of the person's own time, only ever compared with each other; never scaled as AWS time is. */
	readonly now: () => number;
	readonly onStop: () => void;
	readonly onLeave: () => void;
	/** Draws the screens; they end with the first value given to `end`. */
	readonly draw: (end: (value: Value) => void) => ReactNode;
};

/** What every screen stands on: look, keys, beat, and the one call that ends the app. */
export const Stage = <Value,>({theme, now, onStop, onLeave, draw}: StageProps<Value>) => {
	const {exit} = useApp();
	const [ending, setEnding] = useState<Ending<Value>>();
	const [end] = useState(() => (value: Value) => setEnding(first => first ?? {type: 'ended', value}));
	const [crash] = useState(() => (error: unknown) => setEnding(first => first ?? {type: 'crashed', error}));
	useEffect(() => {
		if (ending) exit(ending);
	}, [ending, exit]);
	return (
		<ThemeContext value={theme}>
			<CrashBoundary onCrash={crash}>
				<KeyScope now={now} onStop={onStop} onLeave={onLeave}>
					<BeatProvider>{draw(end)}</BeatProvider>
				</KeyScope>
			</CrashBoundary>
		</ThemeContext>
	);
};
