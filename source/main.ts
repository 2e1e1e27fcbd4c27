import {setMaxListeners} from 'node:events';
import process from 'node:process';
import type {Command, Surroundings} from './commands/command.ts';
import {UserError} from './errors.ts';
import {type CommandName, helpText, parseFlags} from './flags.ts';
import {watchSignals} from './shutdown.ts';
import {homeOf} from './store/home.ts';

/** Each command is loaded when it is called, and with it what it needs. */
const loaders: Readonly<Record<CommandName, () => Promise<Command>>> = {
	up: async () => (await import('./commands/up.ts')).up,
	demo: async () => (await import('./commands/demo.ts')).demo,
	verify: async () => (await import('./commands/verify.ts')).verify,
	status: async () => (await import('./commands/status.ts')).status,
	list: async () => (await import('./commands/status.ts')).list,
	down: async () => (await import('./commands/down.ts')).down,
	plan: async () => (await import('./commands/plan.ts')).plan,
	profile: async () => (await import('./commands/profile.ts')).profile,
};

/** Set by the build from package.json. */
declare const PACKAGE_VERSION: string;

const writeTo =
	(stream: NodeJS.WriteStream) =>
	(line: string): void => {
		stream.write(`${line}\n`);
	};

const runCommand = async (argv: readonly string[], surroundings: Surroundings): Promise<number> => {
	const invocation = parseFlags(argv);
	if (invocation.version) {
		surroundings.write(PACKAGE_VERSION);
		return 0;
	}
	if (invocation.help) {
		surroundings.write(helpText());
		return 0;
	}
	if (invocation.command === undefined) {
		surroundings.warn(helpText());
		return 2;
	}
	const command = await loaders[invocation.command]();
	return await command(invocation, surroundings);
};

const explain = (error: unknown, {warn, env}: Surroundings): number => {
	if (error instanceof UserError) {
		warn(error.message);
		for (const step of error.nextSteps) warn(`  ${step}`);
		return error.exitCode;
	}
	warn(`Something went wrong that should not: ${error instanceof Error ? error.message : String(error)}`);
	warn(
		env['DEBUG'] ? String((error as Error).stack) : '  Run it again with DEBUG=1 to see where, and please report it.',
	);
	return 1;
};

/** Runs the program: the command line to an exit code. The only place that sets it. */
export const main = async (): Promise<void> => {
	// Every task that waits listens to the one signal that ends the run: far more than the ten that Node takes for a leak.
	setMaxListeners(0);
	const warn = writeTo(process.stderr);
	const shutdown = watchSignals(warn);
	const surroundings: Surroundings = {
		env: process.env,
		home: homeOf(process.env),
		write: writeTo(process.stdout),
		warn,
		signal: shutdown.signal,
	};
	let exitCode: number;
	try {
		exitCode = await runCommand(process.argv.slice(2), surroundings);
	} catch (error) {
		exitCode = shutdown.signal.aborted && error === shutdown.signal.reason ? 130 : explain(error, surroundings);
	}
	shutdown.finish();
	process.exitCode = shutdown.exitCode() ?? exitCode;
};
