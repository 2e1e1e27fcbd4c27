import {Box, Text} from 'ink';
import {useState} from 'react';
import {cutEnd, displayWidth} from '../text.ts';
import {useTheme} from '../use-theme.ts';
import {TextField} from './text-field.tsx';
import {textFieldOf, textOf} from './text-field-state.ts';

export type TypedConfirmationProps = {
	/** What has to be typed, letter by letter. */
	readonly word: string;
	/** What it does, as it goes on after "to": `build on AWS`. */
	readonly purpose: string;
	readonly columns: number;
	readonly isActive?: boolean;
	readonly onConfirm: () => void;
};

/** Asks for a word instead of a key, so that nobody confirms by habit. Two rows, a third when the word was another. */
export const TypedConfirmation = ({word, purpose, columns, isActive = true, onConfirm}: TypedConfirmationProps) => {
	const {symbols, tones} = useTheme();
	const [field, setField] = useState(textFieldOf(''));
	const [refused, setRefused] = useState<string>();
	const onSubmit = (typed: string) => {
		if (typed === word) onConfirm();
		else setRefused(typed);
	};
	const lead = `${symbols.pointer} `;
	const fieldColumns = columns - displayWidth(lead);
	const objection = refused === '' ? `Nothing typed: it takes ${word}.` : `"${refused}" is not ${word}.`;
	return (
		<Box flexDirection="column" flexShrink={0}>
			<Text bold>{cutEnd(`Type ${word} to ${purpose}`, columns, symbols.ellipsis)}</Text>
			<Box>
				<Text {...tones.accent}>{lead}</Text>
				<TextField
					label={`Type ${word} to ${purpose}`}
					field={field}
					columns={fieldColumns}
					isActive={isActive}
					onChange={next => {
						setField(next);
						if (textOf(next) !== refused) setRefused(undefined);
					}}
					onSubmit={onSubmit}
				/>
			</Box>
			{refused !== undefined && <Text {...tones.warning}>{cutEnd(objection, columns, symbols.ellipsis)}</Text>}
		</Box>
	);
};
