import {Box, type DOMElement, Text} from 'ink';
import {useRef} from 'react';
import type {KeyTable} from '../keys.ts';
import {cutEnd, displayWidth} from '../text.ts';
import {useCursorAt} from '../use-cursor-at.ts';
import {useIsOnTop, useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {editText, fieldWindow, type TextFieldAction, type TextFieldState, textOf} from './text-field-state.ts';

type Action = TextFieldAction | {readonly type: 'submit'};

const keyTable: KeyTable<Action> = [
	{keys: ['enter'], hint: 'confirm', action: {type: 'submit'}},
	{keys: ['left'], hint: '', help: 'move in the text', action: {type: 'left'}},
	{keys: ['right'], hint: '', help: 'move in the text', action: {type: 'right'}},
	{keys: ['home', 'ctrl-a'], hint: '', help: 'to the start of the text', action: {type: 'home'}},
	{keys: ['end', 'ctrl-e'], hint: '', help: 'to the end of the text', action: {type: 'end'}},
	{keys: ['backspace'], hint: '', help: 'delete', action: {type: 'backspace'}},
	{keys: ['delete', 'ctrl-d'], hint: '', help: 'delete', action: {type: 'delete'}},
	{keys: ['ctrl-w'], hint: '', help: 'delete the word before', action: {type: 'delete-word'}},
	{keys: ['ctrl-u'], hint: '', help: 'delete all before', action: {type: 'delete-to-start'}},
	{keys: ['ctrl-k'], hint: '', help: 'delete all behind', action: {type: 'delete-to-end'}},
];

export type TextFieldProps = {
	readonly label: string;
	readonly field: TextFieldState;
	readonly columns: number;
	readonly placeholder?: string;
	readonly isActive?: boolean;
	readonly onChange: (field: TextFieldState) => void;
	/** Enter. */
	readonly onSubmit: (text: string) => void;
};

/** One line of text to edit; the state is the caller's. */
export const TextField = (props: TextFieldProps) => {
	const {label, field, columns, placeholder = '', isActive = true, onChange, onSubmit} = props;
	const {symbols, tones} = useTheme();
	const box = useRef<DOMElement>(null);
	const isOnTop = useIsOnTop();
	const onAction = (action: Action) => {
		if (action.type === 'submit') onSubmit(textOf(field));
		else onChange(editText(field, action));
	};
	useKeys(keyTable, onAction, {isActive, isPart: true, onText: text => onAction({type: 'insert', text})});
	const {text, cursor} = fieldWindow(field, columns, symbols.ellipsis);
	useCursorAt(box, isActive && isOnTop ? {x: cursor, y: 0} : undefined);
	const isEmpty = displayWidth(text) === 0;
	return (
		<Box ref={box} width={columns} height={1} flexShrink={0} overflow="hidden" aria-role="textbox" aria-label={label}>
			<Text wrap="truncate" underline={isActive} {...(isEmpty ? tones.muted : tones.plain)}>
				{isEmpty ? cutEnd(placeholder, columns, symbols.ellipsis) || ' ' : text}
			</Text>
		</Box>
	);
};
