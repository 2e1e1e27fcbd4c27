import {Box, Text} from 'ink';
import type {QuestionId} from '../../plan/questions.ts';
import type {KeyTable} from '../keys.ts';
import type {Confirmation} from '../review-confirmation.ts';
import {cutEnd} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {Prose} from './prose.tsx';
import {Row} from './row.tsx';
import {TypedConfirmation} from './typed-confirmation.tsx';

/** How many rows it takes, whatever it asks for. */
export const confirmationRows = 3;

const mendKeys: KeyTable<'mend'> = [{keys: ['enter'], hint: 'mend', action: 'mend'}];
const buildKeys = (hint: string): KeyTable<'build'> => [{keys: ['enter'], hint, action: 'build'}];

export type BuildConfirmationProps = {
	readonly confirmation: Confirmation;
	readonly columns: number;
	readonly isActive: boolean;
	readonly onConfirm: () => void;
	/** The answer that stands in the way is to be changed. */
	readonly onMend: (id: QuestionId) => void;
};

/** The last thing before a build. */
export const BuildConfirmation = ({confirmation, columns, isActive, onConfirm, onMend}: BuildConfirmationProps) => {
	const {symbols, tones} = useTheme();
	const mend = confirmation.type === 'obstacle' ? confirmation.mend : undefined;
	useKeys(mend ? mendKeys : [], () => mend && onMend(mend), {isActive});
	useKeys(confirmation.type === 'key' ? buildKeys(confirmation.hint) : [], onConfirm, {isActive});
	return (
		<Box flexDirection="column" flexShrink={0} height={confirmationRows} overflow="hidden">
			{confirmation.type === 'obstacle' && (
				<Prose text={`${symbols.marks.bad} ${confirmation.message}`} columns={columns} rows={confirmationRows} />
			)}
			{confirmation.type === 'key' && (
				<Row columns={columns} isSelected={isActive}>
					{cutEnd(`${isActive ? symbols.pointer : ' '} ${confirmation.label}`, columns, symbols.ellipsis)}
				</Row>
			)}
			{confirmation.type === 'word' && (
				<TypedConfirmation
					word={confirmation.word}
					purpose={confirmation.purpose}
					columns={columns}
					isActive={isActive}
					onConfirm={onConfirm}
				/>
			)}
			{confirmation.type !== 'obstacle' && (
				<Text {...tones.muted}>{cutEnd(confirmation.remark, columns, symbols.ellipsis)}</Text>
			)}
		</Box>
	);
};
