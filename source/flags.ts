import {parseArgs} from 'node:util';
import {usageError} from './errors.ts';
import {type QuestionId, questions} from './plan/questions.ts';

/** The commands, in the order of a deployment's life: what stands behind each, and what the help says of it. */
export const commands = {
	up: {operands: '', about: 'build (or go on with) a deployment, decide on its connection, fetch the page'},
	demo: {operands: '', about: 'the same on a simulator of its own, in compressed time; needs no account'},
	approve: {
		operands: '[DEPLOYMENT] [VPCE-ID…]',
		about: 'pending connections of a deployment; --accept or --reject decides',
	},
	verify: {operands: '[DEPLOYMENT]', about: 'send the request again through a Session Manager session'},
	session: {
		operands: '[DEPLOYMENT] [-- COMMAND…]',
		about: "a shell on the consumer's private instance, or one command there",
	},
	status: {operands: '[DEPLOYMENT]', about: 'what exists of a deployment, with age, creator and cost so far'},
	list: {operands: '', about: 'all deployments of the target'},
	down: {operands: '[DEPLOYMENT…]', about: 'tear a deployment down, then prove that nothing is left'},
	plan: {operands: '', about: 'print what would be built and what it costs; creates nothing'},
	profile: {operands: 'list|show|save|delete [NAME]', about: 'saved answers'},
	simulator: {
		operands: '',
		about: 'serve the simulator on a port of this computer, for the AWS CLI and any other client',
	},
} as const;

export type CommandName = keyof typeof commands;

/** The scenarios that are shipped in templates/scenarios/, with what a person meets in each. */
export const scenarios = {
	'nat-fails': 'the NAT gateway fails once: AWS cannot set it up',
	'no-capacity-in-first-az': 'the first zone of the region has no instances left',
	'quota-vpc': 'the account may have one VPC only; a deployment needs two',
	'vcpu-quota': 'a new account: five vCPUs, and a deployment needs eight',
	'agent-asleep': 'Session Manager agents are denied at their first try and sleep for half an hour',
	'endpoint-503': 'the endpoint service refuses endpoints for four minutes though it says Available',
	throttled: 'others use up the rate of the account: calls are throttled',
	'credentials-expire': 'the credentials run out in the middle of the build',
	'no-permission': 'a policy forbids NAT gateways and roles',
	'accepted-elsewhere': 'somebody else accepts the connection, a minute after it shows',
	'guardduty-endpoint': 'GuardDuty puts an endpoint and a security group of its own into each VPC',
} as const;

/** What `--scenario` calls a world without trouble. */
export const noScenario = 'none';

/** An option: how it is parsed, and what the help says of it. */
export type OptionSpec = {
	readonly type: 'boolean' | 'string';
	readonly help: string;
	/** How the value is shown in the help. */
	readonly value?: string;
	readonly multiple?: true;
	readonly short?: string;
	/** The commands that it means something to; absent: all of them. */
	readonly of?: readonly CommandName[];
};

/** Those that go to AWS, or to the simulator instead. */
const onTarget: readonly CommandName[] = ['up', 'approve', 'verify', 'session', 'status', 'list', 'down'];

/** All options beside the questions' own. */
export const optionSpecs = {
	simulate: {
		type: 'boolean',
		of: onTarget,
		help: 'use the embedded simulator: no account, no credentials, no network',
	},
	speed: {
		type: 'string',
		of: [...onTarget, 'demo', 'simulator'],
		value: 'N',
		help: 'seconds of simulated time that pass in one second (default 20); goes with AWS_ENDPOINT_URL, too, where that is a simulator on this computer',
	},
	seed: {
		type: 'string',
		of: ['up', 'demo', 'simulator'],
		value: 'N',
		help: 'the chance of a new simulated world: same seed, same world',
	},
	port: {type: 'string', of: ['simulator'], value: 'N', help: 'the port that it serves on (default: a free one)'},
	scenario: {
		type: 'string',
		of: ['up', 'demo', 'down', 'simulator'],
		value: 'NAME|FILE',
		help: 'trouble to practise with in the simulator, see below; it stays on in its world until the next',
	},
	keep: {type: 'boolean', of: ['demo'], help: 'keep the world of the demo and print the command that tears it down'},
	profile: {
		type: 'string',
		of: ['up', 'demo', 'plan'],
		value: 'NAME',
		help: 'start from saved answers; flags override them',
	},
	from: {type: 'string', of: ['profile'], value: 'DEPLOYMENT', help: 'profile save: take the answers of a deployment'},
	'aws-profile': {
		type: 'string',
		of: onTarget,
		value: 'NAME',
		help: 'AWS profile with the credentials (default: AWS_PROFILE, then the default chain)',
	},
	yes: {
		type: 'boolean',
		of: ['up', 'demo'],
		short: 'y',
		help: 'answer every question with its default and confirm the build; never decides or tears down',
	},
	accept: {
		type: 'boolean',
		of: ['up', 'demo', 'approve'],
		help: 'the decision, given beforehand: accept the connection of this deployment',
	},
	reject: {type: 'boolean', of: ['up', 'demo', 'approve'], help: 'the decision, given beforehand: reject it (exit 4)'},
	later: {type: 'boolean', of: ['up', 'demo'], help: 'the decision, given beforehand: leave it pending'},
	confirm: {
		type: 'string',
		of: ['up', 'down'],
		value: 'NAME',
		multiple: true,
		help: 'down: confirms the teardown, once for each; up: goes on with what somebody else made, by NAME.ID',
	},
	disconnect: {
		type: 'string',
		of: ['down'],
		value: 'VPCE-ID',
		multiple: true,
		help: "down: cuts off this endpoint, which is somebody else's, from the service; once for each",
	},
	output: {
		type: 'string',
		value: 'tree|plain|json',
		help: 'screens (need a terminal), lines for people, or one event a line as JSON',
	},
	inline: {
		type: 'boolean',
		of: ['up', 'demo'],
		help: 'draw the screens below what stands in the terminal, and keep its scrollback',
	},
	accessible: {
		type: 'boolean',
		of: [...onTarget, 'demo'],
		help: 'questions and lines instead of screens, for a screen reader; so does ACCESSIBLE=1',
	},
	'no-color': {type: 'boolean', help: 'no colours; so does a non-empty NO_COLOR'},
	help: {type: 'boolean', short: 'h', help: 'this text'},
	version: {type: 'boolean', short: 'v', help: 'the version'},
} as const satisfies Readonly<Record<string, OptionSpec>>;

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

/** How many words each command takes behind it; the others take any number. */
const operandLimits: Partial<Readonly<Record<CommandName, number>>> = {
	up: 0,
	demo: 0,
	plan: 0,
	list: 0,
	simulator: 0,
	status: 1,
	verify: 1,
	session: 1,
	profile: 2,
};

const refuseSurplus = (command: CommandName | undefined, operands: readonly string[]): void => {
	const limit = command && operandLimits[command];
	if (limit === undefined || operands.length <= limit) return;
	const surplus = operands.slice(limit).join(' ');
	throw usageError(
		`${command} does not take "${surplus}".`,
		limit === 0 ? [`A deployment is named by --name ${operands[0]}.`] : [],
	);
};

/** How many letters have to be changed, added or left out to make one word of another (Levenshtein). */
const distance = (one: string, other: string): number => {
	let above = Array.from({length: other.length + 1}, (_, index) => index);
	for (const [row, letter] of [...one].entries()) {
		const line = [row + 1];
		for (const [column, its] of [...other].entries()) {
			const changed = (above[column] ?? 0) + Number(letter !== its);
			line.push(Math.min((above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1, changed));
		}
		above = line;
	}
	return above.at(-1) ?? 0;
};

/** The word that was probably meant, as a question. */
const didYouMean = (word: string, known: readonly string[], dashes = ''): readonly string[] => {
	const nearest = known.toSorted((one, other) => distance(word, one) - distance(word, other))[0];
	return nearest !== undefined && distance(word, nearest) <= 2 ? [`Did you mean ${dashes}${nearest}?`] : [];
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

/** What `chooseMode` needs to know of the process's streams. */
export type Terminals = {readonly stdinIsTerminal: boolean; readonly stdoutIsTerminal: boolean};

type Environment = Readonly<Record<string, string | undefined>>;

/** How people say yes in an environment variable: anything but nothing, 0 and false. */
const isOn = (value: string | undefined): boolean => !['', '0', 'false'].includes((value ?? '').toLowerCase());

/** A build server: nobody is there, even where it lends its jobs a terminal. Other variables that begin with CI say nothing. */
export const isUnattended = (env: Environment): boolean => isOn(env['CI']);

/** Why there are no screens, in words that follow "because"; undefined where there may be. */
export const screensObstacle = (
	{accessible}: Pick<Invocation, 'accessible'>,
	env: Environment,
	{stdinIsTerminal, stdoutIsTerminal}: Terminals,
): string | undefined => {
	if (!stdinIsTerminal) return 'stdin is no terminal';
	if (!stdoutIsTerminal) return 'stdout is no terminal';
	if (env['TERM'] === 'dumb') return 'TERM is dumb';
	if (isUnattended(env)) return 'CI is set';
	if (accessible) return '--accessible asks for lines';
	if (isOn(env['ACCESSIBLE'])) return 'ACCESSIBLE asks for lines';
	return undefined;
};

/** Screens where there is a terminal for them and nobody declined them; lines elsewhere. */
export const chooseMode = (
	flags: Pick<Invocation, 'output' | 'accessible'>,
	env: Environment,
	streams: Terminals,
): Output => {
	if (flags.output === 'json' || flags.output === 'plain') return flags.output;
	return screensObstacle(flags, env, streams) === undefined ? 'tree' : 'plain';
};
