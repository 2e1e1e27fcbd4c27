import {Box, Text} from 'ink';
import {render} from 'ink-testing-library';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {BeatProvider, beatInterval} from '../../../source/ui/beat.tsx';
import {fullCells, ProgressBar} from '../../../source/ui/parts/progress-bar.tsx';
import {Spinner} from '../../../source/ui/parts/spinner.tsx';
import {themeFor} from '../../../source/ui/theme.ts';
import {ThemeContext} from '../../../source/ui/use-theme.ts';

afterEach(() => {
	vi.useRealTimers();
});

const spinners = (count: number) => (
	<BeatProvider>
		<Box>
			{Array.from({length: count}, (_, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the spinners never change their places
				<Spinner key={index} />
			))}
		</Box>
	</BeatProvider>
);

describe('spinners', () => {
	it('turn together, in one frame for all of them', async () => {
		vi.useFakeTimers();
		const {frames, lastFrame, unmount} = render(spinners(3));
		await vi.advanceTimersByTimeAsync(beatInterval * 4);
		expect(new Set(frames)).toEqual(new Set(['|||', '///', '---', '\\\\\\']));
		expect(lastFrame()).toBe('|||');
		unmount();
	});

	it('stop the clock when the last of them is gone', async () => {
		vi.useFakeTimers();
		const {rerender, unmount} = render(spinners(2));
		await vi.advanceTimersByTimeAsync(beatInterval);
		rerender(spinners(0));
		await vi.advanceTimersByTimeAsync(beatInterval);
		expect(vi.getTimerCount()).toBe(0);
		unmount();
	});
});

describe('a progress bar', () => {
	it.each([
		[0, '.....................................   0%'],
		[0.5, '##################...................  50%'],
		[0.9999, '####################################.  99%'],
		[1, '##################################### 100%'],
		[7, '##################################### 100%'],
	])('at %s is full only when everything is done', (fraction, bar) => {
		const {lastFrame} = render(
			<ThemeContext value={themeFor({})}>
				<ProgressBar columns={42} fraction={fraction} label="Whole run" />
				<Text>below</Text>
			</ThemeContext>,
		);
		expect(lastFrame()).toBe(`${bar}\nbelow`);
	});

	it('never runs over', () => {
		for (const fraction of [-1, 0, 0.3, 1, 2]) {
			expect(fullCells(fraction, 10)).toBeGreaterThanOrEqual(0);
			expect(fullCells(fraction, 10)).toBeLessThanOrEqual(10);
		}
	});
});
