/** What a person asks of the panel instead of the shell. */
export type PanelCommand = 'leave' | 'whole-terminal' | 'save';

/** True after Ctrl-]: the next key is ours. */
export type ShellInputState = {readonly isOurs: boolean};

export type ShellInput = ShellInputState & {readonly toShell: string; readonly commands: readonly PanelCommand[]};

/** Ctrl-]: the only key of the panel's own. */
export const panelKey = '\u001D';

const ours: Readonly<Record<string, PanelCommand>> = {q: 'leave', f: 'whole-terminal', s: 'save'};

/** One escape sequence, or one character. */
const oneKey = /^(?:\u001B[[O][0-?]*[ -/]*[@-~]|\u001B?[\s\S])/u;

/**
 * Divides the terminal's input between the shell and the panel. Only Ctrl-] is ours; pressed twice it goes to the
 * shell, and any key after it that is no command of ours is dropped.
 */
export const divideInput = (state: ShellInputState, chunk: string): ShellInput => {
	let {isOurs} = state;
	let toShell = '';
	let rest = chunk;
	const commands: PanelCommand[] = [];
	while (rest !== '') {
		const key = isOurs ? (oneKey.exec(rest)?.[0] ?? rest) : untilPrefix(rest);
		rest = rest.slice(key.length);
		if (!isOurs) {
			isOurs = key === panelKey;
			toShell += isOurs ? '' : key;
			continue;
		}
		isOurs = false;
		if (key === panelKey) toShell += panelKey;
		const command = ours[key.toLowerCase()];
		if (command) commands.push(command);
	}
	return {isOurs, toShell, commands};
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
