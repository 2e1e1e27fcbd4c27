import type {DecisionRequest} from '../engine/events.ts';
import type {RunState, Task} from '../engine/projection.ts';
import {fullName} from '../plan/deployment.ts';
import {shellLine} from './cli-command.ts';
import {requestHops} from './request-hops.ts';
import {nextSteps} from './run-ending.ts';
import {outputsOf} from './standing.ts';
import {cliCommandOf} from './task-details.ts';

/** What a person may want in another window, whole. */
export type Copyable = {readonly label: string; readonly value: string};

/** Each value once, by its first label. */
const once = (all: readonly Copyable[]): readonly Copyable[] =>
	all.filter(({value}, index) => value !== '' && all.findIndex(other => other.value === value) === index);

/** What a resource is known by, and the command that makes it. */
export const copyablesOfTask = (task: Task, state: RunState): readonly Copyable[] => {
	const command = cliCommandOf(task, state);
	return once([
		...Object.entries(outputsOf(state, task.id)).map(([label, value]) => ({label, value})),
		...(command ? [{label: 'AWS CLI', value: shellLine(command)}] : []),
	]);
};

export const copyablesOfRequest = (request: DecisionRequest): readonly Copyable[] =>
	once([
		{label: 'Endpoint', value: request.endpointId},
		{label: 'Owner account', value: request.owner},
		{label: 'VPC', value: request.vpcId},
		{label: 'Service name', value: request.serviceName},
		{label: 'Service', value: request.serviceId},
	]);

/** The commands that go on, then everything along the way of the request. */
export const copyablesOfOutcome = (state: RunState): readonly Copyable[] => {
	const {deployment, verification} = state;
	const host = outputsOf(state, 'consumer.endpoint')['dnsName'];
	const url = verification?.url ?? (host ? `http://${host}/` : '');
	return once([
		{label: 'Deployment', value: deployment ? fullName(deployment) : ''},
		{label: 'Address of the page', value: url},
		...requestHops(state).flatMap(({label, wholeIds}) => wholeIds.map(value => ({label, value}))),
		...nextSteps(state).map(({purpose, command}) => ({label: purpose || 'Next', value: command})),
	]);
};
