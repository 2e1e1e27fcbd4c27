import {Box, Text} from 'ink';
import {usd} from '../../reporters/words.ts';
import {cutProse, proseLines} from '../prose.ts';
import {type Review, requestFlow} from '../review-plan.ts';
import {cutEnd, padEnd, padStart} from '../text.ts';
import {useTheme} from '../use-theme.ts';
import {Prose} from './prose.tsx';

export type ReviewPanelProps = {
	readonly review: Review;
	/** What is to be said of the row with the pointer. */
	readonly about: string;
	readonly columns: number;
	readonly rows: number;
};

const aboutRows = 4;
const noticeRows = 5;
const noteRows = 3;
const priceColumns = 9;

/** What there is room for on a wide terminal: the row with the pointer, the way of the request, cost by line, notices. */
export const ReviewPanel = ({review: {cost, settings, notices}, about, columns, rows}: ReviewPanelProps) => {
	const {symbols} = useTheme();
	const flow = requestFlow(settings);
	const note = cutProse(cost.note, {columns, rows: noteRows}, symbols.ellipsis).length;
	// Three blanks, two titles, the sum.
	const room = rows - aboutRows - flow.length - cost.lines.length - note - 6;
	const cut = (text: string, room = columns) => cutEnd(text, room, symbols.ellipsis);
	const priced = (item: string, price: string) =>
		padEnd(cut(item, columns - priceColumns), columns - priceColumns) + padStart(price, priceColumns);
	return (
		<Box flexDirection="column" flexShrink={0} width={columns}>
			<Prose text={about} columns={columns} rows={aboutRows} isFixed />
			<Box height={1} flexShrink={0} />
			<Text bold>The way of the request</Text>
			{flow.map(({long}, index) => (
				<Text key={long} wrap="truncate">
					{cut(`${index === 0 ? ' ' : symbols.arrow} ${long}`)}
				</Text>
			))}
			<Box height={1} flexShrink={0} />
			<Text bold>{priced('Cost in USD', 'an hour')}</Text>
			{cost.lines.map(({item, quantity, unitPrice}) => (
				<Text key={item} wrap="truncate">
					{priced(`${quantity} x ${item}`, usd(quantity * unitPrice))}
				</Text>
			))}
			<Text bold>{priced(`All, ${usd(cost.perDay)} a day`, usd(cost.perHour))}</Text>
			<Prose text={cost.note} columns={columns} rows={noteRows} tone="muted" />
			<Box height={1} flexShrink={0} />
			{fitting(
				notices.map(({id, message}) => ({id, text: `${symbols.marks.paused} ${message}`})),
				columns,
				room,
			).map(({id, text}) => (
				<Prose key={id} text={text} columns={columns} rows={noticeRows} />
			))}
		</Box>
	);
};

type NoticeText = {readonly id: string; readonly text: string};

/** Those that fit into `rows` whole: half a notice says nothing, and the tree has them all. */
const fitting = (notices: readonly NoticeText[], columns: number, rows: number): readonly NoticeText[] => {
	let left = rows;
	return notices.filter(({text}) => {
		left -= Math.min(noticeRows, proseLines(text, columns).length);
		return left >= 0;
	});
};
