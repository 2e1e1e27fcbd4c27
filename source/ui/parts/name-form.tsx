import {Box, Text} from 'ink';
import {useState} from 'react';
import {KeyLayer} from '../key-scope.tsx';
import type {KeyTable} from '../keys.ts';
import {cutEnd, displayWidth} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {TextField} from './text-field.tsx';
import {textFieldOf, textOf} from './text-field-state.ts';

const keyTable: KeyTable<'cancel'> = [{keys: ['escape'], hint: 'cancel', action: 'cancel'}];

export type NameFormProps = {
	readonly title: string;
	readonly initial: string;
	readonly columns: number;
	/** What is wrong with a name; while it says something, Enter does nothing. */
	readonly objectionTo: (name: string) => string | undefined;
	/** What a name would come to. */
	readonly remarkOn?: (name: string) => string | undefined;
	readonly onSubmit: (name: string) => void;
	readonly onCancel: () => void;
};

/** Asks for a name in three rows; while it is open, it takes every key. */
export const NameForm = (props: NameFormProps) => (
	<KeyLayer>
		<Form {...props} />
	</KeyLayer>
);

const Form = ({title, initial, columns, objectionTo, remarkOn, onSubmit, onCancel}: NameFormProps) => {
	const {symbols, tones} = useTheme();
	const [field, setField] = useState(textFieldOf(initial));
	const name = textOf(field).trim();
	const objection = objectionTo(name);
	const lead = `${symbols.pointer} `;
	useKeys(keyTable, onCancel);
	return (
		<Box flexDirection="column" flexShrink={0} height={3} overflow="hidden">
			<Text bold>{cutEnd(title, columns, symbols.ellipsis)}</Text>
			<Box>
				<Text {...tones.accent}>{lead}</Text>
				<TextField
					label={title}
					field={field}
					columns={columns - displayWidth(lead)}
					onChange={setField}
					onSubmit={() => {
						if (objection === undefined) onSubmit(name);
					}}
				/>
			</Box>
			<Text {...(objection === undefined ? tones.muted : tones.warning)}>
				{cutEnd(objection ?? remarkOn?.(name) ?? ' ', columns, symbols.ellipsis)}
			</Text>
		</Box>
	);
};
