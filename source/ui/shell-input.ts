import type {Move} from './viewport.ts';

/** What a person asks of the panel instead of the shell. */
export type PanelCommand = 'leave' | 'whole-terminal' | 'save' | 'reconnect';

/**
 * Whose the next key is: the shell's; after Ctrl-] the panel's; or what scrolls, as long as keys do nothing else.
 */
export type PanelMode = 'shell' | 'panel' | 'scrolling';

export type ShellInputState = {readonly mode: PanelMode};

export type ShellInput = ShellInputState & {
	readonly toShell: string;
	readonly commands: readonly PanelCommand[];
	/** Through what the shell has written before. */
	readonly moves: readonly Move[];
};

/** Ctrl-]: the only key of the panel's own. */
export const panelKey = '\u001D';

const ours: Readonly<Record<string, PanelCommand>> = {
	q: 'leave',
	f: 'whole-terminal',
	s: 'save',
	r: 'reconnect',
};

/** The keys that scroll, as terminals send them. */
const scrolling: Readonly<Record<string, Move>> = {
	'\u001B[A': 'up',
	'\u001BOA': 'up',
	'\u001B[B': 'down',
	'\u001BOB': 'down',
	'\u001B[5~': 'page-up',
	'\u001B[6~': 'page-down',
	'\u001B[H': 'first',
	'\u001BOH': 'first',
	'\u001B[1~': 'first',
	'\u001B[F': 'last',
	'\u001BOF': 'last',
	'\u001B[4~': 'last',
};

/** One escape sequence, or one character. */
const oneKey = /^(?:\u001B[[O][0-?]*[ -/]*[@-~]|\u001B?[\s\S])/u;

/**
 * Divides the terminal's input between the shell and the panel. Only Ctrl-] is ours; pressed twice it goes to the
 * shell, and any key after it that is no command of ours is dropped. A key after it that scrolls makes the next ones
 * scroll, too, until one that does not: that one is dropped, since what it would do could not be seen.
 */
export const divideInput = (state: ShellInputState, chunk: string): ShellInput => {
	let {mode} = state;
	let toShell = '';
	let rest = chunk;
	const commands: PanelCommand[] = [];
	const moves: Move[] = [];
	while (rest !== '') {
		const key = mode === 'shell' ? untilPrefix(rest) : (oneKey.exec(rest)?.[0] ?? rest);
		rest = rest.slice(key.length);
		if (mode === 'shell') {
			mode = key === panelKey ? 'panel' : 'shell';
			toShell += mode === 'panel' ? '' : key;
			continue;
		}
		const move = scrolling[key];
		if (move) {
			mode = 'scrolling';
			moves.push(move);
			continue;
		}
		if (mode === 'panel') {
			if (key === panelKey) toShell += panelKey;
			const command = ours[key.toLowerCase()];
			if (command) commands.push(command);
		}
		mode = 'shell';
	}
	return {mode, toShell, commands, moves};
};

/** The text before the next Ctrl-], or Ctrl-] itself. */
const untilPrefix = (text: string): string => {
	const at = text.indexOf(panelKey);
	return at === -1 ? text : text.slice(0, Math.max(1, at));
};

/** What a program in the panel has asked of its terminal; xterm's `modes`. */
export type TerminalModes = {
	readonly bracketedPasteMode: boolean;
	readonly applicationCursorKeysMode: boolean;
};

/** The terminal around us brackets pastes and sends plain cursor keys; turns both into what the program below expects. */
export const encodeInput = (text: string, modes: TerminalModes): string => {
	const pasted = modes.bracketedPasteMode ? text : text.replace(/\u001B\[20[01]~/g, '');
	return modes.applicationCursorKeysMode ? pasted.replace(/\u001B\[([ABCDHF])/g, '\u001BO$1') : pasted;
};
