import {spawn} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import type {RunEvent} from '../../source/engine/events.ts';
import {stoppedAfterTest} from './children.ts';

export {temporaryFolder} from './temporary-folder.ts';

export const packageRoot = path.resolve(import.meta.dirname, '../..');

export type Finished = {readonly code: number | null; readonly stdout: string; readonly stderr: string};

/** The environment of a user with nothing configured: no AWS, no colours forced, no CI, a home of its own. */
export const plainEnvironment = (home: string): Record<string, string> => ({
	PATH: process.env['PATH'] ?? '',
	HOME: home,
	TERM: 'xterm-256color',
	LANG: 'C.UTF-8',
	PRIVATELINK_WIZARD_HOME: home,
	// No credentials means none: not even a look at the instance metadata address.
	AWS_EC2_METADATA_DISABLED: 'true',
});

/** Runs a program to its end with stdin closed; `onStdout` sees the output so far after each chunk. */
export const run = (
	command: string,
	args: readonly string[],
	options: {
		readonly env: Record<string, string>;
		readonly cwd?: string;
		readonly onStdout?: (soFar: string, kill: (signal: NodeJS.Signals) => void) => void;
	},
): Promise<Finished> =>
	new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd: options.cwd ?? packageRoot,
			env: options.env,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const forget = stoppedAfterTest(() => child.kill('SIGKILL'));
		let stdout = '';
		let stderr = '';
		child.stdout.setEncoding('utf8').on('data', chunk => {
			stdout += chunk;
			options.onStdout?.(stdout, signal => child.kill(signal));
		});
		child.stderr.setEncoding('utf8').on('data', chunk => {
			stderr += chunk;
		});
		child.on('error', reject);
		child.on('close', code => {
			forget();
			resolve({code, stdout, stderr});
		});
	});

/** The built bin, run by the Node that runs the tests. */
export const bin = (
	args: readonly string[],
	{home, ...rest}: {readonly home: string; readonly onStdout?: Parameters<typeof run>[2]['onStdout']},
): Promise<Finished> =>
	run(process.execPath, [path.join(packageRoot, 'dist/cli.js'), ...args], {...rest, env: plainEnvironment(home)});

/** The events of `--output json`. */
export const eventsOf = ({stdout}: Finished): readonly RunEvent[] =>
	stdout
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line) as RunEvent);

/** The one event of a type. */
export const eventOf = <Type extends RunEvent['type']>(
	events: readonly RunEvent[],
	type: Type,
): Extract<RunEvent, {type: Type}> => {
	const found = events.filter(event => event.type === type);
	if (found.length !== 1) throw new Error(`${found.length} events of type ${type}`);
	return found[0] as Extract<RunEvent, {type: Type}>;
};
