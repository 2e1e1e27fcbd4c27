import {Box, Text} from 'ink';
import {cutEnd} from '../text.ts';
import {useKeySnapshot} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {hintWords, layHints} from './hint-words.ts';

export type KeyHintsProps = {readonly columns: number; readonly rows: number};

/** The bottom lines: the keys that work now, of the screen and of all its parts. */
export const KeyHints = ({columns, rows}: KeyHintsProps) => {
	const {symbols, tones} = useTheme();
	const {layer, hints} = useKeySnapshot();
	const words = hintWords(hints[layer] ?? [], symbols);
	return (
		<Box flexDirection="column" height={rows} flexShrink={0} overflow="hidden" aria-hidden>
			{layHints(words, {columns, rows, separator: symbols.separator}).map(line => (
				<Text key={line} {...tones.muted} wrap="truncate">
					{cutEnd(line, columns, symbols.ellipsis)}
				</Text>
			))}
		</Box>
	);
};
