import {execFile} from 'node:child_process';
import {setTimeout as delay} from 'node:timers/promises';
import {awsCli} from './tools.ts';

/** An answer of the CLI, as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: what comes back is the judge's to say; the tests read what they expect.
export type Answer = any;

/** An error that the service answered, as the CLI tells it. */
export class CliError extends Error {
	readonly code: string;

	constructor(args: readonly string[], stderr: string) {
		super(`aws ${args.join(' ')}: ${stderr.trim()}`);
		this.name = 'CliError';
		this.code = /An error occurred \(([^)]+)\)/.exec(stderr)?.[1] ?? '';
	}
}

/** Codes by which AWS says that it does not know yet what was just made. */
const fresh = /NotFound$|^(InvalidSubnet|SubnetNotFound|InvalidSecurityGroup)$/;

/** Between two looks, ms: each of them costs a process. */
const pause = 500;

/** `aws …` against an endpoint; no more than a few processes at a time. */
export const createCli = (endpoint: string, env: Readonly<Record<string, string>>, atOnce = 3) => {
	let free = atOnce;
	const waiting: (() => void)[] = [];

	const once = (args: readonly string[]): Promise<Answer> =>
		new Promise((resolve, reject) => {
			const all = ['--endpoint-url', endpoint, '--output', 'json', ...args];
			execFile(awsCli, all, {env, maxBuffer: 2 ** 24}, (error, stdout, stderr) => {
				free++;
				waiting.shift()?.();
				if (error) reject(new CliError(args, stderr || error.message));
				else resolve(stdout.trim() === '' ? {} : JSON.parse(stdout));
			});
		});

	const aws = async (...args: readonly string[]): Promise<Answer> => {
		while (free === 0) await new Promise<void>(resolve => waiting.push(resolve));
		free--;
		return once(args);
	};

	/** Calls again while the answer is one of the codes. */
	const insist = async (codes: RegExp, ...args: readonly string[]): Promise<Answer> => {
		for (let attempt = 1; ; attempt++) {
			try {
				return await aws(...args);
			} catch (error) {
				if (!(error instanceof CliError && codes.test(error.code)) || attempt === 60) throw error;
				await delay(pause);
			}
		}
	};

	/** Looks until `reached` holds. */
	const until = async (reached: (answer: Answer) => boolean, ...args: readonly string[]): Promise<Answer> => {
		for (let attempt = 1; ; attempt++) {
			const answer = await insist(fresh, ...args);
			if (reached(answer)) return answer;
			if (attempt === 100) throw new Error(`aws ${args.join(' ')} still answers ${JSON.stringify(answer)}`);
			await delay(pause);
		}
	};

	return {aws, insist, until, onFresh: (...args: readonly string[]) => insist(fresh, ...args)};
};

export type Cli = ReturnType<typeof createCli>;
