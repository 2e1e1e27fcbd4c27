import {useApp, useStdin} from 'ink';
import {useEffect, useEffectEvent, useLayoutEffect, useRef, useSyncExternalStore} from 'react';
import type {KeySnapshot, Listener} from './key-registry.ts';
import {useLayer, useScope} from './key-scope.tsx';
import {bindingOf, gateDelay, type KeyHint, type KeyTable} from './keys.ts';

export type KeyOptions = {
	readonly isActive?: boolean;
	/** Parts see a key before their screen does. */
	readonly isPart?: boolean;
	/** Takes typed and pasted text, several characters at once where they came at once. */
	readonly onText?: (text: string) => void;
};

/** Registers a listener, always read in its last committed form. */
const useListener = (listener: Omit<Listener, 'layer'>, isActive: boolean) => {
	const {registry} = useScope();
	const layer = useLayer();
	const current = useRef<typeof listener | undefined>(undefined);
	// Layout effects run within the commit: the next key finds the listeners of the screen that is drawn.
	useLayoutEffect(() => {
		current.current = isActive ? listener : undefined;
		registry.refresh();
	});
	// One that is at rest keeps its place: the keys stand in the same order whenever they are shown.
	useLayoutEffect(() => registry.add(() => current.current && {...current.current, layer}), [registry, layer]);
};

/**
 * Handles the keys of a table; the bottom line and the help show them by themselves.
 * A key that is in no table is text for `onText`, if it types something.
 */
export const useKeys = <Action>(
	table: KeyTable<Action>,
	onAction: (action: Action) => void,
	{isActive = true, isPart = false, onText}: KeyOptions = {},
): void => {
	const onKey = (name: string): boolean => {
		const binding = bindingOf(table, name);
		if (binding) onAction(binding.action);
		return binding !== undefined;
	};
	useListener({isPart, hints: table, onKey, onText}, isActive);
};

/**
 * Drops every key that arrives within 300 ms of the first paint of a gate.
 * `gate` names what is decided; another name closes the gate anew. Undefined: no gate.
 */
export const useGate = (gate: string | undefined): void => {
	const {now} = useScope();
	const {waitUntilRenderFlush} = useApp();
	const painted = useRef<{readonly gate: string; readonly at: number}>(undefined);
	const isClosed = () => {
		if (gate === undefined) return false;
		return painted.current?.gate !== gate || now() - painted.current.at < gateDelay;
	};
	useListener({isPart: false, hints: [], onKey: () => false, isClosed}, gate !== undefined);
	useEffect(() => {
		if (gate === undefined) return;
		void waitUntilRenderFlush().then(() => {
			painted.current = {gate, at: now()};
		});
	}, [gate, now, waitUntilRenderFlush]);
};

export type RawInputOptions = {
	readonly isActive?: boolean;
	/** What of the input is not the shell's, for the bottom line. */
	readonly hints?: readonly KeyHint[];
};

/** Takes the terminal's input as it comes, escape sequences and Ctrl-C included: for a shell's panel. */
export const useRawInput = (onChunk: (chunk: string) => void, {isActive = true, hints = []}: RawInputOptions = {}) => {
	const {stdin} = useStdin();
	const isOnTop = useIsOnTop();
	const handle = useEffectEvent(onChunk);
	useListener({isPart: false, hints, onKey: () => false, isRaw: true}, isActive);
	useEffect(() => {
		if (!isActive || !isOnTop) return;
		// Ink reads the stream; each of its reads is also announced as data.
		const listener = (chunk: string | Uint8Array) => handle(String(chunk));
		stdin.on('data', listener);
		return () => {
			stdin.off('data', listener);
		};
	}, [stdin, isActive, isOnTop]);
};

/** The keys that work now, by layer, for the bottom line and the help. */
export const useKeySnapshot = (): KeySnapshot => {
	const {registry} = useScope();
	return useSyncExternalStore(registry.subscribe, registry.snapshot);
};

/** False while something covers the component. */
export const useIsOnTop = (): boolean => useKeySnapshot().layer <= useLayer();
