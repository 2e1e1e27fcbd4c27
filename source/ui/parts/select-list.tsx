import {Box, Text} from 'ink';
import {useState} from 'react';
import type {KeyTable} from '../keys.ts';
import {cutEnd, graphemes} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import type {Move} from '../viewport.ts';
import {type Choices, matching, moveTo, rowOf} from './choice.ts';
import {ChoiceRows} from './choice-rows.tsx';
import {moveKeys} from './move-keys.ts';

type Action =
	| {readonly type: 'move'; readonly move: Move}
	| {readonly type: 'choose' | 'shorten-query' | 'clear-query'};

const chooseKeys = (hint: string): KeyTable<Action> => [...moveKeys, {keys: ['enter'], hint, action: {type: 'choose'}}];

const queryKeys: KeyTable<Action> = [
	{keys: ['backspace'], hint: '', help: 'shorten the search', action: {type: 'shorten-query'}},
	{keys: ['escape', 'ctrl-u'], hint: 'all', help: 'end the search', action: {type: 'clear-query'}},
];

export type SelectListProps<Value extends string> = {
	readonly label: string;
	readonly choices: Choices<Value>;
	readonly columns: number;
	/** In all, the search line included. */
	readonly rows: number;
	/** Where the pointer stands at first. */
	readonly initial?: Value;
	/** Typing narrows the list. */
	readonly isSearchable?: boolean;
	readonly isActive?: boolean;
	/** What Enter does, in a word. */
	readonly chooseHint?: string;
	readonly onChoose: (value: Value) => void;
	/** The pointer stands on another row. */
	readonly onMove?: (value: Value) => void;
};

/** A list to choose one from. */
export const SelectList = <Value extends string>(props: SelectListProps<Value>) => {
	const {label, choices, columns, rows, initial, isSearchable = false, isActive = true, onChoose, onMove} = props;
	const keys = chooseKeys(props.chooseHint ?? 'choose');
	const {symbols, tones} = useTheme();
	const [pointed, setPointed] = useState(initial);
	const [query, setQuery] = useState('');
	const found = matching(choices, query);
	const listRows = Math.max(1, rows - (isSearchable ? 1 : 0));
	const row = rowOf(found, pointed);
	const point = (value: Value | undefined) => {
		if (value === undefined || value === found[row]?.value) return;
		setPointed(value);
		onMove?.(value);
	};
	const search = (next: string) => {
		setQuery(next);
		const matches = matching(choices, next);
		point(matches[rowOf(matches, pointed)]?.value);
	};
	const onAction = (action: Action) => {
		if (action.type === 'move') point(moveTo(found, pointed, action.move, listRows));
		else if (action.type === 'clear-query') search('');
		else if (action.type === 'shorten-query') search(graphemes(query).slice(0, -1).join(''));
		else if (found[row]) onChoose(found[row].value);
	};
	useKeys(query === '' ? keys : [...keys, ...queryKeys], onAction, {
		isActive,
		isPart: true,
		onText: isSearchable ? text => search(query + text) : undefined,
	});
	const words = query === '' ? 'Type to search' : `Search: ${query}`;
	return (
		<Box flexDirection="column" flexShrink={0} aria-role="listbox" aria-label={label}>
			{isSearchable && <Text {...tones.muted}>{cutEnd(words, columns, symbols.ellipsis)}</Text>}
			<ChoiceRows choices={found} row={row} columns={columns} rows={listRows} isActive={isActive} role="option" />
			{found.length === 0 && <Text {...tones.muted}>{query === '' ? 'Nothing to choose' : 'Nothing matches'}</Text>}
		</Box>
	);
};
