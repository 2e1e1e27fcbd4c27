import {Box, type DOMElement, Text, useBoxMetrics} from 'ink';
import {type ReactNode, useRef, useState} from 'react';
import type {KeyTable} from '../keys.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {clampOffset, type Move, stepOf, windowWords} from '../viewport.ts';

/** The keys that scroll. */
export const scrollKeys: KeyTable<Move> = [
	{keys: ['up'], hint: 'scroll', action: 'up'},
	{keys: ['down'], hint: 'scroll', action: 'down'},
	{keys: ['page-up', 'b'], hint: '', help: 'a page up', action: 'page-up'},
	{keys: ['page-down', 'space'], hint: '', help: 'a page down', action: 'page-down'},
	{keys: ['home'], hint: '', help: 'to the start or the end', action: 'first'},
	{keys: ['end'], hint: '', help: 'to the start or the end', action: 'last'},
];

/** The first row in view: a number of rows, or `end` while it follows what is added. */
export type ScrollPosition = number | 'end';

/** One move. Whoever scrolls up stops following; whoever reaches the end of a view that follows takes it up again. */
export const scroll = (
	position: ScrollPosition,
	move: Move,
	{rows, count, isFollowing}: {readonly rows: number; readonly count: number; readonly isFollowing: boolean},
): ScrollPosition => {
	const last = clampOffset(count, rows, count);
	const offset = position === 'end' ? last : Math.min(position, last);
	const next = clampOffset(offset + stepOf(move, rows, count), rows, count);
	return isFollowing && next === last ? 'end' : next;
};

export type ScrollViewProps = {
	readonly columns: number;
	readonly rows: number;
	/** Stays at the end as content is added, until the person scrolls up. */
	readonly isFollowing?: boolean;
	readonly isActive?: boolean;
	readonly children: ReactNode;
};

/** Shows a part of what is taller than its place. A last row says where one is when not everything fits. */
export const ScrollView = ({columns, rows, isFollowing = false, isActive = true, children}: ScrollViewProps) => {
	const {tones} = useTheme();
	const content = useRef<DOMElement>(null);
	const {height} = useBoxMetrics(content);
	const [position, setPosition] = useState<ScrollPosition>(isFollowing ? 'end' : 0);
	const isCut = height > rows;
	const viewRows = isCut ? Math.max(1, rows - 1) : rows;
	const offset = clampOffset(position === 'end' ? height : position, viewRows, height);
	const onMove = (move: Move) => setPosition(scroll(position, move, {rows: viewRows, count: height, isFollowing}));
	useKeys(isCut ? scrollKeys : [], onMove, {isActive, isPart: true});
	return (
		<Box flexDirection="column" flexShrink={0} width={columns}>
			<Box height={viewRows} flexDirection="column" overflow="hidden" contentOffsetY={offset}>
				<Box ref={content} flexDirection="column" flexShrink={0}>
					{children}
				</Box>
			</Box>
			{isCut && <Text {...tones.muted}>{windowWords({offset, rows: viewRows}, height)}</Text>}
		</Box>
	);
};
