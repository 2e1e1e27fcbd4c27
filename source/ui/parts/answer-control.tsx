import {Box, Text} from 'ink';
import {useState} from 'react';
import {unreachable} from '../../errors.ts';
import type {Question} from '../../plan/questions.ts';
import type {Settings} from '../../plan/settings.ts';
import type {RegionFacts} from '../ports.ts';
import {type Control, zoneChoices, zonesAnswer, zonesOf, zonesProblem} from '../question.ts';
import {displayWidth} from '../text.ts';
import {useTheme} from '../use-theme.ts';
import {MultiSelect} from './multi-select.tsx';
import {SelectList} from './select-list.tsx';
import {TextField} from './text-field.tsx';
import type {TextFieldState} from './text-field-state.ts';

export type AnswerControlProps = {
	readonly question: Question;
	readonly control: Control;
	/** All answers as they stand. */
	readonly settings: Settings;
	/** What is typed, where the answer is typed. */
	readonly field: TextFieldState;
	readonly columns: number;
	/** What a list may take. */
	readonly rows: number;
	readonly onField: (field: TextFieldState) => void;
	/** Enter. */
	readonly onAnswer: (text: string) => void;
};

/** What an answer is given with. */
export const AnswerControl = (props: AnswerControlProps) => {
	const {question, control, settings, field, columns, rows, onField, onAnswer} = props;
	const {symbols, tones} = useTheme();
	const {label} = question;
	const place = {label, columns, rows};
	switch (control.type) {
		case 'text': {
			const lead = `${symbols.pointer} `;
			const fieldColumns = columns - displayWidth(lead);
			const placeholder = question.id === 'azs' ? `the first two that offer ${settings.instanceType}` : '';
			return (
				<Box flexShrink={0}>
					<Text {...tones.accent}>{lead}</Text>
					<TextField
						label={label}
						field={field}
						columns={fieldColumns}
						placeholder={placeholder}
						onChange={onField}
						onSubmit={onAnswer}
					/>
				</Box>
			);
		}
		case 'choices':
			return (
				<SelectList
					{...place}
					choices={control.choices}
					initial={question.read(settings)}
					isSearchable={control.isSearchable}
					onChoose={onAnswer}
				/>
			);
		case 'zones':
			return <ZoneList {...place} facts={control.facts} settings={settings} onAnswer={onAnswer} />;
		default:
			return unreachable(control);
	}
};

type ZoneListProps = Pick<AnswerControlProps, 'settings' | 'columns' | 'rows' | 'onAnswer'> & {
	readonly label: string;
	readonly facts: RegionFacts;
};

/** The zones of the region, two of them checked. */
const ZoneList = ({label, facts, settings, columns, rows, onAnswer}: ZoneListProps) => {
	const [checked, setChecked] = useState(() => {
		const wanted = zonesOf(facts, settings.azs);
		return wanted.length > 0 ? wanted : zonesOf(facts, []);
	});
	const problem = checked.length === 0 ? undefined : zonesProblem(facts, checked);
	return (
		<MultiSelect
			label={label}
			choices={zoneChoices(facts, settings.instanceType)}
			checked={checked}
			columns={columns}
			rows={Math.min(rows, facts.zones.length + 1)}
			objection={problem?.message}
			onChange={setChecked}
			onSubmit={chosen => onAnswer(chosen.length === 0 ? '' : zonesAnswer(facts, chosen))}
		/>
	);
};
