import process from 'node:process';
import type {TerminalSize} from '../session/input.ts';

/** The process's streams as a shell uses them. */
export type ShellStreams = {
	/** Whether a person types and sees: stdin and stdout are terminals. */
	readonly isTerminal: boolean;
	readonly stdinIsTerminal: boolean;
	readonly size: () => TerminalSize;
	/** Calls back when the terminal's size has changed. Returns its end. */
	readonly onResize: (listener: () => void) => () => void;
	/** Every key as its bytes from now on, also those that would be signals. Returns its end. */
	readonly readRaw: (onChunk: (text: string) => void) => () => void;
	/** All of stdin, as text. */
	readonly readAll: () => Promise<string>;
	/** The promise that it may return is settled when the reader has kept up. */
	readonly write: (bytes: Uint8Array | string, stream: 'stdout' | 'stderr') => void | Promise<void>;
};

/** Of a terminal that does not say its size, as the genuine client takes it. */
const unknownSize: TerminalSize = {columns: 300, rows: 100};

export const processStreams = (): ShellStreams => {
	const {stdin, stdout, stderr} = process;
	return {
		isTerminal: stdin.isTTY === true && stdout.isTTY === true,
		stdinIsTerminal: stdin.isTTY === true,
		size: () => ({columns: stdout.columns || unknownSize.columns, rows: stdout.rows || unknownSize.rows}),
		onResize: listener => {
			stdout.on('resize', listener);
			return () => {
				stdout.off('resize', listener);
			};
		},
		readRaw: onChunk => {
			stdin.setRawMode(true);
			stdin.setEncoding('utf8');
			stdin.on('data', onChunk);
			stdin.resume();
			return () => {
				stdin.off('data', onChunk);
				stdin.setRawMode(false);
				stdin.pause();
			};
		},
		readAll: async () => {
			const chunks: Uint8Array[] = [];
			for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
			return Buffer.concat(chunks).toString();
		},
		write: (bytes, stream) => {
			const target = stream === 'stdout' ? stdout : stderr;
			if (target.write(bytes)) return undefined;
			return new Promise(resolve => {
				target.once('drain', resolve);
				target.once('close', resolve);
			});
		},
	};
};
