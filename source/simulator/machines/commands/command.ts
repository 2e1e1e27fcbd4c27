import {type ExecResult, latin1FromBytes, type ResolvedCommandContext} from 'just-bash';
import type {Machine} from '../../world.ts';
import type {Computer} from '../computer.ts';
import type {User} from '../image.ts';

/** What the driver of a pseudo-terminal knows; programs may change it. */
export type TerminalState = {columns: number; rows: number; echo: boolean};

/** The machine and the person that a command runs for. */
export type Seat = {
	readonly computer: Computer;
	readonly user: User;
	/** Absent where there is none, as in a command that Session Manager runs without one. */
	readonly terminal?: TerminalState | undefined;
	/** Runs a command line as root: what `sudo` is for. */
	readonly asRoot: (line: string, shell: ResolvedCommandContext) => Promise<ExecResult>;
};

/** A program that is backed by the simulated machine and network instead of the interpreter's own. */
export type MachineCommand = {
	readonly name: string;
	/** Absent: on all images. */
	readonly image?: Machine['image'];
	readonly run: (args: readonly string[], seat: Seat, shell: ResolvedCommandContext) => Promise<ExecResult>;
};

/** Success, with output. */
export const print = (stdout: string): ExecResult => ({stdout, stderr: '', exitCode: 0});

export const fail = (exitCode: number, stderr: string, stdout = ''): ExecResult => ({stdout, stderr, exitCode});

/** Words as one command line that the shell reads back as the same words. */
export const quote = (words: readonly string[]): string =>
	words.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');

/** What a command hands on when it runs another one: folder, environment, input and interruption. */
export const inherit = (shell: ResolvedCommandContext) => ({
	cwd: shell.cwd,
	env: shell.exportedEnv ?? {},
	stdin: latin1FromBytes(shell.stdin),
	stdinKind: 'bytes' as const,
	...(shell.signal ? {signal: shell.signal} : {}),
});
