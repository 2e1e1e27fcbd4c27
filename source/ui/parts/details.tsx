import {Text} from 'ink';
import type {Copyable} from '../copyables.ts';
import {KeyLayer} from '../key-scope.tsx';
import type {KeyTable} from '../keys.ts';
import {proseLines} from '../prose.ts';
import {cutEnd} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {Copying} from './copying.tsx';
import {ScrollView} from './scroll-view.tsx';

const keyTable: KeyTable<'close'> = [{keys: ['escape', 'enter', 'q'], hint: 'close', action: 'close'}];

export type DetailsProps = {
	readonly title: string;
	readonly text: string;
	readonly columns: number;
	readonly rows: number;
	/** What of it can be copied. */
	readonly copyables?: readonly Copyable[];
	readonly onClose: () => void;
};

/** The whole text about one thing, over the screen. */
export const Details = (props: DetailsProps) => (
	<KeyLayer>
		<Page {...props} />
	</KeyLayer>
);

const Page = ({title, text, columns, rows, copyables = [], onClose}: DetailsProps) => {
	const {symbols} = useTheme();
	useKeys(keyTable, onClose);
	return (
		<Copying items={copyables} columns={columns} rows={rows}>
			<Text bold>{cutEnd(title, columns, symbols.ellipsis)}</Text>
			<ScrollView columns={columns} rows={Math.max(1, rows - 1)}>
				{proseLines(text, columns).map((line, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: the lines never change their places
					<Text key={index} wrap="truncate">
						{line === '' ? ' ' : line}
					</Text>
				))}
			</ScrollView>
		</Copying>
	);
};
