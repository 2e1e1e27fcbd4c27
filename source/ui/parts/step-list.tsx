import {Box, Text} from 'ink';
import type {Answers, QuestionId} from '../../plan/questions.ts';
import {answerOf} from '../question.ts';
import {cutEnd, displayWidth, padEnd} from '../text.ts';
import type {Symbols} from '../theme.ts';
import {useTheme} from '../use-theme.ts';
import {askedQuestions} from '../wizard-state.ts';

type Step = {readonly id: string; readonly label: string; readonly mark: string; readonly isNow: boolean};

const review = {id: 'review', label: 'Review'} as const;

/** Shorter names, where all have to stand in one row. */
const shortLabels: Partial<Readonly<Record<string, string>>> = {
	azs: 'Zones',
	providerCidr: 'Provider',
	consumerCidr: 'Consumer',
};

const stepsAt = (asking: QuestionId, symbols: Symbols): readonly Step[] => {
	const now = askedQuestions.findIndex(({id}) => id === asking);
	return [...askedQuestions, review].map(({id, label}, index) => ({
		id,
		label,
		mark: index < now ? symbols.marks.good : index === now ? symbols.pointer : symbols.marks.idle,
		isNow: index === now,
	}));
};

export type StepsProps = {readonly asking: QuestionId; readonly columns: number};

/** Where one is among the questions, in one row: all of them where they fit, else by their count. */
export const StepStrip = ({asking, columns}: StepsProps) => {
	const {symbols, tones} = useTheme();
	const steps = stepsAt(asking, symbols).map(step => ({
		...step,
		text: `${step.mark} ${shortLabels[step.id] ?? step.label}`,
	}));
	const gap = 2;
	const width = steps.reduce((sum, {text}) => sum + displayWidth(text) + gap, -gap);
	const now = steps.findIndex(({isNow}) => isNow) + 1;
	if (width > columns) {
		return (
			<Text {...tones.accent}>{cutEnd(`Question ${now} of ${askedQuestions.length}`, columns, symbols.ellipsis)}</Text>
		);
	}
	return (
		<Text wrap="truncate">
			{steps.map(({id, text, isNow}, index) => (
				<Text key={id} bold={isNow} {...(isNow ? tones.accent : tones.muted)}>
					{`${index > 0 ? ' '.repeat(gap) : ''}${text}`}
				</Text>
			))}
		</Text>
	);
};

export type StepListProps = StepsProps & {readonly answers: Answers};

/** The same with the answers, a row each. */
export const StepList = ({asking, answers, columns}: StepListProps) => {
	const {symbols, tones} = useTheme();
	const steps = stepsAt(asking, symbols);
	const labelColumns = Math.max(...steps.map(({label}) => displayWidth(label))) + 2;
	const wordOf = (id: string) => {
		const question = askedQuestions.find(each => each.id === id);
		return question ? answerOf(question, answers) || 'the first two' : '';
	};
	return (
		<Box flexDirection="column" flexShrink={0}>
			{steps.map(({id, label, mark, isNow}) => (
				<Text key={id} wrap="truncate" bold={isNow} {...(isNow ? tones.accent : tones.plain)}>
					{cutEnd(`${mark} ${padEnd(label, labelColumns)}${wordOf(id)}`, columns, symbols.ellipsis)}
				</Text>
			))}
		</Box>
	);
};
