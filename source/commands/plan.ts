import {expectedDuration} from '../engine/longest-path.ts';
import {summarize} from '../engine/run.ts';
import {buildPlan} from '../plan/build.ts';
import {needsOf, type Resource} from '../plan/graph.ts';
import {notices} from '../plan/notices.ts';
import {onPaper, paperDetail} from '../plan/paper.ts';
import {costOf} from '../plan/price.ts';
import {answersOf, type Settings} from '../plan/settings.ts';
import {duration, usd} from '../reporters/words.ts';
import type {Command} from './command.ts';
import {buildNeeds} from './engine.ts';
import {givenAnswers, settingsFrom} from './settings.ts';

const sides = {provider: 'Provider VPC', consumer: 'Consumer VPC', shared: 'For both'} as const;

const tree = (resources: readonly Resource[]): readonly string[] =>
	(Object.keys(sides) as (keyof typeof sides)[]).flatMap(side => [
		sides[side],
		...resources
			.filter(resource => resource.side === side)
			.map(resource => `  ${resource.label.padEnd(42)} ${paperDetail(resource)}`.trimEnd()),
		'',
	]);

/** The plan for a person to read: what would be built, how long it takes, what it costs, what to know. */
export const planLines = (settings: Settings): readonly string[] => {
	const resources = buildPlan(onPaper(settings));
	const cost = costOf(resources, settings.region);
	const seconds = expectedDuration(summarize(resources, buildNeeds(resources), 'create'));
	const minutes = duration(Math.ceil(seconds / 60) * 60);
	return [
		...tree(resources),
		`${resources.length} steps, usually about ${minutes}, without the pause for your decision.`,
		'',
		'Cost',
		...cost.lines.map(
			({item, quantity, unitPrice}) => `  ${usd(quantity * unitPrice).padStart(8)} an hour  ${quantity} x ${item}`,
		),
		`  ${usd(cost.perHour).padStart(8)} an hour, ${usd(cost.perDay)} a day; ${usd(cost.firstHour.usd)} at once. ${cost.firstHour.message}`,
		`  ${cost.note}`,
		'',
		...notices(settings).map(({message}) => `Notice: ${message}`),
	];
};

/** `plan`: what would be built, how long it takes and what it costs; asks nobody and creates nothing. */
export const plan: Command = async (invocation, surroundings) => {
	const settings = settingsFrom(givenAnswers(invocation, surroundings));
	const {write} = surroundings;
	if (invocation.output !== 'json') {
		for (const line of planLines(settings)) write(line);
		return 0;
	}
	const resources = buildPlan(onPaper(settings));
	write(
		JSON.stringify({
			answers: answersOf(settings),
			resources: resources.map(resource => ({...resource, needs: needsOf(resource)})),
			cost: costOf(resources, settings.region),
			notices: notices(settings),
		}),
	);
	return 0;
};
