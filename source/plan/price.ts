import type {Resource} from './graph.ts';
import type {Kind, PriceLine} from './kind.ts';
import {kinds} from './kinds.ts';
import {listedPrice} from './list-prices.ts';

/** USD per hour of an instance type, 0 when the list does not have it: `costOf` says so where it matters. */
export const instancePrice = (instanceType: string): number => listedPrice(instanceType) ?? 0;

/** What a deployment costs by AWS's us-east-1 on-demand list, in USD. */
export type Cost = {
	/** Like items together, the dearest first. */
	readonly lines: readonly PriceLine[];
	/** A full hour. */
	readonly perHour: number;
	readonly perDay: number;
	/** What is due as soon as everything stands, however soon it is torn down. */
	readonly firstHour: {readonly usd: number; readonly message: string};
	/** What the figures leave out and where they are only an estimate. */
	readonly note: string;
};

/** The list whose prices are used. */
const listRegion = 'us-east-1';

const hour = 3_600_000;

/** Sums of prices with a few decimals; what floating point adds behind them is not money. */
const rounded = (usd: number): number => Math.round(usd * 1e6) / 1e6;

const linePrice = ({quantity, unitPrice}: PriceLine): number => quantity * unitPrice;

const linesOf = ({kind, inputs}: Resource): readonly PriceLine[] =>
	(kinds[kind] as Kind<unknown, string>).price?.(inputs) ?? [];

const merged = (lines: readonly PriceLine[]): readonly PriceLine[] =>
	[...Map.groupBy(lines, ({item}) => item).values()]
		.flatMap(([first, ...others]) =>
			first ? [{...first, quantity: others.reduce((sum, {quantity}) => sum + quantity, first.quantity)}] : [],
		)
		.toSorted((a, b) => linePrice(b) - linePrice(a));

const noteFor = (lines: readonly PriceLine[], region: string): string => {
	const unlisted = lines.filter(line => line.unlisted).map(({quantity, item}) => `${quantity} x ${item}`);
	return [
		region === listRegion
			? `${listRegion} list price; data transfer and load balancer capacity units come on top.`
			: `${listRegion} list price: ${region} may differ, up to about twice as much; data transfer and load balancer capacity units come on top.`,
		...(unlisted.length > 0 ? [`Without ${unlisted.join(', ')}: not on the built-in price list.`] : []),
	].join(' ');
};

/**
 * USD due for resources that have stood for `milliseconds` of AWS time: whole started hours where AWS bills these, at
 * least one.
 */
export const costAfter = (lines: readonly PriceLine[], milliseconds: number): number => {
	const hours = Math.max(0, milliseconds) / hour;
	const whole = Math.max(1, Math.ceil(hours));
	return rounded(lines.reduce((sum, line) => sum + linePrice(line) * (line.wholeHours ? whole : hours), 0));
};

/** The cost of a plan in a region; prices are those of us-east-1, and the note says so elsewhere. */
export const costOf = (resources: readonly Resource[], region: string): Cost => {
	const lines = merged(resources.flatMap(linesOf));
	const perHour = rounded(lines.reduce((sum, line) => sum + linePrice(line), 0));
	const whole = lines.filter(({wholeHours}) => wholeHours);
	return {
		lines,
		perHour,
		perDay: rounded(perHour * 24),
		firstHour: {
			usd: costAfter(lines, 0),
			message: `A started hour is billed whole for: ${whole.map(({item}) => item).join(', ')}.`,
		},
		note: noteFor(lines, region),
	};
};
