import {Box, Text, useStdout} from 'ink';
import {type ReactNode, useState} from 'react';
import {clipboardSequence} from '../clipboard.ts';
import type {Copyable} from '../copyables.ts';
import {KeyLayer} from '../key-scope.tsx';
import type {KeyTable} from '../keys.ts';
import {proseLines} from '../prose.ts';
import {cutEnd} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {SelectList} from './select-list.tsx';

const openKeys: KeyTable<'open'> = [
	{keys: ['c'], hint: 'copy', help: 'copy an id to the clipboard, or select it by hand', isAside: true, action: 'open'},
];
const closeKeys: KeyTable<'close'> = [{keys: ['escape', 'c', 'q'], hint: 'close', action: 'close'}];

export type CopyingProps = {
	readonly items: readonly Copyable[];
	readonly columns: number;
	readonly rows: number;
	readonly isActive?: boolean;
	/** What the list covers while it is open. */
	readonly children: ReactNode;
};

/** Gives what it holds a key that copies what stands there. */
export const Copying = ({items, columns, rows, isActive = true, children}: CopyingProps) => {
	const [isOpen, setOpen] = useState(false);
	useKeys(items.length > 0 ? openKeys : [], () => setOpen(true), {isActive});
	const isCovering = isOpen && items.length > 0;
	return (
		<>
			<Box display={isCovering ? 'none' : 'flex'} flexDirection="column" flexShrink={0}>
				{children}
			</Box>
			{isCovering && (
				<KeyLayer>
					<CopyList items={items} columns={columns} rows={rows} onClose={() => setOpen(false)} />
				</KeyLayer>
			)}
		</>
	);
};

type CopyListProps = Pick<CopyingProps, 'items' | 'columns' | 'rows'> & {readonly onClose: () => void};

/** Everything there is to copy; the one with the pointer stands below it whole. */
const CopyList = ({items, columns, rows, onClose}: CopyListProps) => {
	const {symbols, tones} = useTheme();
	const {stdout} = useStdout();
	const [pointed, setPointed] = useState('0');
	const [copied, setCopied] = useState<string>();
	useKeys(closeKeys, onClose);
	const value = items[Number(pointed)]?.value ?? '';
	const whole = proseLines(value, columns);
	// Title, a blank above and below the value, two rows of what is said of it.
	const listRows = Math.max(2, rows - whole.length - 5);
	const words =
		copied === value
			? `${symbols.marks.good} Sent to the clipboard of this terminal. If it takes none from programs, select the text above.`
			: 'Enter sends it to the clipboard of this terminal.';
	return (
		<Box flexDirection="column" flexShrink={0}>
			<Text bold>Copy</Text>
			<SelectList
				label="Copy"
				choices={items.map(({label, value: text}, index) => ({
					value: String(index),
					label: cutEnd(label, Math.floor(columns / 2), symbols.ellipsis),
					detail: text,
				}))}
				columns={columns}
				rows={listRows}
				chooseHint="copy"
				onMove={setPointed}
				onChoose={index => {
					const chosen = items[Number(index)]?.value ?? '';
					// It draws nothing, so that no frame is disturbed.
					stdout.write(clipboardSequence(chosen));
					setCopied(chosen);
				}}
			/>
			<Box height={1} flexShrink={0} />
			{whole.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the lines never change their places
				<Text key={index} bold wrap="truncate">
					{line}
				</Text>
			))}
			<Box height={1} flexShrink={0} />
			{proseLines(words, columns).map(line => (
				<Text key={line} wrap="truncate" {...(copied === value ? tones.good : tones.muted)}>
					{line}
				</Text>
			))}
		</Box>
	);
};
