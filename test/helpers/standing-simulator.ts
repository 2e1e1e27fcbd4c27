import {spawn} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {packageRoot, plainEnvironment} from './bin.ts';
import {stoppedAfterTest} from './children.ts';

/** A call as the simulator logs it. */
export type LoggedCall = {
	readonly service: string;
	readonly operation: string;
	readonly account: string;
	readonly region: string;
	readonly mutating: boolean;
	readonly error?: string;
};

export type StandingSimulator = {
	/** `http://127.0.0.1:PORT`. */
	readonly endpoint: string;
	readonly port: number;
	/** The calls so far. */
	readonly calls: () => readonly LoggedCall[];
	/** Ends it by a signal; its exit code, or null where the signal ended it. */
	readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
};

/** The built bin's `simulator`, once it serves; killed at the end of the test. */
export const standingSimulator = (home: string, args: readonly string[] = []): Promise<StandingSimulator> =>
	new Promise((resolve, reject) => {
		const words = [path.join(packageRoot, 'dist/cli.js'), 'simulator', '--output', 'json', ...args];
		const child = spawn(process.execPath, words, {env: plainEnvironment(home), stdio: ['ignore', 'pipe', 'inherit']});
		const forget = stoppedAfterTest(() => child.kill('SIGKILL'));
		const ended = new Promise<number | null>(over => child.on('close', over));
		void ended.then(code => {
			forget();
			reject(new Error(`The simulator ended with ${code}`));
		});
		let said = '';
		const lines = () =>
			said
				.split('\n')
				.slice(0, -1)
				.map(line => JSON.parse(line));
		child.stdout.setEncoding('utf8').on('data', chunk => {
			said += chunk;
			const [first] = lines();
			if (first?.type !== 'simulator-started') return;
			resolve({
				endpoint: first.endpoint,
				port: Number(new URL(first.endpoint).port),
				calls: () => lines().slice(1),
				end: signal => {
					child.kill(signal);
					return ended;
				},
			});
		});
	});
