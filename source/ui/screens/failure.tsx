import {Box, Text} from 'ink';
import type {KeyTable} from '../keys.ts';
import {readable} from '../layout.ts';
import {Frame, useLayout} from '../parts/frame.tsx';
import {Prose} from '../parts/prose.tsx';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import type {Failure} from '../wizard-state.ts';

const keyTable: KeyTable<'back' | 'leave'> = [
	{keys: ['enter', 'escape'], hint: 'back', action: 'back'},
	{keys: ['q'], hint: 'leave', action: 'leave'},
];

export type FailureScreenProps = {
	readonly target: string;
	readonly failure: Failure;
	readonly onBack: () => void;
	readonly onLeave: () => void;
};

/** Why a run could not begin or go on, and what to do next. */
export const FailureScreen = ({target, failure, onBack, onLeave}: FailureScreenProps) => {
	useKeys(keyTable, action => (action === 'back' ? onBack() : onLeave()));
	return (
		<Frame
			title="It did not work"
			target={target}
			help="Nothing is lost: what stands is in the journal of its deployment and shows on the home screen."
		>
			<Body {...failure} />
		</Frame>
	);
};

const Body = ({message, nextSteps}: Failure) => {
	const {columns, rows} = readable(useLayout().body);
	const {symbols, tones} = useTheme();
	return (
		<Box flexDirection="column">
			<Box>
				<Text {...tones.bad}>{symbols.marks.bad} </Text>
				<Prose text={message} columns={columns - 2} rows={Math.max(1, rows - nextSteps.length - 4)} />
			</Box>
			<Box height={1} />
			{nextSteps.length > 0 && <Text bold>What to do next</Text>}
			{nextSteps.map(step => (
				<Prose key={step} text={`${symbols.arrow} ${step}`} columns={columns} rows={2} />
			))}
		</Box>
	);
};
