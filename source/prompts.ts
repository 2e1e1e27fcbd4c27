import process from 'node:process';
import {setImmediate} from 'node:timers/promises';
import {isUnicode} from './ascii.ts';
import {UserError} from './errors.ts';

export type Option<Value extends string = string> = {
	readonly value: Value;
	readonly label: string;
	/** One more sentence. */
	readonly help?: string;
};

/**
 * Asks a person line by line.
 * @throws Interrupted at Ctrl-C; the signal's reason when it is aborted meanwhile
 */
export type Asker = {
	/** One line of text; absent `preset`: there is no default answer. `validate` says what is wrong with it. */
	readonly text: (question: {
		readonly message: string;
		readonly preset?: string;
		readonly validate?: (text: string) => string | undefined;
		readonly signal?: AbortSignal;
	}) => Promise<string>;
	/** One of several by its number, or by the arrow keys; the first one is the default. */
	readonly choose: <Value extends string>(question: {
		readonly message: string;
		readonly options: readonly Option<Value>[];
		readonly signal?: AbortSignal;
	}) => Promise<Value>;
};

/** The person pressed Ctrl-C instead of answering. */
export class Interrupted extends UserError {
	constructor() {
		super('Interrupted.', {exitCode: 130});
		this.name = 'Interrupted';
	}
}

/** Without a terminal the prompts would read a pipe, and take the default answer for a person's. */
const assertInteractive = (): void => {
	if (process.stdin.isTTY && process.stderr.isTTY) return;
	throw new UserError('A question has to be answered, and there is no terminal to ask it on.', {exitCode: 3});
};

type Context = {readonly output: NodeJS.WritableStream; readonly signal?: AbortSignal};

const asked = async <T>(signal: AbortSignal | undefined, prompt: (context: Context) => Promise<T>): Promise<T> => {
	assertInteractive();
	signal?.throwIfAborted();
	// Who read the keyboard before may have let go of stdin: the process would end in the middle of the question.
	process.stdin.ref();
	try {
		return await prompt({output: process.stderr, ...(signal ? {signal} : {})});
	} catch (error) {
		if (signal?.aborted) throw signal.reason;
		if (error instanceof Error && error.name === 'ExitPromptError') throw new Interrupted();
		throw error;
	} finally {
		// readline pauses stdin one tick after the answer: who reads the keyboard next must come after that.
		await setImmediate();
	}
};

/** How the questions look where the locale is not UTF-8. */
const plainField = {prefix: {idle: '?', done: '+'}};
const isPlain = !isUnicode(process.env);

/** Asks on the process's own terminal: the questions are drawn on stderr. */
export const terminalAsker: Asker = {
	text: async ({message, preset, validate, signal}) => {
		const {input} = await import('@inquirer/prompts');
		return await asked(signal, context =>
			input(
				{
					message,
					...(preset === undefined ? {} : {default: preset}),
					validate: text => validate?.(text) ?? true,
					...(isPlain ? {theme: plainField} : {}),
				},
				context,
			),
		);
	},
	choose: async <Value extends string>({
		message,
		options,
		signal,
	}: {
		readonly message: string;
		readonly options: readonly Option<Value>[];
		readonly signal?: AbortSignal;
	}): Promise<Value> => {
		const {rawlist} = await import('@inquirer/prompts');
		// Whoever has the lines read out hears all that there is to choose from at once.
		const choices = options.map(({value, label, help}) => ({
			value,
			name: help === undefined ? label : `${label}\n     ${help}`,
			short: label,
		}));
		return await asked(signal, context =>
			rawlist({message, choices, default: options[0]?.value, ...(isPlain ? {theme: plainField} : {})}, context),
		);
	},
};
