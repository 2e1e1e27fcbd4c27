import {describe, expect, it} from 'vitest';
import {showPlainLog} from '../../source/ui/plain-log.ts';
import {playedRun, recordRuns} from '../helpers/played-run.ts';

const open = async () => {
	const {up} = await recordRuns();
	const run = playedRun(up);
	run.playTo(({type}) => type === 'decision-needed');
	let written = '';
	let press = () => {};
	const stop = new AbortController();
	const shown = showPlainLog({
		real: {
			write: text => {
				written += text;
			},
			readRaw: onChunk => {
				press = () => onChunk('x');
				return () => {
					press = () => {};
				};
			},
		},
		run,
		signal: stop.signal,
	});
	return {
		run,
		up,
		stop,
		shown,
		press: () => press(),
		lines: () => written.split('\r\n').slice(0, -1),
	};
};

describe('the log as plain lines', () => {
	it('has every event of the run on a line of its own, uncut, then the way back', async () => {
		const {run, lines, press, shown} = await open();
		expect(lines()).toHaveLength(run.events().length + 1);
		expect(lines().join('\n')).toMatch(/Load balancer.*CreateLoadBalancer: arn:\S+$/im);
		expect(lines().at(-2)).toMatch(/waits for a decision$/);
		expect(lines().at(-1)).toBe('Any key goes back to the screens.');
		press();
		await shown;
	});

	it('goes on with the run until a key', async () => {
		const {run, up, lines, press, shown} = await open();
		run.playTo(up.length);
		expect(lines().at(-1)).toContain('finished: ');
		const count = lines().length;
		press();
		await shown;
		expect(lines()).toHaveLength(count);
	});

	it('ends when its screen is gone', async () => {
		const {stop, shown} = await open();
		stop.abort();
		await shown;
	});
});
