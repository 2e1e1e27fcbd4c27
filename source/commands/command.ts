import type {Invocation} from '../flags.ts';
import type {Home} from '../store/home.ts';

/** What a command may use of the process it runs in. */
export type Surroundings = {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly home: Home;
	/** A line on stdout: plain events, JSON, answers. */
	readonly write: (line: string) => void;
	/** A line on stderr: warnings, questions, what to do next. */
	readonly warn: (line: string) => void;
	/** Aborted when the person or the system wants the program to stop. */
	readonly signal: AbortSignal;
};

/** Runs one command to its end and gives the process's exit code. @throws UserError for what a person can mend */
export type Command = (invocation: Invocation, surroundings: Surroundings) => Promise<number>;
