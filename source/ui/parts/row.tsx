import {Box, Text} from 'ink';
import type {ReactNode} from 'react';

export type RowProps = {
	readonly columns: number;
	/** Bold and in reverse, which shows on every background. */
	readonly isSelected?: boolean;
	/** Text no wider than `columns`. */
	readonly children: ReactNode;
};

/** One terminal row that never wraps and never grows. */
export const Row = ({columns, isSelected = false, children}: RowProps) => (
	<Box width={columns} height={1} flexShrink={0} overflow="hidden">
		<Text wrap="truncate" inverse={isSelected} bold={isSelected}>
			{children}
		</Text>
	</Box>
);
