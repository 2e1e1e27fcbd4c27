import type {Deployment, Zone} from './deployment.ts';
import type {Resource} from './graph.ts';
import {kinds} from './kinds.ts';
import type {Settings} from './settings.ts';

/** What stands in a plan for everything that only AWS can say. */
const unknown = {image: '<image>', first: '<first zone>', second: '<second zone>'} as const;

const namedZone = (name: string): Zone => ({id: name, name});

/** The plan's shape does not depend on what only AWS can say: account, zones and image stand as placeholders. */
export const onPaper = (settings: Settings): Deployment => ({
	name: settings.name,
	id: '<id>',
	target: 'plan',
	settings,
	place: {
		account: '<account>',
		partition: '<partition>',
		dnsSuffix: '<suffix>',
		region: settings.region,
		zones: [namedZone(settings.azs?.[0] ?? unknown.first), namedZone(settings.azs?.[1] ?? unknown.second)],
		imageId: unknown.image,
		callerArn: '<caller>',
	},
	createdAt: new Date(0).toISOString(),
});

/** Inputs that say nothing new beside the label. */
const hidden = new Set(['attribute', 'description', 'groupName', 'via']);

/** What of a resource is settled on paper: CIDRs, zones, types, names. What refers to another resource is not. */
export const settledInputs = ({inputs}: Resource): readonly string[] =>
	Object.entries(inputs).flatMap(([name, value]) =>
		typeof value === 'string' && !hidden.has(name) && !value.includes(unknown.image) ? [value] : [],
	);

/** One line on a resource: its kind, where the label does not say it, and what is settled. */
export const paperDetail = (resource: Resource): string => {
	const {label} = kinds[resource.kind];
	return [...(resource.label.startsWith(label) ? [] : [label]), ...settledInputs(resource)].join(', ');
};
