import {Box, Text} from 'ink';
import {useState} from 'react';
import {cutEnd} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {clampOffset, windowWords} from '../viewport.ts';
import {type ScrollPosition, scroll, scrollKeys} from './scroll-view.tsx';

export type LogViewProps = {
	readonly count: number;
	/** Only what is in view is asked for. */
	readonly lineAt: (index: number) => string;
	readonly columns: number;
	readonly rows: number;
};

/** Lines that are added to, however many; stays at the end until the person scrolls up. */
export const LogView = ({count, lineAt, columns, rows}: LogViewProps) => {
	const {symbols, tones} = useTheme();
	const [position, setPosition] = useState<ScrollPosition>('end');
	const viewRows = count > rows ? Math.max(1, rows - 1) : rows;
	const offset = clampOffset(position === 'end' ? count : position, viewRows, count);
	const shown = Math.min(viewRows, count);
	useKeys(scrollKeys, move => setPosition(scroll(position, move, {rows: viewRows, count, isFollowing: true})), {
		isPart: true,
	});
	return (
		<Box flexDirection="column" flexShrink={0} width={columns} height={rows}>
			{Array.from({length: shown}, (_, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the lines never change their places
				<Text key={offset + row} wrap="truncate">
					{cutEnd(lineAt(offset + row), columns, symbols.ellipsis)}
				</Text>
			))}
			{count > rows && <Text {...tones.muted}>{windowWords({offset, rows: viewRows}, count)}</Text>}
		</Box>
	);
};
