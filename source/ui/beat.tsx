import {useAnimation} from 'ink';
import {createContext, type ReactNode, useContext, useEffect, useState} from 'react';

/** Milliseconds between two beats; a faster one would only cost redraws. */
export const beatInterval = 120;

type Beat = {
	readonly count: number;
	/** Keeps the beat going until the returned function is called. */
	readonly join: () => () => void;
};

const BeatContext = createContext<Beat>({count: 0, join: () => () => {}});

/** One timer for all spinners and running times below it: they move together, in one redraw. */
export const BeatProvider = ({children}: {readonly children: ReactNode}) => {
	const [members, setMembers] = useState(0);
	// An animation without an audience would keep the process alive.
	const {frame} = useAnimation({interval: beatInterval, isActive: members > 0});
	const [join] = useState(() => () => {
		setMembers(count => count + 1);
		return () => setMembers(count => count - 1);
	});
	return <BeatContext value={{count: frame, join}}>{children}</BeatContext>;
};

/** Redraws the component at every beat while active; returns how many beats there were. */
export const useBeat = (isActive = true): number => {
	const {count, join} = useContext(BeatContext);
	useEffect(() => (isActive ? join() : undefined), [isActive, join]);
	return count;
};
