import {parseArgs} from 'node:util';
import {type CommandName, type CommandSpec, commands, type OptionSpec, optionSpecs} from './command-line.ts';
import {didYouMean} from './did-you-mean.ts';
import {usageError} from './errors.ts';
import {type QuestionId, questions} from './plan/questions.ts';

/** What a person decides on a pending connection, said beforehand. */
export type Decision = 'accept' | 'reject' | 'later';

const outputs = ['tree', 'plain', 'json'] as const;

/** How a command tells what happens: screens, lines for people, or one event a line. */
export type Output = (typeof outputs)[number];

/** What a command line asks for. */
export type Invocation = {
	readonly command: CommandName | undefined;
	/** What stands behind the command. */
	readonly operands: readonly string[];
	/** session: the words behind `--`; empty for a shell. */
	readonly remote: readonly string[];
	/** Answers given by flag, as text, by question. */
	readonly answers: Partial<Readonly<Record<QuestionId, string>>>;
	readonly simulate: boolean;
	readonly speed: number;
	/** Whether the speed was given: it means nothing to AWS, but may to an endpoint of one's own. */
	readonly isPaced: boolean;
	readonly seed: number | undefined;
	/** 0: one that is free. */
	readonly port: number;
	/** A name or a file. */
	readonly scenario: string | undefined;
	readonly keep: boolean;
	readonly profile: string | undefined;
	readonly from: string | undefined;
	readonly awsProfile: string | undefined;
	readonly yes: boolean;
	readonly decision: Decision | undefined;
	readonly confirm: readonly string[];
	readonly disconnect: readonly string[];
	/** Absent: what fits where the program runs, see `chooseMode`. */
	readonly output: Output | undefined;
	readonly inline: boolean;
	readonly accessible: boolean;
	readonly help: boolean;
	readonly version: boolean;
};

const questionOptions = Object.fromEntries(questions.map(({flag}) => [flag, {type: 'string'}] as const));

const parserOptions = {
	...questionOptions,
	...Object.fromEntries(
		Object.entries(optionSpecs as Readonly<Record<string, OptionSpec>>).map(([name, {type, short, multiple}]) => [
			name,
			{type, ...(short ? {short} : {}), ...(multiple ? {multiple} : {})},
		]),
	),
};

const numberFrom = (flag: string, text: unknown, smallest: number): number | undefined => {
	if (typeof text !== 'string') return undefined;
	const value = Number(text);
	if (text.trim() === '' || !Number.isFinite(value) || value < smallest) {
		throw usageError(`--${flag} takes a number of at least ${smallest}, not "${text}".`);
	}
	return value;
};

const portFrom = (text: unknown): number | undefined => {
	const port = numberFrom('port', text, 0);
	if (port === undefined || (Number.isInteger(port) && port <= 65_535)) return port;
	throw usageError(`--port takes a whole number up to 65535, not "${text}".`);
};

const decisionFrom = (values: Readonly<Record<string, unknown>>): Decision | undefined => {
	const given = (['accept', 'reject', 'later'] as const).filter(name => values[name] === true);
	if (given.length > 1) throw usageError(`Give one of --${given.join(', --')}, not several.`);
	return given[0];
};

const outputFrom = (value: unknown): Output | undefined => {
	const output = outputs.find(name => name === value);
	if (output !== undefined || value === undefined) return output;
	throw usageError(`--output takes tree, plain or json, not "${String(value)}".`);
};

const refuseSurplus = (command: CommandName | undefined, operands: readonly string[]): void => {
	if (command === undefined) return;
	const {most = Number.POSITIVE_INFINITY}: CommandSpec = commands[command];
	if (operands.length <= most) return;
	const surplus = operands.slice(most).join(' ');
	throw usageError(
		`${command} does not take "${surplus}".`,
		most === 0 ? [`A deployment is named by --name ${operands[0]}.`] : [],
	);
};

const commandFrom = (word: string | undefined): CommandName | undefined => {
	if (word === undefined) return undefined;
	if (Object.hasOwn(commands, word)) return word as CommandName;
	throw usageError(`There is no command "${word}".`, [
		...didYouMean(word, Object.keys(commands)),
		`Commands: ${Object.keys(commands).join(', ')}.`,
	]);
};

/** The words of a remote command are not ours to read. Elsewhere `--` ends the options, as usual. */
const divideAtDashes = (
	argv: readonly string[],
): {readonly own: readonly string[]; readonly remote: readonly string[]} => {
	const at = argv.indexOf('--');
	if (at === -1 || !argv.slice(0, at).includes('session')) return {own: argv, remote: []};
	return {own: argv.slice(0, at), remote: argv.slice(at + 1)};
};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** What does not fit, in our words where Node's lead astray. */
const misfit = (error: unknown) => {
	const {code, message} = error as NodeJS.ErrnoException;
	const see = 'privatelink-wizard --help lists all options.';
	const unknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? /'(--?)([^']+)'/.exec(message) : null;
	if (!unknown) return usageError(message, [see]);
	const [, dashes = '', name = ''] = unknown;
	return usageError(`There is no option ${dashes}${name}.`, [
		...didYouMean(name, Object.keys(parserOptions), '--'),
		see,
	]);
};

/**
 * Reads a command line (without the runtime and the script).
 * @throws UserError (exit 2) naming the word that does not fit
 */
export const parseFlags = (argv: readonly string[]): Invocation => {
	const {own, remote} = divideAtDashes(argv);
	let parsed: ReturnType<typeof parseArgs>;
	try {
		parsed = parseArgs({args: [...own], options: parserOptions as never, allowPositionals: true, strict: true});
	} catch (error) {
		throw misfit(error);
	}
	const {values, positionals} = parsed as {values: Readonly<Record<string, unknown>>; positionals: readonly string[]};
	const [word, ...operands] = positionals;
	refuseSurplus(commandFrom(word), operands);
	return {
		command: commandFrom(word),
		operands,
		remote,
		answers: Object.fromEntries(
			questions.flatMap(({id, flag}) => (typeof values[flag] === 'string' ? [[id, values[flag]]] : [])),
		),
		simulate: values['simulate'] === true,
		speed: numberFrom('speed', values['speed'], 0.01) ?? 20,
		isPaced: values['speed'] !== undefined,
		seed: numberFrom('seed', values['seed'], 0),
		port: portFrom(values['port']) ?? 0,
		scenario: text(values['scenario']),
		keep: values['keep'] === true,
		profile: text(values['profile']),
		from: text(values['from']),
		awsProfile: text(values['aws-profile']),
		yes: values['yes'] === true,
		decision: decisionFrom(values),
		confirm: texts(values['confirm']),
		disconnect: texts(values['disconnect']),
		output: outputFrom(values['output']),
		inline: values['inline'] === true,
		accessible: values['accessible'] === true,
		help: values['help'] === true,
		version: values['version'] === true,
	};
};
