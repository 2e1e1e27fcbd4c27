import path from 'node:path';
import process from 'node:process';
import {spawn} from '@lydell/node-pty';
import {gateDelay} from '../../source/ui/keys.ts';
import {packageRoot, plainEnvironment} from './bin.ts';
import {stoppedAfterTest} from './children.ts';
import {keyBytes, pasteBytes, screenBuffer} from './screen-buffer.ts';

export type TerminalOptions = {
	readonly home: string;
	readonly columns?: number;
	readonly rows?: number;
	/** Added to the environment of a user with nothing configured. */
	readonly env?: Readonly<Record<string, string>>;
};

/** How a program ended: with a code, or by the number of a signal. */
export type Exit = {readonly code: number; readonly signal: number | undefined};

export type TerminalSession = ReturnType<typeof startProgram>;

/** A gate drops the keys that come just after its first paint; every other screen has taken the keyboard by then. */
export const keysTaken = () => new Promise(resolve => setTimeout(resolve, gateDelay + 100));

/** Longer than any step of a build at a fast pace takes on a busy machine, ms. */
export const long = 120_000;

/** Runs a program in a pseudo-terminal and shows what a person would see. */
export const startProgram = (
	command: string,
	args: readonly string[],
	{home, columns = 80, rows = 24, env = {}}: TerminalOptions,
) => {
	const display = screenBuffer(columns, rows, {convertEol: false});
	const program = spawn(command, [...args], {
		name: env['TERM'] ?? 'xterm-256color',
		cols: columns,
		rows,
		cwd: packageRoot,
		env: {...plainEnvironment(home), ...env},
	});
	const watchers = new Set<() => void>();
	const changed = () => {
		for (const watcher of [...watchers]) watcher();
	};
	let ended: Exit | undefined;
	program.onData(data => display.write(data, changed));
	// What the terminal itself answers: a program may ask where the cursor is.
	display.terminal.onData(answer => program.write(answer));
	const forget = stoppedAfterTest(() => program.kill('SIGKILL'));
	const exit = new Promise<Exit>(resolve => {
		program.onExit(({exitCode, signal}) => {
			ended = {code: exitCode, signal: signal === 0 ? undefined : signal};
			forget();
			void display.drawn().then(() => {
				changed();
				resolve({code: exitCode, signal: signal === 0 ? undefined : signal});
			});
		});
	});

	const isShown = (pattern: RegExp | string) => {
		const text = display.screen().join('\n');
		return typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
	};
	/**
	 * Resolves when the screen shows a pattern.
	 * @throws with what it shows instead, after `timeout` ms or when the program has ended
	 */
	const until = (pattern: RegExp | string, timeout = 20_000) =>
		new Promise<void>((resolve, reject) => {
			const settle = (failure: string | undefined) => {
				watchers.delete(watch);
				clearTimeout(timer);
				if (failure === undefined) resolve();
				else reject(new Error(`No ${String(pattern)} ${failure}:\n${display.screen().join('\n')}`));
			};
			const watch = () => {
				if (isShown(pattern)) settle(undefined);
				else if (ended) settle(`before the end (${JSON.stringify(ended)})`);
			};
			const timer = setTimeout(() => settle(`within ${timeout} ms`), timeout);
			watchers.add(watch);
			watch();
		});
	/** Resolves to whether the screen stops showing a pattern within `timeout` ms. */
	const isGone = async (pattern: RegExp | string, timeout: number): Promise<boolean> => {
		for (let waited = 0; waited < timeout && isShown(pattern); waited += 50) {
			await new Promise(resolve => setTimeout(resolve, 50));
		}
		return !isShown(pattern);
	};
	return {
		pid: program.pid,
		/** Bytes in one write. */
		type: (bytes: string) => program.write(bytes),
		/** Keys by the names of the key tables, one write each. */
		press: (...keys: readonly string[]) => {
			for (const key of keys) program.write(keyBytes(key));
		},
		paste: (text: string) => program.write(pasteBytes(text)),
		until,
		/**
		 * Presses a key until what is shown has gone, as a person does whose key was not heard: a gate drops the keys that
		 * come just after its first paint, which a busy machine draws late.
		 */
		passGate: async (shown: RegExp | string, key: string, timeout?: number) => {
			await until(shown, timeout);
			for (let attempt = 0; attempt < 10; attempt++) {
				await isGone(shown, gateDelay + 100);
				program.write(keyBytes(key));
				if (await isGone(shown, 5000)) return;
			}
			throw new Error(`${key} was not heard:\n${display.screen().join('\n')}`);
		},
		/** Waits until the screen shows something, then presses keys, each when the one before has had its effect. */
		answer: async (shown: RegExp | string, ...keys: readonly string[]) => {
			await until(shown, long);
			for (const key of keys) {
				await keysTaken();
				program.write(keyBytes(key));
			}
		},
		screen: display.screen,
		raw: display.raw,
		resize: (size: {readonly columns: number; readonly rows: number}) => {
			display.terminal.resize(size.columns, size.rows);
			program.resize(size.columns, size.rows);
		},
		exit,
		kill: (signal: NodeJS.Signals) => program.kill(signal),
		isAlternate: () => display.terminal.buffer.active.type === 'alternate',
	};
};

/** Starts the built bin in a pseudo-terminal, run by the Node that runs the tests. */
export const start = (args: readonly string[], options: TerminalOptions): TerminalSession =>
	startProgram(process.execPath, [path.join(packageRoot, 'dist/cli.js'), ...args], options);
