import {Text} from 'ink';
import {proseLines} from '../prose.ts';
import type {NextStep} from '../run-ending.ts';
import {useTheme} from '../use-theme.ts';

export type NextStepsProps = {readonly steps: readonly NextStep[]; readonly columns: number};

/** Commands to paste: each begins a row of its own, without a frame around it. */
export const NextSteps = ({steps, columns}: NextStepsProps) => {
	const {tones} = useTheme();
	return steps.map(({purpose, command}) => {
		const isShort = purpose.length + command.length + 2 <= columns;
		const lines = isShort ? [`${purpose === '' ? '' : `${purpose}: `}${command}`] : proseLines(command, columns);
		return (
			<Text key={command} wrap="truncate">
				{!isShort && <Text {...tones.muted}>{`${purpose}:\n`}</Text>}
				{lines.join('\n')}
			</Text>
		);
	});
};
