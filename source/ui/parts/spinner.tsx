import {Text} from 'ink';
import {useBeat} from '../beat.tsx';
import type {Tone} from '../theme.ts';
import {useTheme} from '../use-theme.ts';

/** One moving cell; hidden from screen readers, so a word stands beside it. */
export const Spinner = ({tone = 'accent'}: {readonly tone?: Tone}) => {
	const {symbols, tones} = useTheme();
	const beat = useBeat();
	return (
		<Text {...tones[tone]} aria-hidden>
			{symbols.spinner[beat % symbols.spinner.length]}
		</Text>
	);
};
