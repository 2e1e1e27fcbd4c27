import {Box, Text} from 'ink';
import {useTheme} from '../use-theme.ts';

export type ProgressBarProps = {
	/** Of the bar and its percentage. */
	readonly columns: number;
	/** From 0 to 1. */
	readonly fraction: number;
	readonly label: string;
};

const percentageColumns = 5;

/** How many cells of a bar are full: all of them only when everything is done. */
export const fullCells = (fraction: number, cells: number): number =>
	fraction >= 1 ? cells : Math.max(0, Math.min(cells - 1, Math.floor(fraction * cells)));

/** A bar with its percentage in figures; only what is finished counts as 100 %. */
export const ProgressBar = ({columns, fraction, label}: ProgressBarProps) => {
	const {symbols, tones} = useTheme();
	const cells = Math.max(1, columns - percentageColumns);
	const full = fullCells(fraction, cells);
	const percentage = `${fullCells(fraction, 100)}%`;
	return (
		<Box height={1} flexShrink={0} aria-role="progressbar" aria-label={`${label}: ${percentage}`}>
			<Text wrap="truncate">
				<Text {...tones.accent}>{symbols.barDone.repeat(full)}</Text>
				<Text {...tones.muted}>{symbols.barLeft.repeat(cells - full)}</Text>
				{percentage.padStart(percentageColumns)}
			</Text>
		</Box>
	);
};
