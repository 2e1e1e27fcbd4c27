import type {RunState} from '../engine/projection.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import {failureLines} from './failures.ts';
import {outcomeWords} from './plain.ts';
import {count, duration, usd} from './words.ts';

export type SummaryOptions = {
	/** USD of what stands, until now and per hour. */
	readonly cost: {readonly soFar: number; readonly perHour: number};
	/** What a person may do next, a line each. */
	readonly next: readonly string[];
	/** Path of the journal; absent where it goes with the world it tells of. */
	readonly journal?: string;
};

/** What a person looks for afterwards: in a console, in a log, in another program. */
const identities = [
	['Provider VPC', 'provider.vpc', 'vpcId'],
	['Endpoint service', 'provider.endpoint-service', 'serviceName'],
	['Consumer VPC', 'consumer.vpc', 'vpcId'],
	['Endpoint', 'consumer.endpoint', 'endpointId'],
	['Endpoint DNS name', 'consumer.endpoint', 'dnsName'],
	['Client instance', 'consumer.instance-private', 'instanceId'],
	['Server instance', 'provider.instance-private', 'instanceId'],
] as const;

/**
 * What stays in the terminal after the screens: plain lines, an id or a command to a line so that it can be copied whole.
 * Empty when nothing was ever begun.
 */
export const summaryOf = (state: RunState, {cost, next, journal}: SummaryOptions): readonly string[] => {
	const {deployment, outcome, target, verb} = state;
	if (!deployment) return [];
	return [
		`${fullName(deployment)} on ${target ?? deployment.target}: ${endOf(state)}`,
		...indented(resultOf(state)),
		...indented(verb === 'down' && outcome === 'done' ? [] : identitiesOf(state)),
		...indented(costLines(state, deployment, cost)),
		...indented(journal === undefined ? [] : [`Journal: ${journal}`]),
		...indented(next),
	];
};

const endOf = ({verb, outcome}: RunState): string => {
	if (outcome === undefined) return 'left while a run was under way.';
	if (outcome !== 'done') return outcomeWords[outcome];
	return verb === 'down' ? 'torn down.' : 'built, and the page was fetched.';
};

const indented = (lines: readonly string[]): readonly string[] => lines.map(line => `  ${line}`);

const resultOf = (state: RunState): readonly string[] => [...failureLines(state), ...resultOfChecks(state)];

const resultOfChecks = ({verification, sweep}: RunState): readonly string[] => [
	...(verification?.verified === true
		? [
				`${verification.url} answered ${verification.status} from ${verification.remoteAddress}, Server: ${verification.server}`,
			]
		: []),
	...(verification?.verified === false ? [`${verification.url}: ${verification.reason}`] : []),
	...(sweep ? sweepLines(sweep) : []),
];

const sweepLines = ({remaining, checked}: NonNullable<RunState['sweep']>): readonly string[] => {
	const left = [...remaining.ours, ...remaining.foreign];
	return left.length === 0
		? [`Nothing is left; ${count(checked.length, 'kind')} of resource looked at.`]
		: left.flatMap(({kind, id, owner, removal}) => [
				`Left: ${kind} ${id}${owner ? ` of ${owner}` : ''}`,
				...(removal === undefined ? [] : [`  removed by: ${removal}`]),
			]);
};

const identitiesOf = ({known}: RunState): readonly string[] =>
	identities.flatMap(([label, id, output]) => {
		const value = known.get(id)?.outputs[output];
		return value === undefined ? [] : [`${label}: ${value}`];
	});

const costLines = (
	{verb, outcome, finishedAt}: RunState,
	{createdAt, target}: Deployment,
	{soFar, perHour}: SummaryOptions['cost'],
): readonly string[] => {
	if (verb === 'down' && outcome === 'done' && finishedAt !== undefined) {
		return [`It stood for ${duration(Math.max(0, finishedAt - Date.parse(createdAt)) / 1000)}.`];
	}
	const pretended = target === 'simulator' ? 'nothing on the simulator; on AWS ' : '';
	return [
		`Cost so far: ${pretended}about ${usd(soFar)}, ${usd(perHour)} an hour while it stands (us-east-1 list price).`,
	];
};
