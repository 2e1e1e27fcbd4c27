import {Box, Text} from 'ink';
import {cutProse} from '../prose.ts';
import type {Tone} from '../theme.ts';
import {useTheme} from '../use-theme.ts';

export type ProseProps = {
	readonly text: string;
	readonly columns: number;
	/** At most; what does not fit is cut and marked. */
	readonly rows: number;
	readonly tone?: Tone;
	/** Takes all its rows, so that what stands below does not move. */
	readonly isFixed?: boolean;
};

/** Running text in its place. */
export const Prose = ({text, columns, rows, tone = 'plain', isFixed = false}: ProseProps) => {
	const {symbols, tones} = useTheme();
	return (
		<Box flexDirection="column" flexShrink={0} width={columns} height={isFixed ? rows : undefined} overflow="hidden">
			{cutProse(text, {columns, rows}, symbols.ellipsis).map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the lines never change their places
				<Text key={index} {...tones[tone]} wrap="truncate">
					{line === '' ? ' ' : line}
				</Text>
			))}
		</Box>
	);
};
