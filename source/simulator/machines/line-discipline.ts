/** What a key does to a terminal in canonical mode. */
export type Key = {
	/** The line after the key. */
	readonly line: string;
	/** What the terminal shows for it. */
	readonly echo: string;
	readonly event?:
		| {readonly type: 'line'; readonly text: string}
		| {readonly type: 'interrupt'; readonly exitCode: number}
		/** Ctrl-Z, for a command that runs. */
		| {readonly type: 'suspend'}
		/** Ctrl-L, where lines are edited. */
		| {readonly type: 'clear'}
		| {readonly type: 'end'};
};

const controlName = (character: string): string => `^${String.fromCharCode(character.charCodeAt(0) ^ 64)}`;

const isControl = (character: string): boolean => character < ' ' || character === '\x7f';

/** Columns that a character's echo takes: `^X` for control characters. */
const width = (character: string): number => (isControl(character) ? 2 : 1);

const erase = (characters: readonly string[]): string =>
	'\b \b'.repeat(characters.reduce((sum, character) => sum + width(character), 0));

/** Cuts `line` down to its first `length` characters. */
const cut = (line: string, length: number): Key => {
	const characters = [...line];
	return {line: characters.slice(0, length).join(''), echo: erase(characters.slice(length))};
};

/**
 * One character typed on a line, as the terminal line discipline of Linux takes it (termios with ICANON, ECHO, ECHOE,
 * ECHOCTL, ICRNL and ISIG): Backspace, Ctrl-U and Ctrl-W edit, Enter ends the line, Ctrl-C and Ctrl-\ interrupt, Ctrl-Z
 * suspends, Ctrl-D on an empty line ends the input.
 */
export const typeKey = (line: string, character: string): Key => {
	switch (character) {
		case '\r':
		case '\n':
			return {line: '', echo: '\r\n', event: {type: 'line', text: line}};
		case '\x7f':
		case '\b':
			return cut(line, Math.max(0, [...line].length - 1));
		case '\x15':
			return cut(line, 0);
		case '\x17':
			return cut(line, [...line.replace(/\S*\s*$/u, '')].length);
		case '\x03':
			return {line: '', echo: '^C', event: {type: 'interrupt', exitCode: 130}};
		case '\x1c':
			return {line: '', echo: '^\\', event: {type: 'interrupt', exitCode: 131}};
		case '\x1a':
			return {line: '', echo: '^Z', event: {type: 'suspend'}};
		case '\x04':
			return line === '' ? {line, echo: '', event: {type: 'end'}} : {line, echo: ''};
		case '\t':
			return {line: `${line}\t`, echo: ' '};
		default:
			return {line: line + character, echo: isControl(character) ? controlName(character) : character};
	}
};
