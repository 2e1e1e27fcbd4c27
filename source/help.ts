import {
	type CommandName,
	type CommandSpec,
	commands,
	environment,
	noScenario,
	type OptionSpec,
	optionSpecs,
	scenarios,
} from './command-line.ts';
import {questions} from './plan/questions.ts';

/** A line with two columns; without the second a heading, or text. */
type Row = readonly [left: string, right?: string];

const leftColumns = 30;

/** A text as lines of at most `columns`; a word that is longer stands over. */
const linesOf = (text: string, columns: number): readonly string[] => {
	const lines = [''];
	for (const word of text.split(' ')) {
		const last = lines.at(-1) ?? '';
		if (last === '') lines[lines.length - 1] = word;
		else if (last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
		else lines.push(word);
	}
	return lines;
};

const drawn = ([left, right]: Row, columns: number): readonly string[] => {
	if (right === undefined) return linesOf(left, columns);
	const beside = linesOf(right, Math.max(24, columns - leftColumns - 1));
	const start = `  ${left}`;
	// Too long for its column, it has a line of its own.
	const rows = start.length < leftColumns ? beside : ['', ...beside];
	return rows.map((line, index) => (index === 0 ? start : '').padEnd(leftColumns) + (line === '' ? '' : ` ${line}`));
};

const answersOf = (command: CommandName | undefined) => {
	if (command === undefined) return questions;
	const {answers}: CommandSpec = commands[command];
	return questions.filter(({id}) => answers.includes(id));
};

const optionsOf = (command: CommandName | undefined) =>
	Object.entries(optionSpecs as Readonly<Record<string, OptionSpec>>).filter(
		([, {of}]) => command === undefined || of === undefined || of.includes(command),
	);

const section = (title: string, rows: readonly Row[]): readonly Row[] =>
	rows.length > 0 ? [[''], [title], ...rows] : [];

const introOf = (command: CommandName | undefined): readonly Row[] => {
	if (command !== undefined) {
		const {operands, about} = commands[command];
		return [
			[`privatelink-wizard ${command}: ${about}.`],
			[''],
			[`Usage: privatelink-wizard ${command}${operands === '' ? '' : ` ${operands}`} [options]`],
		];
	}
	return [
		['privatelink-wizard: build, show and test AWS PrivateLink.'],
		[''],
		['Usage: privatelink-wizard [COMMAND] [options]'],
		['Without a command: the wizard. COMMAND --help says what concerns that command alone.'],
		...section(
			'Commands',
			Object.entries(commands).map(([name, {about}]) => [name, about]),
		),
	];
};

const exitCodes: readonly Row[] = [
	['0 / 1', 'done / failed, or something foreign is left'],
	['2', 'usage, or settings or account that do not match the deployment'],
	['3', 'an answer or a decision is needed and nobody can be asked'],
	['4 / 5', 'rejected or declined / built, but verification failed'],
	['130 / 129 / 143', 'interrupted / by SIGHUP / by SIGTERM'],
	['141', 'nobody reads the output any more'],
	['any', 'session -- COMMAND: that of the command'],
];

/**
 * The text of `--help`, of one command or of all: from the same data that parses the command line.
 * `columns`: of the terminal; lines are broken between words where one is shown.
 */
export const helpText = (command?: CommandName, columns = Number.POSITIVE_INFINITY): string => {
	const options = optionsOf(command);
	const hasScenarios = options.some(([name]) => name === 'scenario');
	const rows: readonly Row[] = [
		...introOf(command),
		...section(
			'Answers (each has a default)',
			answersOf(command).map(({flag, label, help}) => [`--${flag} …`, `${label}: ${help}`]),
		),
		...section(
			'Options',
			options.map(([name, {short, value, help}]) => [
				`${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`,
				help,
			]),
		),
		...(hasScenarios
			? section('Scenarios (--scenario)', [
					...Object.entries(scenarios),
					[noScenario, 'no trouble (any more)'],
					['FILE.json', 'your own: templates/scenarios/README.md says what may stand in it'],
				])
			: []),
		...(command === undefined
			? [...section('Environment', Object.entries(environment)), ...section('Exit codes', exitCodes)]
			: []),
	];
	return rows.flatMap(each => drawn(each, columns)).join('\n');
};
