import {Box, Text} from 'ink';
import {useState} from 'react';
import type {KeyTable} from '../keys.ts';
import {cutEnd} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import type {Move} from '../viewport.ts';
import {type Choices, moveTo, rowOf} from './choice.ts';
import {ChoiceRows} from './choice-rows.tsx';
import {moveKeys} from './move-keys.ts';

type Action = {readonly type: 'move'; readonly move: Move} | {readonly type: 'toggle' | 'submit'};

const keyTable: KeyTable<Action> = [
	...moveKeys,
	{keys: ['space'], hint: 'check', action: {type: 'toggle'}},
	{keys: ['enter'], hint: 'confirm', action: {type: 'submit'}},
];

export type MultiSelectProps<Value extends string> = {
	readonly label: string;
	readonly choices: Choices<Value>;
	readonly checked: readonly Value[];
	readonly columns: number;
	/** In all, the line for the objection included. */
	readonly rows: number;
	/** What is wrong with what is checked; while it says something, Enter does nothing. */
	readonly objection?: string;
	readonly isActive?: boolean;
	/** In the order of the choices. */
	readonly onChange: (checked: readonly Value[]) => void;
	readonly onSubmit: (checked: readonly Value[]) => void;
};

/** A list to choose several from; what is checked is the caller's. */
export const MultiSelect = <Value extends string>(props: MultiSelectProps<Value>) => {
	const {label, choices, checked, columns, rows, objection, isActive = true, onChange, onSubmit} = props;
	const {symbols, tones} = useTheme();
	const [pointed, setPointed] = useState<Value | undefined>(checked[0]);
	const row = rowOf(choices, pointed);
	const listRows = Math.max(1, rows - 1);
	const onAction = (action: Action) => {
		if (action.type === 'move') setPointed(moveTo(choices, pointed, action.move, listRows));
		else if (action.type === 'toggle') {
			const isToggled = (value: Value) => checked.includes(value) !== (value === choices[row]?.value);
			onChange(choices.map(({value}) => value).filter(isToggled));
		} else if (objection === undefined) onSubmit(checked);
	};
	useKeys(keyTable, onAction, {isActive, isPart: true});
	return (
		<Box
			flexDirection="column"
			flexShrink={0}
			aria-role="listbox"
			aria-label={label}
			aria-state={{multiselectable: true}}
		>
			<ChoiceRows
				choices={choices}
				row={row}
				columns={columns}
				rows={listRows}
				isActive={isActive}
				prefix={({value}) => `${checked.includes(value) ? symbols.checked : symbols.unchecked} `}
				role="checkbox"
				isChecked={({value}) => checked.includes(value)}
			/>
			{objection !== undefined && <Text {...tones.warning}>{cutEnd(objection, columns, symbols.ellipsis)}</Text>}
		</Box>
	);
};
