import {Box, Text} from 'ink';
import {KeyLayer} from '../key-scope.tsx';
import type {KeyTable} from '../keys.ts';
import {proseLines} from '../prose.ts';
import {cutEnd} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {ScrollView} from './scroll-view.tsx';

const keyTable: KeyTable<'close'> = [{keys: ['escape', 'enter', 'q'], hint: 'close', action: 'close'}];

export type DetailsProps = {
	readonly title: string;
	readonly text: string;
	readonly columns: number;
	readonly rows: number;
	readonly onClose: () => void;
};

/** The whole text about one thing, over the screen. */
export const Details = (props: DetailsProps) => (
	<KeyLayer>
		<Page {...props} />
	</KeyLayer>
);

const Page = ({title, text, columns, rows, onClose}: DetailsProps) => {
	const {symbols} = useTheme();
	useKeys(keyTable, onClose);
	return (
		<Box flexDirection="column" flexShrink={0}>
			<Text bold>{cutEnd(title, columns, symbols.ellipsis)}</Text>
			<ScrollView columns={columns} rows={Math.max(1, rows - 1)}>
				{proseLines(text, columns).map((line, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: the lines never change their places
					<Text key={index} wrap="truncate">
						{line === '' ? ' ' : line}
					</Text>
				))}
			</ScrollView>
		</Box>
	);
};
