import {Box, Text} from 'ink';
import {usd} from '../../reporters/words.ts';
import {type Review, requestFlow} from '../review-plan.ts';
import {cutEnd, padEnd, padStart} from '../text.ts';
import {useTheme} from '../use-theme.ts';
import {Prose} from './prose.tsx';

export type ReviewPanelProps = {
	readonly review: Review;
	/** What is to be said of the row with the pointer. */
	readonly about: string;
	readonly columns: number;
};

const aboutRows = 4;
const noticeRows = 5;
const priceColumns = 9;

/** What there is room for on a wide terminal: the row with the pointer, the way of the request, cost by line, notices. */
export const ReviewPanel = ({review: {cost, settings, notices}, about, columns}: ReviewPanelProps) => {
	const {symbols} = useTheme();
	const cut = (text: string, room = columns) => cutEnd(text, room, symbols.ellipsis);
	const priced = (item: string, price: string) =>
		padEnd(cut(item, columns - priceColumns), columns - priceColumns) + padStart(price, priceColumns);
	return (
		<Box flexDirection="column" flexShrink={0} width={columns}>
			<Prose text={about} columns={columns} rows={aboutRows} isFixed />
			<Box height={1} flexShrink={0} />
			<Text bold>The way of the request</Text>
			{requestFlow(settings).map(({long}, index) => (
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
			<Prose text={cost.note} columns={columns} rows={3} tone="muted" />
			<Box height={1} flexShrink={0} />
			{notices.map(({id, message}) => (
				<Prose key={id} text={`${symbols.marks.paused} ${message}`} columns={columns} rows={noticeRows} />
			))}
		</Box>
	);
};
