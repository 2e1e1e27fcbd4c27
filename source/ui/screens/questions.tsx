import {Box, Text} from 'ink';
import {useState} from 'react';
import {type Answers, type Question, type QuestionId, type VpcSide, vpcSides} from '../../plan/questions.ts';
import type {KeyTable} from '../keys.ts';
import {AddressTable} from '../parts/address-table.tsx';
import {AnswerControl} from '../parts/answer-control.tsx';
import {Frame, useLayout} from '../parts/frame.tsx';
import {Prose} from '../parts/prose.tsx';
import {StepList, StepStrip} from '../parts/step-list.tsx';
import {textFieldOf, textOf} from '../parts/text-field-state.ts';
import {proseLines} from '../prose.ts';
import {
	answerOf,
	type Control,
	controlOf,
	draftOf,
	introOf,
	type PlaceFacts,
	questionOf,
	remarkOn,
} from '../question.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';

const backKeys: KeyTable<'back'> = [{keys: ['escape'], hint: 'back', action: 'back'}];
const suggestionKeys: KeyTable<'take'> = [
	{keys: ['tab'], hint: 'take suggestion', help: 'put the suggested answer into the field', action: 'take'},
];

export type QuestionsScreenProps = {
	readonly target: string;
	readonly asking: QuestionId;
	readonly answers: Answers;
	/** One answer is edited from the review. */
	readonly isEditing: boolean;
	readonly facts: PlaceFacts;
	/** The full names of the deployments that stand where this one is to be built. */
	readonly standing: readonly string[];
	readonly onAnswer: (id: QuestionId, text: string) => void;
	readonly onBack: () => void;
};

/** One question: its control, what is wrong with the answer, and for addresses what it comes to. */
export const QuestionsScreen = (props: QuestionsScreenProps) => {
	const {asking, target, isEditing} = props;
	const question = questionOf(asking);
	return (
		<Frame title={isEditing ? `Edit ${question.label}` : 'Questions'} target={target} help={helpOn(question)}>
			<Body key={asking} question={question} {...props} />
		</Frame>
	);
};

const helpOn = ({label, help, flag}: Question): string =>
	`${label}: ${help}.\nEnter takes what stands there; Esc goes back and leaves the answer as it was. Nothing is built before the review is confirmed. On the command line: --${flag}.`;

const sideOf = (id: QuestionId): VpcSide | undefined => vpcSides.find(side => id.startsWith(side));

/** Columns between the question and the side panel. */
const gutter = 3;

const introRows = 2;
const noteRows = 3;

const rowsOf = (text: string | undefined, columns: number, most: number): number =>
	text === undefined ? 0 : Math.min(most, proseLines(text, columns).length);

const Body = (props: QuestionsScreenProps & {readonly question: Question}) => {
	const {question, asking, answers, isEditing, facts, standing} = props;
	const {body, hasSidePanel} = useLayout();
	const [given] = useState(() => answerOf(question, answers));
	const [field, setField] = useState(textFieldOf(given));
	const {problem: flaw, settings} = draftOf(question, answers, textOf(field));
	// What is found meanwhile does not take the field from whoever types.
	const control: Control = textOf(field) === given ? controlOf(question, facts) : {type: 'text'};
	const problem = control.type === 'text' ? flaw : undefined;
	useKeys(problem ? suggestionKeys : [], () => setField(textFieldOf(problem?.suggestion ?? '')));
	useKeys(backKeys, props.onBack);

	const panelColumns = hasSidePanel ? Math.min(62, Math.floor(body.columns / 2)) : 0;
	const columns = hasSidePanel ? body.columns - panelColumns - gutter : body.columns;
	const gap = body.rows >= 14 ? 1 : 0;
	const hasStrip = !isEditing && !hasSidePanel;
	const intro = introOf(question, control, settings);
	const note = problem
		? `${problem.message} Tab takes ${problem.suggestion}`
		: remarkOn(question, facts, settings, standing);
	const above = (hasStrip ? 1 + gap : 0) + 1 + rowsOf(intro, columns, introRows) + gap;
	const notes = rowsOf(note, columns - 2, noteRows);
	const table = (rows: number) => {
		const side = sideOf(asking);
		const width = hasSidePanel ? panelColumns : columns;
		const isSuggested = problem !== undefined;
		return (
			side && <AddressTable settings={settings} side={side} columns={width} rows={rows} isSuggested={isSuggested} />
		);
	};
	return (
		<Box>
			<Box flexDirection="column" width={columns} flexShrink={0}>
				{hasStrip && <StepStrip asking={asking} columns={columns} />}
				{hasStrip && <Box height={gap} flexShrink={0} />}
				<Text bold>{question.label}</Text>
				<Prose text={intro} columns={columns} rows={introRows} tone="muted" />
				<Box height={gap} flexShrink={0} />
				<AnswerControl
					question={question}
					control={control}
					settings={settings}
					field={field}
					columns={columns}
					rows={Math.max(3, body.rows - above - notes)}
					onField={setField}
					onAnswer={text => {
						if (!problem) props.onAnswer(asking, text);
					}}
				/>
				{note !== undefined && <Note text={note} isFlaw={problem !== undefined} columns={columns} />}
				<Box height={gap} flexShrink={0} />
				{!hasSidePanel && table(body.rows - above - 1 - notes - gap)}
			</Box>
			{hasSidePanel && (
				<Box flexDirection="column" marginLeft={gutter} width={panelColumns} flexShrink={0}>
					<StepList asking={asking} answers={answers} columns={panelColumns} />
					<Box height={1} flexShrink={0} />
					{table(body.rows - 7)}
				</Box>
			)}
		</Box>
	);
};

type NoteProps = {readonly text: string; readonly isFlaw: boolean; readonly columns: number};

const Note = ({text, isFlaw, columns}: NoteProps) => {
	const {symbols, tones} = useTheme();
	return (
		<Box flexShrink={0}>
			<Text {...(isFlaw ? tones.bad : tones.muted)}>{isFlaw ? symbols.marks.bad : symbols.marks.skipped}</Text>
			<Text> </Text>
			<Prose text={text} columns={columns - 2} rows={noteRows} tone={isFlaw ? 'plain' : 'muted'} />
		</Box>
	);
};
