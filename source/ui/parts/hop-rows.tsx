import {Box, Text} from 'ink';
import {proseLines} from '../prose.ts';
import type {Hop} from '../request-hops.ts';
import {cutMiddle, displayWidth, padEnd} from '../text.ts';
import {markTones} from '../theme.ts';
import {useTheme} from '../use-theme.ts';

export type HopRowsProps = {readonly hops: readonly Hop[]; readonly columns: number};

/** The way of the request from top to bottom: station, ids, what was proved. */
export const HopRows = ({hops, columns}: HopRowsProps) => {
	const {symbols, tones} = useTheme();
	const labelColumns = Math.max(...hops.map(({label}) => displayWidth(label))) + 2;
	const room = columns - 2;
	const isBeside = (ids: string) => labelColumns + displayWidth(ids) <= room;
	return (
		<Box flexDirection="column" flexShrink={0}>
			{hops.map(({label, ids, mark, proof}) => {
				const text = ids.join(' ');
				return (
					<Box key={label} flexDirection="column" flexShrink={0}>
						<Text wrap="truncate">
							<Text {...tones[markTones[mark]]}>{symbols.marks[mark]} </Text>
							{padEnd(label, labelColumns)}
							{isBeside(text) && <Text {...tones.muted}>{text}</Text>}
						</Text>
						{!isBeside(text) && <Text {...tones.muted}>{`  ${cutMiddle(text, room, symbols.ellipsis)}`}</Text>}
						<Text>{`  ${proseLines(proof, room).join('\n  ')}`}</Text>
					</Box>
				);
			})}
		</Box>
	);
};
