import {Text} from 'ink';
import {useBeat} from '../beat.tsx';
import {useTheme} from '../use-theme.ts';

/** One moving cell; hidden from screen readers, so a word stands beside it. */
export const Spinner = () => {
	const {symbols, tones} = useTheme();
	const beat = useBeat();
	return (
		<Text {...tones.accent} aria-hidden>
			{symbols.spinner[beat % symbols.spinner.length]}
		</Text>
	);
};
