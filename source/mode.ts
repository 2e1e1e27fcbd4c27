import type {Invocation, Output} from './flags.ts';

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
