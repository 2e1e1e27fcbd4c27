import {useInput, usePaste} from 'ink';
import {createContext, type ReactNode, useContext, useRef, useState} from 'react';
import {createKeyQueue} from './key-queue.ts';
import {createKeyRegistry, type KeyRegistry} from './key-registry.ts';
import {cleanPaste, interruption, type Press, pressesOf} from './keys.ts';

/** `now`: milliseconds of the person's own time, never scaled as AWS time is. */
type Scope = {readonly registry: KeyRegistry; readonly now: () => number};

const ScopeContext = createContext<Scope | undefined>(undefined);
const LayerContext = createContext(0);

/**
 * Two turns of the event loop: React commits an update that began outside a key event in the first turn after the
 * microtasks, or in the next one when its scheduler was busy.
 */
const twoTurns = async () => {
	await Promise.resolve();
	await new Promise(setImmediate);
	await new Promise(setImmediate);
};

export type KeyScopeProps = {
	/** Milliseconds of the person's own time. */
	readonly now: () => number;
	/** The first Ctrl-C: stop after what is in flight. */
	readonly onStop: () => void;
	/** Every further Ctrl-C: leave. */
	readonly onLeave: () => void;
	readonly children: ReactNode;
};

/** The only reader of the keyboard: splits what comes, and hands it to the listeners below one key at a time. */
export const KeyScope = ({now, onStop, onLeave, children}: KeyScopeProps) => {
	const [registry] = useState(createKeyRegistry);
	const [fault, setFault] = useState<{readonly error: unknown}>();
	const interruptions = useRef(0);
	const deliver = (press: Press) => {
		try {
			registry.deliver(press);
		} catch (error) {
			setFault({error});
		}
	};
	const [queue] = useState(() => createKeyQueue({deliver, isBound: registry.isBound, settled: twoTurns}));

	useInput((input, key) => {
		if (registry.isRaw()) return;
		const presses = pressesOf(input, key);
		if (presses.some(({name}) => name === 'ctrl-c')) {
			interruptions.current++;
			if (interruption(interruptions.current) === 'stop') onStop();
			else onLeave();
		}
		queue.push(presses.filter(({name}) => name !== 'ctrl-c'));
	});
	usePaste(text => {
		if (!registry.isRaw()) queue.push([{name: 'paste', text: cleanPaste(text)}]);
	});

	// An action that throws is a bug; thrown here, it reaches the boundary that restores the terminal.
	if (fault) throw fault.error;
	return <ScopeContext value={{registry, now}}>{children}</ScopeContext>;
};

/** What it holds covers the screen: while it is mounted, keys go to it alone. */
export const KeyLayer = ({children}: {readonly children: ReactNode}) => (
	<LayerContext value={useContext(LayerContext) + 1}>{children}</LayerContext>
);

/** The layer that a component stands in. */
export const useLayer = (): number => useContext(LayerContext);

/** @throws when there is no `KeyScope` around. */
export const useScope = (): Scope => {
	const scope = useContext(ScopeContext);
	if (!scope) throw new TypeError('Keys are read below a KeyScope only');
	return scope;
};
