import {expectedDuration} from '../engine/longest-path.ts';
import {buildPlan} from '../plan/build.ts';
import type {Deployment} from '../plan/deployment.ts';
import {needsOf, type Resource} from '../plan/graph.ts';
import {kinds} from '../plan/kinds.ts';
import {notices} from '../plan/notices.ts';
import {costOf} from '../plan/price.ts';
import {answersOf, type Settings} from '../plan/settings.ts';
import {duration, usd} from '../reporters/words.ts';
import type {Command} from './command.ts';
import {buildNeeds, summaries} from './engine.ts';
import {givenAnswers, settingsFrom} from './settings.ts';

/** The plan's shape does not depend on what only AWS can say: account, zones and image stand as placeholders. */
const onPaper = (settings: Settings): Deployment => ({
	name: settings.name,
	id: '<id>',
	target: 'plan',
	settings,
	place: {
		account: '<account>',
		partition: '<partition>',
		dnsSuffix: '<suffix>',
		region: settings.region,
		zones: [
			{id: settings.azs?.[0] ?? '<first zone>', name: settings.azs?.[0] ?? '<first zone>'},
			{id: settings.azs?.[1] ?? '<second zone>', name: settings.azs?.[1] ?? '<second zone>'},
		],
		imageId: '<image>',
		callerArn: '<caller>',
	},
	createdAt: new Date(0).toISOString(),
});

const sides = {provider: 'Provider VPC', consumer: 'Consumer VPC', shared: 'For both'} as const;

/** What of a resource is settled on paper: CIDRs, zones, types, names. What refers to another resource is not. */
const detailOf = ({kind, label, inputs}: Resource): string =>
	[...(label.startsWith(kinds[kind].label) ? [] : [kinds[kind].label]), ...textsIn(inputs)].join(', ');

const textsIn = (inputs: object): readonly string[] =>
	Object.entries(inputs).flatMap(([name, value]) =>
		typeof value === 'string' && !hidden.has(name) && !value.includes('<image>') ? [value] : [],
	);

/** Inputs that say nothing new beside the label. */
const hidden = new Set(['attribute', 'description', 'groupName', 'via']);

const tree = (resources: readonly Resource[]): readonly string[] =>
	(Object.keys(sides) as (keyof typeof sides)[]).flatMap(side => [
		sides[side],
		...resources
			.filter(resource => resource.side === side)
			.map(resource => `  ${resource.label.padEnd(42)} ${detailOf(resource)}`.trimEnd()),
		'',
	]);

/** `plan`: what would be built, how long it takes and what it costs; asks nobody and creates nothing. */
export const plan: Command = async (invocation, surroundings) => {
	const settings = settingsFrom(givenAnswers(invocation, surroundings));
	const resources = buildPlan(onPaper(settings));
	const cost = costOf(resources, settings.region);
	const {write} = surroundings;
	if (invocation.output === 'json') {
		write(
			JSON.stringify({
				answers: answersOf(settings),
				resources: resources.map(resource => ({...resource, needs: needsOf(resource)})),
				cost,
				notices: notices(settings),
			}),
		);
		return 0;
	}
	for (const line of tree(resources)) write(line);
	const seconds = expectedDuration(summaries(resources, buildNeeds(resources), 'create'));
	write(
		`${resources.length} resources, usually about ${duration(Math.ceil(seconds / 60) * 60)}, without the pause for your decision.`,
	);
	write('');
	write('Cost');
	for (const {item, quantity, unitPrice} of cost.lines) {
		write(`  ${usd(quantity * unitPrice).padStart(8)} an hour  ${quantity} × ${item}`);
	}
	write(
		`  ${usd(cost.perHour).padStart(8)} an hour, ${usd(cost.perDay)} a day; ${usd(cost.firstHour.usd)} at once. ${cost.firstHour.message}`,
	);
	write(`  ${cost.note}`);
	write('');
	for (const {message} of notices(settings)) write(`Notice: ${message}`);
	return 0;
};
