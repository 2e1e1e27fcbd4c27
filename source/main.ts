import {randomUUID} from 'node:crypto';
import {setMaxListeners} from 'node:events';
import process from 'node:process';
import {inAscii, isUnicode} from './ascii.ts';
import type {CommandName} from './command-line.ts';
import type {Command, Surroundings} from './commands/command.ts';
import {keepCrash} from './crash-log.ts';
import type {RunEvent, RunOutcome} from './engine/events.ts';
import {asFileTrouble, UserError, usageError} from './errors.ts';
import {type Invocation, parseFlags} from './flags.ts';
import {helpText} from './help.ts';
import {chooseMode, isUnattended, screensObstacle, type Terminals} from './mode.ts';
import {watchSignals} from './shutdown.ts';
import {homeOf} from './store/home.ts';

/** Each command is loaded when it is called, and with it what it needs. */
const loaders: Readonly<Record<CommandName, () => Promise<Command>>> = {
	up: async () => (await import('./commands/up.ts')).up,
	demo: async () => (await import('./commands/demo.ts')).demo,
	approve: async () => (await import('./commands/approve.ts')).approve,
	verify: async () => (await import('./commands/verify.ts')).verify,
	session: async () => (await import('./commands/session.ts')).session,
	status: async () => (await import('./commands/status.ts')).status,
	list: async () => (await import('./commands/status.ts')).list,
	down: async () => (await import('./commands/down.ts')).down,
	plan: async () => (await import('./commands/plan.ts')).plan,
	profile: async () => (await import('./commands/profile.ts')).profile,
	simulator: async () => (await import('./commands/simulator.ts')).simulator,
};

/** Without a command: the home screen; where there are no screens, its question in a line. */
const loadHome = async ({mode}: Surroundings): Promise<Command> =>
	mode === 'tree'
		? (await import('./commands/wizard.ts')).home
		: (await import('./commands/home-in-lines.ts')).homeInLines;

/** Set by the build from package.json. */
declare const PACKAGE_VERSION: string;

const writeTo =
	(stream: NodeJS.WriteStream) =>
	(line: string): void => {
		stream.write(`${line}\n`);
	};

/** Where the program runs: before the command line is read, as errors in it are told, too. */
type Process = Omit<Surroundings, 'mode' | 'ask'>;

/** Lines for people; JSON is UTF-8 everywhere. */
const inLocale: (line: string) => string = isUnicode(process.env) ? line => line : inAscii;

const terminals = (): Terminals => ({
	stdinIsTerminal: process.stdin.isTTY === true,
	stdoutIsTerminal: process.stdout.isTTY === true,
});

/** Adds how the command tells what happens, and whom it may ask: nobody on a build server, and never for JSON. */
const surroundingsFor = async (invocation: Invocation, base: Process): Promise<Surroundings> => {
	const obstacle = screensObstacle(invocation, base.env, terminals());
	if (invocation.output === 'tree' && obstacle !== undefined) {
		throw usageError(`--output tree needs a terminal to draw on: ${obstacle}.`, [
			'Leave it out, or use --output plain.',
		]);
	}
	const mode = chooseMode(invocation, base.env, terminals());
	const isAttended = process.stdin.isTTY && process.stderr.isTTY && !isUnattended(base.env);
	const said = mode === 'json' ? base : {...base, write: (line: string) => base.write(inLocale(line))};
	if (mode === 'json' || !isAttended) return {...said, mode};
	return {...said, mode, ask: (await import('./prompts.ts')).terminalAsker};
};

/** The region of the AWS profile stands in for AWS_REGION where that is not set; the simulator looks at neither. */
const placedIn = async ({simulate, awsProfile}: Invocation, env: Process['env']): Promise<Process['env']> => {
	if (simulate || env['AWS_REGION'] || env['AWS_DEFAULT_REGION']) return env;
	const {profileRegion} = await import('./aws/profile-region.ts');
	const region = await profileRegion(awsProfile, env);
	return region === undefined ? env : {...env, AWS_REGION: region};
};

const runCommand = async (argv: readonly string[], base: Process): Promise<number> => {
	const invocation = parseFlags(argv);
	if (invocation.version) {
		base.write(PACKAGE_VERSION);
		return 0;
	}
	if (invocation.help) {
		base.write(inLocale(helpText(invocation.command, process.stdout.columns)));
		return 0;
	}
	if (invocation.scenario !== undefined) {
		const {checkScenario} = await import('./commands/scenario.ts');
		checkScenario(invocation, base.cwd);
	}
	const surroundings = await surroundingsFor(invocation, {...base, env: await placedIn(invocation, base.env)});
	const command = await (invocation.command === undefined ? loadHome(surroundings) : loaders[invocation.command]());
	return await command(invocation, surroundings);
};

/** Commands that promise a `run-finished` as the last event of their JSON. */
const runs = ['up', 'demo', 'down', 'verify', 'approve'];

const isRunInJson = (argv: readonly string[]): boolean =>
	/--output[= ]json\b/.test(argv.join(' ')) && argv.some(word => runs.includes(word));

const outcomes: Readonly<Record<number, RunOutcome>> = {3: 'needs-input', 4: 'declined', 130: 'interrupted'};

/** The end of a run that could not even start, or whose own end was not told. */
const lastEvent = (exitCode: number, error: unknown): RunEvent => ({
	at: new Date().toISOString(),
	runId: randomUUID(),
	type: 'run-finished',
	outcome: outcomes[exitCode] ?? 'failed',
	message: error instanceof Error ? error.message : String(error),
});

const explain = (error: unknown, {warn, reportCrash}: Process): number => {
	if (!(error instanceof UserError)) {
		reportCrash(error);
		return 1;
	}
	warn(error.message);
	for (const step of error.nextSteps) warn(`  ${step}`);
	return error.exitCode;
};

/** Says what a bug was and where its trace is kept: the trace itself says nothing to the person. */
const crashReporter =
	(folder: string, warn: (line: string) => void) =>
	(error: unknown): void => {
		const file = keepCrash(folder, error);
		warn(`Something went wrong that should not: ${error instanceof Error ? error.message : String(error)}`);
		warn(`  ${file ? `Its trace is in ${file}: please report it.` : 'Please report it.'}`);
		warn('  What was built stands as the journal says; the same command goes on with it.');
	};

/** Says lines on a terminal that screens may hold: what is said then waits until they let go. */
const createVoice = (say: (line: string) => void) => {
	let kept: string[] | undefined;
	return {
		warn: (line: string) => {
			if (kept) kept.push(line);
			else say(line);
		},
		/** Only worth saying at once: screens say it themselves. */
		remark: (line: string) => {
			if (!kept) say(line);
		},
		hold: () => {
			kept ??= [];
			return () => {
				const lines = kept ?? [];
				kept = undefined;
				for (const line of lines) say(line);
			};
		},
	};
};

/** Resolves when everything written so far has left the process. */
const drained = (stream: NodeJS.WriteStream): Promise<void> =>
	new Promise(resolve => stream.write('', () => resolve()));

/** Runs the program: the command line to an exit code. The only place that sets it. */
export const main = async (): Promise<void> => {
	// Every task that waits listens to the one signal that ends the run: far more than the ten that Node takes for a leak.
	setMaxListeners(0);
	const {warn, remark, hold} = createVoice(line => writeTo(process.stderr)(inLocale(line)));
	const home = homeOf(process.env);
	const reportCrash = crashReporter(home.logs, warn);
	const shutdown = watchSignals(remark, reportCrash);
	const holdTerminal = (restore: () => void) => {
		const release = hold();
		const takeBack = shutdown.onExit(() => {
			restore();
			release();
		});
		return () => {
			takeBack();
			release();
		};
	};
	const writeOut = writeTo(process.stdout);
	let isFinished = false;
	const base: Process = {
		env: process.env,
		cwd: process.cwd(),
		home,
		write: line => {
			isFinished = line.includes('"type":"run-finished"');
			writeOut(line);
		},
		warn,
		signal: shutdown.signal,
		onExit: shutdown.onExit,
		stopIsTheEnd: shutdown.stopIsTheEnd,
		holdTerminal,
		reportCrash,
	};
	const argv = process.argv.slice(2);
	let exitCode: number;
	try {
		exitCode = await runCommand(argv, base);
	} catch (thrown) {
		const error = asFileTrouble(thrown);
		exitCode = shutdown.signal.aborted && error === shutdown.signal.reason ? 130 : explain(error, base);
		if (isRunInJson(argv) && !isFinished) base.write(JSON.stringify(lastEvent(exitCode, error)));
	}
	shutdown.finish();
	process.exitCode = shutdown.exitCode() ?? exitCode;
	if (process.exitCode < 128) return;
	// Interrupted: a request that nobody waits for any more must not hold the process.
	await Promise.all([drained(process.stdout), drained(process.stderr)]);
	process.exit();
};
