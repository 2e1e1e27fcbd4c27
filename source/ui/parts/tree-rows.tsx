import {Box, Text} from 'ink';
import type {KeyTable} from '../keys.ts';
import {cutEnd, displayWidth, padEnd, padStart} from '../text.ts';
import {markTones, type Symbols} from '../theme.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {windowAround, windowWords} from '../viewport.ts';
import {moveKeys} from './move-keys.ts';
import {Row} from './row.tsx';
import {Spinner} from './spinner.tsx';
import {
	changeTree,
	pointedRow,
	type TreeAction,
	type TreeNode,
	type TreeRow,
	type TreeView,
	visibleRows,
} from './tree.ts';

type Action = TreeAction | {readonly type: 'open'};

const treeKeys: KeyTable<Action> = [
	...moveKeys,
	{keys: ['left'], hint: 'fold', action: {type: 'fold'}},
	{keys: ['right'], hint: 'fold', action: {type: 'unfold'}},
];
const followKeys: KeyTable<Action> = [
	{keys: ['f'], hint: 'follow', help: 'follow what happens, or stop following', action: {type: 'follow'}},
];
const openKeys: KeyTable<Action> = [{keys: ['enter'], hint: 'details', action: {type: 'open'}}];

export type TreeRowsProps = {
	readonly label: string;
	readonly nodes: readonly TreeNode[];
	readonly view: TreeView;
	readonly columns: number;
	/** In all, the line that says which rows show included. */
	readonly rows: number;
	/** The row to follow while the view follows. */
	readonly follow?: string | undefined;
	readonly hasDetails?: boolean;
	readonly isActive?: boolean;
	readonly onView: (view: TreeView) => void;
	/** Enter on a row. */
	readonly onOpen?: (id: string) => void;
};

/** A foldable tree: symbol and word for the state of each row, its detail at the right. */
export const TreeRows = (props: TreeRowsProps) => {
	const {label, nodes, view, columns, rows, follow, hasDetails = true, isActive = true, onView, onOpen} = props;
	const {tones} = useTheme();
	const visible = visibleRows(nodes, view.folded);
	const context = {nodes, view, follow};
	const pointed = pointedRow(context);
	const isCut = visible.length > rows;
	const shown = windowAround(pointed, isCut ? Math.max(1, rows - 1) : rows, visible.length);
	const onAction = (action: Action) => {
		const id = visible[pointed]?.node.id;
		if (action.type !== 'open') onView(changeTree(context, action, shown.rows));
		else if (id !== undefined) onOpen?.(id);
	};
	const table = [...treeKeys, ...(follow === undefined ? [] : followKeys), ...(onOpen ? openKeys : [])];
	useKeys(table, onAction, {isActive, isPart: true});
	const widths = rightWidths(visible, hasDetails);
	return (
		<Box flexDirection="column" flexShrink={0} aria-role="list" aria-label={label}>
			{visible.slice(shown.offset, shown.offset + shown.rows).map((row, index) => (
				<TreeLine
					key={row.node.id}
					row={row}
					columns={columns}
					widths={widths}
					isSelected={isActive && shown.offset + index === pointed}
				/>
			))}
			{isCut && <Text {...tones.muted}>{windowWords(shown, visible.length)}</Text>}
		</Box>
	);
};

/** Columns of the words and of the details: the widest of all rows, so that nothing jumps while scrolling. */
type RightWidths = {readonly word: number; readonly detail: number};

const rightWidths = (rows: readonly TreeRow[], hasDetails: boolean): RightWidths => ({
	word: Math.max(0, ...rows.map(({node}) => displayWidth(node.word))),
	detail: hasDetails ? Math.max(0, ...rows.map(({node}) => displayWidth(node.detail ?? ''))) : 0,
});

/** What a label keeps, with all that stands before it, when there are details. */
const leastLabel = 34;

/** The end of a row: word, then detail, each in its column; the detail goes first where there is no room. */
const rightOf = ({word, detail = ''}: TreeNode, widths: RightWidths, columns: number): string => {
	// A row without either leaves the room to its label.
	if (word === '' && detail === '') return '';
	const words = padEnd(word, widths.word);
	if (widths.detail === 0 || columns < widths.word + widths.detail + leastLabel) return words;
	return `${words}  ${padStart(detail, widths.detail)}`;
};

const foldSymbol = (fold: TreeRow['fold'], symbols: Symbols): string =>
	fold === 'none' ? ' ' : fold === 'folded' ? symbols.folded : symbols.unfolded;

type TreeLineProps = {
	readonly row: TreeRow;
	readonly columns: number;
	readonly widths: RightWidths;
	readonly isSelected: boolean;
};

const TreeLine = ({row: {node, depth, fold}, columns, widths, isSelected}: TreeLineProps) => {
	const {symbols, tones} = useTheme();
	const start = `${isSelected ? symbols.pointer : ' '} ${'  '.repeat(depth)}${foldSymbol(fold, symbols)} `;
	// In reverse a colour would be a block.
	const tone = isSelected ? 'plain' : markTones[node.mark];
	const right = rightOf(node, widths, columns);
	// One cell for the mark, one blank behind it, two before the right part.
	const room = Math.max(0, columns - displayWidth(start) - displayWidth(right) - 4);
	return (
		<Box aria-role="listitem" aria-label={`${node.label}: ${node.word}`}>
			<Row columns={columns} isSelected={isSelected}>
				{start}
				{node.mark === 'busy' ? <Spinner tone={tone} /> : <Text {...tones[tone]}>{symbols.marks[node.mark]}</Text>}
				{` ${padEnd(cutEnd(node.label, room, symbols.ellipsis), room)}  ${right}`}
			</Row>
		</Box>
	);
};
