import {Box, Text} from 'ink';
import type {RunState} from '../../engine/projection.ts';
import type {RunHandle} from '../ports.ts';
import {progressOf, progressWords} from '../run-progress.ts';
import {countWords} from '../task-words.ts';
import {cutEnd, displayWidth, padEnd} from '../text.ts';
import {breakpoints} from '../theme.ts';
import {useTheme} from '../use-theme.ts';
import {ProgressBar} from './progress-bar.tsx';

export type RunStatusProps = {
	readonly run: RunHandle;
	readonly state: RunState;
	/** AWS time, ms. */
	readonly now: number;
	readonly columns: number;
};

/** Columns from which on counts and times share a row: by the columns alone, so that nothing below ever moves. */
const isWide = (columns: number): boolean => columns >= breakpoints.sidePanel;

/** Rows that it takes. */
export const runStatusRows = (columns: number): number => (isWide(columns) ? 2 : 3);

const statusLines = ({run, state, now, columns}: RunStatusProps, times: string): readonly string[] => {
	const speed = run.speed() > 1 ? `, time ${times}${Math.round(run.speed())}` : '';
	const all = countWords(state);
	// Nothing failed is what goes first where there is no room.
	const counts = displayWidth(all) > columns ? all.replace(', 0 failed', '') : all;
	const progress = `${progressWords(progressOf(state, now), state)}${speed}`;
	if (!isWide(columns)) return [counts, progress];
	return [`${padEnd(counts, columns - displayWidth(progress) - 2)}  ${progress}`];
};

/** How a run stands as a whole: counts that add up to the plan, times, a bar by the expected time. */
export const RunStatus = (props: RunStatusProps) => {
	const {state, now, columns} = props;
	const {symbols} = useTheme();
	return (
		<Box flexDirection="column" flexShrink={0}>
			{statusLines(props, symbols.times).map((line, index) => (
				<Text key={index === 0 ? 'counts' : 'times'} bold={index === 0} wrap="truncate">
					{cutEnd(line, columns, symbols.ellipsis)}
				</Text>
			))}
			<ProgressBar columns={columns} fraction={progressOf(state, now).fraction} label="Progress of the run" />
		</Box>
	);
};
