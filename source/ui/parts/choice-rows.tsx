import {Box, Text} from 'ink';
import {cutEnd, displayWidth, padEnd} from '../text.ts';
import {useTheme} from '../use-theme.ts';
import {windowAround, windowWords} from '../viewport.ts';
import type {Choice, Choices} from './choice.ts';
import {Row} from './row.tsx';

export type ChoiceRowsProps<Value extends string> = {
	readonly choices: Choices<Value>;
	/** The row with the pointer; -1: none. */
	readonly row: number;
	readonly columns: number;
	/** Of the rows, with the line that says which of them show. */
	readonly rows: number;
	readonly isActive: boolean;
	/** Stands before the label, as wide on every row: a check box. */
	readonly prefix?: (choice: Choice<Value>) => string;
	readonly role: 'option' | 'checkbox';
	readonly isChecked?: (choice: Choice<Value>) => boolean;
};

/** The visible rows of a list; a last line tells where one is when not all fit. */
export const ChoiceRows = <Value extends string>(props: ChoiceRowsProps<Value>) => {
	const {choices, row, columns, rows, isActive, prefix = () => '', role, isChecked} = props;
	const {symbols, tones} = useTheme();
	const isCut = choices.length > rows;
	const shown = windowAround(Math.max(0, row), isCut ? Math.max(1, rows - 1) : rows, choices.length);
	return (
		<Box flexDirection="column" flexShrink={0}>
			{choices.slice(shown.offset, shown.offset + shown.rows).map((choice, index) => {
				const isSelected = isActive && shown.offset + index === row;
				const isDisabled = choice.disabledReason !== undefined;
				const text = choiceText(
					choice,
					`${isSelected ? symbols.pointer : ' '} ${prefix(choice)}`,
					columns,
					symbols.ellipsis,
				);
				const state = {disabled: isDisabled, selected: isSelected, checked: isChecked?.(choice)};
				return (
					<Box key={choice.value} aria-role={role} aria-state={state}>
						<Row columns={columns} isSelected={isSelected}>
							<Text {...(isDisabled ? tones.muted : tones.plain)}>{text}</Text>
						</Row>
					</Box>
				);
			})}
			{isCut && <Text {...tones.muted}>{windowWords(shown, choices.length)}</Text>}
		</Box>
	);
};

/** Label at the left, detail at the right; the detail goes first where both do not fit. */
const choiceText = <Value extends string>(
	{label, detail, disabledReason}: Choice<Value>,
	start: string,
	columns: number,
	ellipsis: string,
): string => {
	const left = start + label;
	const right = disabledReason ?? detail ?? '';
	const room = columns - displayWidth(left) - 2;
	if (room < Math.min(8, displayWidth(right))) return padEnd(cutEnd(left, columns, ellipsis), columns);
	const end = cutEnd(right, room, ellipsis);
	return padEnd(left, columns - displayWidth(end)) + end;
};
