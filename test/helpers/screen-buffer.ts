import xterm from '@xterm/headless';

/**
 * A terminal that shows what was written to it: the only judge of ghost lines and overflow.
 * `convertEol`: a line feed also returns, as the line discipline between a program and a real terminal has it.
 */
export const screenBuffer = (columns: number, rows: number, {convertEol}: {readonly convertEol: boolean}) => {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 1000, convertEol});
	let raw = '';
	return {
		terminal,
		write: (bytes: string, done?: () => void) => {
			raw += bytes;
			terminal.write(bytes, done);
		},
		/** Every byte ever written. */
		raw: () => raw,
		/** The rows in view, without blanks at their ends, and without what narrowing has pushed out of view. */
		screen: (): readonly string[] => {
			const buffer = terminal.buffer.active;
			return Array.from(
				{length: terminal.rows},
				(_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true, 0, terminal.cols) ?? '',
			);
		},
		/** Resolves when all that was written is drawn. */
		drawn: () => new Promise<void>(resolve => terminal.write('', resolve)),
	};
};

/** Sequences that a frame must never hold: they push the person's own lines away, or wipe them. */
export const forbiddenSequences = /\u001B\[[23]J/;

const sequences: Readonly<Record<string, string>> = {
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	home: '\u001B[H',
	end: '\u001B[F',
	'page-up': '\u001B[5~',
	'page-down': '\u001B[6~',
	delete: '\u001B[3~',
	'shift-tab': '\u001B[Z',
	enter: '\r',
	escape: '\u001B',
	tab: '\t',
	space: ' ',
	backspace: '\u007F',
};

/** The bytes that a terminal sends for a key, by the names of the key tables. */
export const keyBytes = (name: string): string => {
	const control = /^ctrl-(.)$/.exec(name)?.[1];
	if (control) return String.fromCharCode(control.toUpperCase().charCodeAt(0) - 64);
	return sequences[name] ?? name;
};

export const pasteBytes = (text: string): string => `\u001B[200~${text}\u001B[201~`;
