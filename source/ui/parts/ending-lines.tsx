import {Box, Text} from 'ink';
import {proseLines} from '../prose.ts';
import type {RunEnding} from '../run-ending.ts';
import {markTones} from '../theme.ts';
import {useTheme} from '../use-theme.ts';

export type EndingLinesProps = {readonly ending: RunEnding; readonly columns: number};

/** How a run ended: what, then why. */
export const EndingLines = ({ending: {mark, title, text}, columns}: EndingLinesProps) => {
	const {symbols, tones} = useTheme();
	const tone = tones[markTones[mark]];
	return (
		<Box flexDirection="column" flexShrink={0}>
			<Text bold {...tone}>
				{`${symbols.marks[mark]} ${proseLines(title, columns - 2).join('\n  ')}`}
			</Text>
			{text.map(paragraph => (
				<Text key={paragraph}>{proseLines(paragraph, columns).join('\n')}</Text>
			))}
		</Box>
	);
};
