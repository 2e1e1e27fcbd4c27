import {Box, Text} from 'ink';
import {KeyLayer} from '../key-scope.tsx';
import {type KeyHint, type KeyTable, keyLabel, mergeHints} from '../keys.ts';
import {proseLines} from '../prose.ts';
import {displayWidth, padEnd} from '../text.ts';
import type {Symbols} from '../theme.ts';
import {useKeySnapshot, useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {ScrollView} from './scroll-view.tsx';

const keyTable: KeyTable<'close'> = [{keys: ['escape', '?', 'enter', 'q'], hint: 'close help', action: 'close'}];

export type HelpOverlayProps = {
	readonly columns: number;
	readonly rows: number;
	/** What the screen is for, in prose; paragraphs are divided by newlines. */
	readonly text?: string;
	readonly onClose: () => void;
};

/** Explains the screen beneath and lists every key that works there. */
export const HelpOverlay = (props: HelpOverlayProps) => (
	<KeyLayer>
		<HelpPage {...props} />
	</KeyLayer>
);

const HelpPage = ({columns, rows, text = '', onClose}: HelpOverlayProps) => {
	const {symbols, tones} = useTheme();
	const {hints} = useKeySnapshot();
	useKeys(keyTable, onClose);
	const keys = helpRows(hints[0] ?? [], symbols);
	const keyColumns = Math.max(...keys.map(([names]) => displayWidth(names)));
	return (
		<ScrollView columns={columns} rows={rows}>
			{text !== '' && (
				<Box paddingBottom={1} width={columns}>
					<Text>{proseLines(text, columns).join('\n')}</Text>
				</Box>
			)}
			{keys.map(([names, meaning]) => (
				<Box key={`${names} ${meaning}`} width={columns}>
					<Box flexShrink={0}>
						<Text {...tones.accent}>{padEnd(names, keyColumns + 2)}</Text>
					</Box>
					<Text>{meaning}</Text>
				</Box>
			))}
		</ScrollView>
	);
};

const always: KeyHint = {keys: ['ctrl-c'], hint: 'stop after what is in flight; once more: leave'};

const helpRows = (hints: readonly KeyHint[], symbols: Symbols): readonly (readonly [string, string])[] =>
	mergeHints([...hints, always]).map(({keys, hint, help}) => [
		[...new Set(keys)].map(key => keyLabel(key, symbols)).join(' '),
		help ?? hint,
	]);
