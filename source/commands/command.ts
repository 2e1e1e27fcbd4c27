import type {Invocation, Output} from '../flags.ts';
import type {Asker} from '../prompts.ts';
import type {Home} from '../store/home.ts';

/** What a command may use of the process it runs in. */
export type Surroundings = {
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The folder that a person's files go to. */
	readonly cwd: string;
	readonly home: Home;
	/** How the command tells what happens; `tree` only where screens may be drawn. */
	readonly mode: Output;
	/** Asks the person line by line; absent where nobody is there or nobody may be asked. */
	readonly ask?: Asker;
	/** A line on stdout: plain events, JSON, answers. */
	readonly write: (line: string) => void;
	/** A line on stderr: warnings, questions, what to do next. */
	readonly warn: (line: string) => void;
	/** Aborted when the person or the system wants the program to stop. */
	readonly signal: AbortSignal;
	/** Registers what must be done however the program ends; run once, in reverse order. Returns what takes it back. */
	readonly onExit: (cleanUp: () => void) => () => void;
	/** The command has no other end than a signal: after one its own exit code counts. */
	readonly stopIsTheEnd: () => void;
	/**
	 * Screens take the terminal: what is said meanwhile waits, and `restore` gives the terminal back however the program
	 * ends. Returns what ends it.
	 */
	readonly holdTerminal: (restore: () => void) => () => void;
	/** Says that a bug was met and where its trace is; the exit code is 1. */
	readonly reportCrash: (error: unknown) => void;
};

/** Runs one command to its end and gives the process's exit code. @throws UserError for what a person can mend */
export type Command = (invocation: Invocation, surroundings: Surroundings) => Promise<number>;
