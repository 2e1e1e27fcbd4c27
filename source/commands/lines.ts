import type {Clock} from '../clock.ts';
import {emptyRun, project} from '../engine/projection.ts';
import {jsonReporter} from '../reporters/json.ts';
import {heartbeat, plainReporter} from '../reporters/plain.ts';
import type {Reporter} from '../reporters/reporter.ts';
import type {Surroundings} from './command.ts';

/** After so long without a line a person wonders whether anything still happens; ms of the person's own time. */
const longestSilence = 30_000;

/** What a run that is told line by line needs of its output. */
export type Lines = {
	readonly tell: Reporter;
	/** Keeps lines back while `work` has the terminal to itself, for a question. */
	readonly aside: <T>(work: () => Promise<T>) => Promise<T>;
};

/** Tells the runs of `work` on stdout: one event a line, or lines for people with a sign of life in between. */
export const withLines = async <T>(
	{mode, write}: Pick<Surroundings, 'mode' | 'write'>,
	clock: Pick<Clock, 'now'>,
	work: (lines: Lines) => Promise<T>,
): Promise<T> => {
	if (mode === 'json') return await work({tell: jsonReporter(write), aside: aside => aside()});
	let kept: string[] | undefined;
	let state = emptyRun;
	let toldAt = performance.now();
	const say = (line: string) => {
		toldAt = performance.now();
		if (kept) kept.push(line);
		else write(line);
	};
	const report = plainReporter(say);
	const timer = setInterval(() => {
		if (!kept && performance.now() - toldAt >= longestSilence) say(heartbeat(state, clock.now()));
	}, 1000);
	timer.unref();
	try {
		return await work({
			tell: event => {
				state = project(state, event);
				report(event);
			},
			aside: async aside => {
				kept ??= [];
				try {
					return await aside();
				} finally {
					const lines = kept;
					kept = undefined;
					for (const line of lines) say(line);
				}
			},
		});
	} finally {
		clearInterval(timer);
	}
};
