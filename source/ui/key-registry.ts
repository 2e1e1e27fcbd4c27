import type {KeyHint, Press} from './keys.ts';

/** Who takes keys. A part (a field, a list) sees a key before its screen does. */
export type Listener = {
	/** 0 for the screen; what covers it is one higher and takes every key. */
	readonly layer: number;
	readonly isPart: boolean;
	readonly hints: readonly KeyHint[];
	/** True when the key is one of its own and was dealt with. */
	readonly onKey: (name: string) => boolean;
	/** Takes typed and pasted text. */
	readonly onText?: (text: string) => void;
	/** Takes the terminal's input as it comes; then no key reaches anybody. */
	readonly isRaw?: boolean;
	/** True while keys are dropped because the screen has only just appeared. */
	readonly isClosed?: () => boolean;
};

/** What the bottom line and the help show. */
export type KeySnapshot = {readonly layer: number; readonly hints: readonly (readonly KeyHint[])[]};

export type KeyRegistry = {
	/** Adds a listener, read anew at each key; undefined: it listens to nothing now. Returns a function that removes it. */
	readonly add: (listener: () => Listener | undefined) => () => void;
	/** To be called when what a listener returns may have changed. */
	readonly refresh: () => void;
	/** Hands a key, or a run of text, to the first listener that wants it. */
	readonly deliver: (press: Press) => void;
	/** Whether a key means something other than its text. */
	readonly isBound: (name: string) => boolean;
	readonly isRaw: () => boolean;
	readonly subscribe: (onChange: () => void) => () => void;
	readonly snapshot: () => KeySnapshot;
};

/** Those that keys reach: where one takes the input as it comes, nobody else hears any. */
const heard = (listeners: readonly Listener[]): readonly Listener[] =>
	listeners.some(listener => listener.isRaw) ? listeners.filter(listener => listener.isRaw) : listeners;

/** In the order in which a key is offered to them, and in which their keys are shown. */
const partsFirst = (listeners: readonly Listener[]): readonly Listener[] =>
	listeners.toSorted((one, other) => Number(other.isPart) - Number(one.isPart));

/** Without the keys that another listener takes first. */
const reachable = (listeners: readonly Listener[]): readonly KeyHint[] => {
	const taken = new Set<string>();
	return listeners.flatMap(({hints}) => {
		const left = hints.flatMap(hint => {
			const keys = hint.keys.filter(key => !taken.has(key));
			return keys.length > 0 ? [{...hint, keys}] : [];
		});
		for (const key of hints.flatMap(({keys}) => keys)) taken.add(key);
		return left;
	});
};

/** Keeps the listeners of the mounted screens. */
export const createKeyRegistry = (): KeyRegistry => {
	let listeners: readonly (() => Listener | undefined)[] = [];
	let subscribers: readonly (() => void)[] = [];
	let snapshot: KeySnapshot = {layer: 0, hints: []};

	const all = () => listeners.flatMap(listener => listener() ?? []);
	/** The listeners of the uppermost layer, parts first. */
	const top = () => {
		const now = all();
		const layer = Math.max(0, ...now.map(listener => listener.layer));
		return partsFirst(now.filter(listener => listener.layer === layer));
	};
	const refresh = () => {
		const now = all();
		const layer = Math.max(0, ...now.map(listener => listener.layer));
		const hints = Array.from({length: layer + 1}, (_, index) =>
			reachable(heard(partsFirst(now.filter(listener => listener.layer === index)))),
		);
		const next = {
			layer,
			hints: hints.map(row => row.map(({keys, hint, help, isAside}) => ({keys, hint, help, isAside}))),
		};
		if (JSON.stringify(next) === JSON.stringify(snapshot)) return;
		snapshot = next;
		for (const onChange of subscribers) onChange();
	};
	return {
		add: listener => {
			listeners = [...listeners, listener];
			refresh();
			return () => {
				listeners = listeners.filter(other => other !== listener);
				refresh();
			};
		},
		refresh,
		deliver: ({name, text}) => {
			const candidates = top();
			if (candidates.some(listener => listener.isRaw || listener.isClosed?.())) return;
			if (candidates.some(listener => listener.onKey(name))) return;
			if (text !== '') candidates.find(listener => listener.onText)?.onText?.(text);
		},
		isBound: name => top().some(({hints}) => hints.some(({keys}) => keys.includes(name))),
		isRaw: () => top().some(listener => listener.isRaw),
		subscribe: onChange => {
			subscribers = [...subscribers, onChange];
			return () => {
				subscribers = subscribers.filter(other => other !== onChange);
			};
		},
		snapshot: () => snapshot,
	};
};
