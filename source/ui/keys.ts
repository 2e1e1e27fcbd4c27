import type {Key} from 'ink';
import {graphemes} from './text.ts';
import type {Symbols} from './theme.ts';

/**
 * One key as the tables name it: a single character is itself, every other key a word (`enter`, `page-up`, `ctrl-u`,
 * `alt-b`, `shift-tab`, `space`). `text` is what it types, empty for keys that type nothing.
 */
export type Press = {readonly name: string; readonly text: string};

/** What is shown of a key at the bottom and in the help. */
export type KeyHint = {
	readonly keys: readonly string[];
	/** One or two words for the bottom line; empty keeps it to the help. */
	readonly hint: string;
	/** A longer text for the help. */
	readonly help?: string;
	/** Stands behind the keys that lead on. */
	readonly isAside?: boolean;
};

/** A row of a key table: what drives the handling drives the hints and the help alike. */
export type KeyBinding<Action> = KeyHint & {readonly action: Action};

export type KeyTable<Action> = readonly KeyBinding<Action>[];

/** How long a gate (review, approval, teardown) drops keys after its first paint, in ms: they were meant for another screen. */
export const gateDelay = 300;

const flags = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'page-up'],
	['pageDown', 'page-down'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'escape'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Key, string])[];

const controlNames: Readonly<Record<string, string>> = {
	'\0': 'ctrl-space',
	'\b': 'backspace',
	'\t': 'tab',
	'\n': 'enter',
	'\r': 'enter',
	'\u001B': 'escape',
	'\u007F': 'backspace',
};

const isControl = (character: string): boolean => /^\p{Cc}/u.test(character);

const pressOf = (character: string): Press | undefined => {
	if (character === ' ') return {name: 'space', text: ' '};
	// A grapheme cluster that a CR LF pair forms is one Enter.
	const known = controlNames[character.charAt(0)];
	if (known !== undefined) return {name: known, text: ''};
	if (!isControl(character)) return {name: character, text: character};
	const code = character.charCodeAt(0);
	return code < 32 ? {name: `ctrl-${String.fromCharCode(code + 64).toLowerCase()}`, text: ''} : undefined;
};

/**
 * The keys in one input event of Ink. Ink tells escape sequences apart, but hands over text and the control characters
 * in it as one: `ab` and Enter in one read are the input `"ab\r"`.
 */
export const pressesOf = (input: string, key: Key): readonly Press[] => {
	if (key.eventType === 'release') return [];
	const modifiers = `${key.ctrl ? 'ctrl-' : ''}${key.meta ? 'alt-' : ''}`;
	const flag = flags.find(([name]) => key[name]);
	if (flag) return [{name: `${modifiers}${key.shift ? 'shift-' : ''}${flag[1]}`, text: ''}];
	if (modifiers !== '') return input === '' ? [] : [{name: modifiers + (input === ' ' ? 'space' : input), text: ''}];
	return graphemes(input).flatMap(character => pressOf(character) ?? []);
};

/** Pasted text as one line: without escape sequences, newlines and other control characters. */
export const cleanPaste = (text: string): string =>
	text.replace(/\u001B\[[0-?]*[ -/]*[@-~]/g, '').replace(/[\p{Cc}\u2028\u2029]/gu, '');

/** The row of a table that a key belongs to. */
export const bindingOf = <Action>(table: KeyTable<Action>, name: string): KeyBinding<Action> | undefined =>
	table.find(({keys}) => keys.includes(name));

const keyWords: Readonly<Record<string, string>> = {
	enter: 'Enter',
	escape: 'Esc',
	tab: 'Tab',
	space: 'Space',
	backspace: 'Backspace',
	delete: 'Del',
	home: 'Home',
	end: 'End',
	'page-up': 'PgUp',
	'page-down': 'PgDn',
};

const arrows = ['up', 'down', 'left', 'right'] as const;

/** A key as a person reads it: `Enter`, `Ctrl-U`, an arrow. */
export const keyLabel = (name: string, symbols: Symbols): string => {
	const arrow = arrows.find(direction => direction === name);
	if (arrow) return symbols[arrow];
	const modified = /^(ctrl|alt|shift)-(.+)$/.exec(name);
	if (!modified) return keyWords[name] ?? name;
	const [, modifier = '', rest = ''] = modified;
	const label = rest.length === 1 && modifier !== 'alt' ? rest.toUpperCase() : keyLabel(rest, symbols);
	return `${modifier.charAt(0).toUpperCase()}${modifier.slice(1)}-${label}`;
};

/** Rows with the same words become one: up and down are both `move`. */
export const mergeHints = (hints: readonly KeyHint[]): readonly KeyHint[] => {
	const groups = Map.groupBy(hints, ({hint, help = ''}) => `${hint}\n${help}`);
	return [...groups.values()].flatMap(([first, ...others]) =>
		first ? [{...first, keys: [...first.keys, ...others.flatMap(({keys}) => keys)]}] : [],
	);
};

/** What the nth Ctrl-C asks for: the first to stop after what is in flight, any further one to leave. */
export const interruption = (count: number): 'stop' | 'leave' => (count <= 1 ? 'stop' : 'leave');
