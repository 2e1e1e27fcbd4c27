import {Text} from 'ink';
import {elapsed} from '../../reporters/words.ts';
import {blanks, cutEnd, cutMiddle, padEnd, padStart} from '../text.ts';
import {cellsOf, type Timeline, worthShowing} from '../timeline.ts';
import {useTheme} from '../use-theme.ts';

export type TimelineRowsProps = {readonly timeline: Timeline; readonly columns: number};

/** Columns of the duration beside a bar. */
const timeColumns = 8;

/** All bars on one time axis. Full cells lie on the longest path, light ones had time to spare. */
export const TimelineRows = ({timeline, columns}: TimelineRowsProps) => {
	const {symbols, tones} = useTheme();
	const labelColumns = Math.min(40, Math.max(22, Math.floor(columns * 0.4)));
	const cells = Math.max(4, columns - labelColumns - timeColumns);
	const shown = worthShowing(timeline, cells);
	const hidden = timeline.bars.length - shown.length;
	const end = elapsed(timeline.length);
	const legend = ` on the longest path${hidden > 0 ? `; ${hidden} short ones left out` : ''}`;
	return (
		<>
			<Text bold>Where the time went</Text>
			<Text {...tones.muted} wrap="truncate">
				{`${blanks(labelColumns)}0:00${padStart(end, cells - 4)}`}
			</Text>
			{shown.map(bar => {
				const {before, own} = cellsOf(bar, timeline.length, cells);
				const row = (bar.isLongest ? symbols.barDone : symbols.barLeft).repeat(own);
				return (
					<Text key={bar.id} wrap="truncate">
						{padEnd(cutMiddle(bar.label, labelColumns - 1, symbols.ellipsis), labelColumns)}
						{blanks(before)}
						<Text {...(bar.isLongest ? tones.accent : tones.muted)}>{row}</Text>
						{blanks(cells - before - own)}
						{padStart(elapsed(bar.end - bar.start), timeColumns)}
					</Text>
				);
			})}
			<Text wrap="truncate">
				<Text {...tones.accent}>{symbols.barDone}</Text>
				<Text {...tones.muted}>{cutEnd(legend, columns - 1, symbols.ellipsis)}</Text>
			</Text>
		</>
	);
};
