import type {Terminal} from '@xterm/headless';
import {createOutputFilter} from './output-filter.ts';
import {terminalRow} from './parts/terminal-row.ts';
import {panelKey} from './shell-input.ts';

/** The terminal around us, while Ink has let go of it. */
export type RealTerminal = {
	readonly write: (text: string) => void;
	/** Takes typed bytes as they come, from now on. Returns its end. */
	readonly readRaw: (onChunk: (chunk: string) => void) => () => void;
};

/** The process's own streams, or those that stand for them. */
export const realTerminal = (stdin: NodeJS.ReadStream, stdout: NodeJS.WritableStream): RealTerminal => ({
	write: text => {
		stdout.write(text);
	},
	readRaw: onChunk => {
		const listener = (chunk: string | Uint8Array) => onChunk(String(chunk));
		stdin.setRawMode(true);
		stdin.ref();
		stdin.on('data', listener);
		stdin.resume();
		// Ink reads on at once. A pause would stop the handle below, which nobody then starts again.
		return () => {
			stdin.off('data', listener);
		};
	},
});

export type WholeTerminalOptions = {
	readonly real: RealTerminal;
	/** What the panel has shown so far, in the size of the whole terminal already. */
	readonly terminal: Terminal;
	readonly toShell: (text: string) => void;
	/** Calls back with all further output. Returns its end. */
	readonly onOutput: (listener: (bytes: Uint8Array) => void) => () => void;
	readonly hasColour: boolean;
	/** Aborted when the session has ended or its screen is gone. */
	readonly signal: AbortSignal;
};

const csi = '\u001B[';

/** What a program in the shell may have switched on, off again; then below all that was written. */
const restore = (rows: number): string =>
	[
		...[
			'?1049l',
			'?1l',
			'?1000l',
			'?1002l',
			'?1003l',
			'?1004l',
			'?1006l',
			'?2004l',
			'?6l',
			'?7h',
			'?25h',
			'4l',
			'r',
			'0m',
		],
		`${rows};1H`,
	]
		.map(sequence => csi + sequence)
		.join('')
		.concat('\u001B(B\u001B>\u000F\r\n');

/** Draws what the panel shows on the screen, after pushing the person's own lines up. */
const redraw = (terminal: Terminal, hasColour: boolean): string => {
	const {cols: columns, rows, modes} = terminal;
	const {active} = terminal.buffer;
	const options = {columns, hasColour, replacement: '?', cell: active.getNullCell()};
	const lines = Array.from({length: rows}, (_, row) => {
		const line = active.getLine(active.baseY + row);
		return line ? terminalRow(line, options) : '';
	});
	return [
		'\r\n'.repeat(rows),
		active.type === 'alternate' ? `${csi}?1049h` : '',
		`${csi}H`,
		lines.join('\r\n'),
		`${csi}${active.cursorY + 1};${active.cursorX + 1}H`,
		modes.applicationCursorKeysMode ? `${csi}?1h` : '',
		modes.bracketedPasteMode ? `${csi}?2004h` : '',
	].join('');
};

/**
 * Gives the shell the whole terminal until the person presses Ctrl-] or the session ends. Typed bytes go to the shell as
 * they come; what the shell writes passes the filter.
 */
export const runInWholeTerminal = async (options: WholeTerminalOptions): Promise<void> => {
	const {real, terminal, toShell, onOutput, hasColour, signal} = options;
	const {promise, resolve} = Promise.withResolvers<void>();
	const filter = createOutputFilter();
	real.write(redraw(terminal, hasColour));
	const stopOutput = onOutput(bytes => real.write(filter(bytes)));
	const stopInput = real.readRaw(chunk => {
		const at = chunk.indexOf(panelKey);
		const typed = at === -1 ? chunk : chunk.slice(0, at);
		if (typed !== '') toShell(typed);
		if (at !== -1) resolve();
	});
	signal.addEventListener('abort', () => resolve(), {once: true});
	if (signal.aborted) resolve();
	await promise;
	stopInput();
	stopOutput();
	real.write(restore(terminal.rows));
};
