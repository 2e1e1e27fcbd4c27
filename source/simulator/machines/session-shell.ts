import {type BashExecResult, parse, serialize} from 'just-bash';
import {quote, split} from 'shlex';
import type {TerminalState} from './commands/command.ts';
import type {Computer} from './computer.ts';
import {images, users} from './image.ts';
import type {Command} from './port.ts';
import {createShell} from './shell.ts';

/** Exit codes of a shell whose command was interrupted by SIGINT, and of one that lost its terminal (SIGHUP). */
export const interrupted = 130;
export const hungUp = 129;
/** Of one that was stopped by SIGTSTP. */
export const suspended = 148;

export type Output = {readonly stdout: (bytes: Uint8Array) => void; readonly stderr: (bytes: Uint8Array) => void};

/** Session Manager opens its sessions in this folder. */
const sessionFolder = '/usr/bin';

const bytesOf = (text: string, kind: BashExecResult['stdoutKind']): Uint8Array =>
	Buffer.from(text, kind === 'bytes' ? 'latin1' : 'utf8');

/** The session's shell is `sh`, and its messages say so. */
const asSh = (stderr: string): string => stderr.replace(/^bash: /gm, 'sh: ');

const emit = (result: BashExecResult, output: Output): void => {
	if (result.stdout !== '') output.stdout(bytesOf(result.stdout, result.stdoutKind));
	if (result.stderr !== '') output.stderr(bytesOf(asSh(result.stderr), 'text'));
};

/** Whom a command runs as, and where. */
type As = NonNullable<Command['as']>;

const sessionUser: As = {user: 'ssm-user', folder: sessionFolder};

/**
 * Runs a command. Where it is `sh -c SCRIPT` its output comes statement by statement, else at the end. Resolves to its exit
 * code, 130 when the signal ended it.
 */
export const runCommand = async (
	computer: Computer,
	{command, as = sessionUser}: Pick<Command, 'command' | 'as'>,
	output: Output,
	signal: AbortSignal,
): Promise<number> => {
	if (signal.aborted) return interrupted;
	const statements = statementsOf(command);
	if (statements) return await runStatements(createSessionShell(computer, {as}), statements, output, signal);
	const shell = createShell(computer, users[as.user], as.folder);
	const result = await shell.exec(command, {rawScript: true, signal});
	await computer.save();
	if (signal.aborted) return interrupted;
	emit(result, output);
	return result.exitCode;
};

/** The statements of a script that a command starts, unless they change how the shell itself works. */
const statementsOf = (command: string): readonly string[] | undefined => {
	const script = scriptOf(command);
	if (script === undefined || /\b(?:set|trap|shopt)\b/.test(script)) return undefined;
	const read = readScript(script);
	return read !== 'unfinished' && 'statements' in read ? read.statements : undefined;
};

/** The script of `sh -c SCRIPT`, where the command is nothing else. */
const scriptOf = (command: string): string | undefined => {
	try {
		const words = split(command);
		const [shell, option, script] = words;
		const isPlain = words.length === 3 && words.map(quote).join(' ') === command;
		return isPlain && shell === 'sh' && option === '-c' ? script : undefined;
	} catch {
		// No words at all: the shell will say what is wrong.
		return undefined;
	}
};

const runStatements = async (
	shell: SessionShell,
	statements: readonly string[],
	output: Output,
	signal: AbortSignal,
): Promise<number> => {
	for (const statement of statements) {
		const ended = await shell.execute(statement, output, signal);
		if (signal.aborted) return interrupted;
		if (ended) break;
	}
	return shell.status();
};

/** Where an error in the text is no error but its end: more is to come. */
const isUnfinished = (text: string, message: string): boolean => {
	if (/unexpected EOF|got EOF/.test(message)) return true;
	const [, line, column] = /^Parse error at (\d+):(\d+)/.exec(message) ?? [];
	const lines = text.split('\n');
	return Number(line) >= lines.length && Number(column) > (lines.at(-1) ?? '').length;
};

/** A line that a backslash, a pipe or an operator continues, or a here-document whose delimiter has not come yet. */
const awaitsMore = (text: string): boolean => {
	if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text) || /(?:\||&&)\s*$/.test(text)) return true;
	const delimiters = [...text.matchAll(/(?<!<)<<-?\s*(['"]?)([A-Za-z_]\w*)\1/g)].map(match => match[2]);
	return delimiters.some(
		delimiter =>
			!text
				.split('\n')
				.slice(1)
				.some(line => line.trimStart() === delimiter),
	);
};

type Script = ReturnType<typeof parse>;

/** What a person has typed so far: statements to run, an error, or the beginning of something. */
export const readScript = (
	text: string,
): {readonly statements: readonly string[]} | {readonly error: string} | 'unfinished' => {
	try {
		const script: Script = parse(text);
		if (awaitsMore(text)) return 'unfinished';
		if (script.statements.length <= 1) return {statements: text.trim() === '' ? [] : [text]};
		return {statements: script.statements.map(statement => serialize({...script, statements: [statement]}))};
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		if (isUnfinished(text, message)) return 'unfinished';
		return {error: `sh: ${message.replace(/^Parse error at \d+:\d+: /, 'syntax error: ')}\n`};
	}
};

/** A shell that a person types into: it keeps its folder, variables, functions and `$?` from line to line. */
export type SessionShell = {
	readonly prompt: string;
	readonly editsLines: boolean;
	readonly stopped: string;
	/** Runs one statement; true when it ended the shell. */
	readonly execute: (statement: string, output: Output, signal: AbortSignal) => Promise<boolean>;
	readonly status: () => number;
	readonly setStatus: (status: number) => void;
	readonly setVariables: (variables: Readonly<Record<string, string>>) => void;
	/** What `history` lists. */
	readonly setHistory: (lines: readonly string[]) => void;
};

/** Set behind every statement: its absence tells that the statement ended the shell. */
const sentinel = '__still_here';

export const createSessionShell = (
	computer: Computer,
	{terminal, as = sessionUser}: {readonly terminal?: TerminalState; readonly as?: As} = {},
): SessionShell => {
	const shell = createShell(computer, users[as.user], as.folder, terminal);
	let env: Readonly<Record<string, string>> = shell.getEnv();
	let cwd = as.folder;
	let status = 0;
	let history = '[]';
	const functions = new Map<string, string>();

	const keepFunction = (statement: string): void => {
		const name = /^(?:function\s+)?([\w-]+)\s*\(\s*\)|^function\s+([\w-]+)/.exec(statement.trim());
		const key = name?.[1] ?? name?.[2];
		if (key !== undefined) functions.set(key, statement);
	};

	return {
		...images[computer.machine.image],
		status: () => status,
		setStatus: next => {
			status = next;
		},
		setVariables: variables => {
			env = {...env, ...variables};
		},
		setHistory: lines => {
			history = JSON.stringify(lines);
		},
		execute: async (statement, output, signal) => {
			const script = [...functions.values(), `(exit ${status})`, statement, `${sentinel}=$?`].join('\n');
			const result = await shell.exec(script, {
				// The interpreter keeps its history in a variable, which nothing else shall see.
				env: /\bhistory\b/.test(statement) ? {...env, BASH_HISTORY: history} : env,
				replaceEnv: true,
				cwd,
				rawScript: true,
				signal,
			});
			await computer.save();
			if (signal.aborted) {
				status = interrupted;
				return false;
			}
			emit(result, output);
			const {[sentinel]: left, BASH_HISTORY: _, ...rest} = result.env;
			if (left === undefined) {
				status = result.exitCode;
				// Not only `exit` ends a script: so does the limit on commands, and `set -u`. Those leave a terminal open.
				return /\b(?:exit|logout|exec)\b/.test(statement);
			}
			env = rest;
			cwd = rest['PWD'] ?? cwd;
			status = Number(left);
			keepFunction(statement);
			return false;
		},
	};
};
