import type {RunState, Verification} from '../engine/projection.ts';
import {containsAddress} from '../plan/cidr.ts';
import {fullName} from '../plan/deployment.ts';
import type {Outputs, ResourceId} from '../plan/graph.ts';
import {cleanPaste} from './keys.ts';
import {outputsOf} from './standing.ts';
import {awaited, stateWord, taskMarks} from './task-words.ts';
import type {Mark} from './theme.ts';

/** One station of the request on its way. */
export type Hop = {
	readonly label: string;
	readonly ids: readonly string[];
	/** The same as AWS writes them, ARNs and all. */
	readonly wholeIds: readonly string[];
	readonly mark: Mark;
	/** What was proved there, or how far it is. */
	readonly proof: string;
};

type Verified = Extract<Verification, {verified: true}>;

/** What the answer itself shows; each is looked up in it anew. */
export type Proof = {readonly holds: boolean; readonly text: string};

/** What the answer to the request proves, point by point. */
export const proofsOf = ({status, server, remoteAddress, body}: Verified, state: RunState): readonly Proof[] => {
	const {deployment} = state;
	const cidr = deployment?.settings.consumerCidr ?? '';
	const isInside = cidr !== '' && containsAddress(cidr, remoteAddress);
	const marker = `privatelink-wizard ${deployment ? fullName(deployment) : ''} ${serverId(state)}`;
	const names = deployment !== undefined && body.includes(marker);
	return [
		{holds: status === 200, text: `status ${status}`},
		{holds: server !== '', text: `Server: ${cleanPaste(server) || 'not named'}`},
		{
			holds: isInside,
			text: `answered by ${cleanPaste(remoteAddress)}, ${isInside ? 'inside' : 'not inside'} the consumer VPC (${cidr})`,
		},
		{holds: names, text: names ? `marker: ${marker}` : `no marker of ${serverId(state)}`},
	];
};

const serverId = (state: RunState): string => outputsOf(state, 'provider.instance-private')['instanceId'] ?? '';

/** Who accepted the connection, as far as the journal tells. */
const acceptedBy = ({decision}: RunState): string =>
	decision?.made?.answer === 'accept'
		? `accepted by ${decision.made.by === 'outside' ? 'somebody outside of this run' : decision.made.by}`
		: 'accepted';

type Station = {
	readonly label: string;
	/** What has to stand there; the first names it. */
	readonly resources: readonly ResourceId[];
	/** Outputs that it is known by. */
	readonly ids: readonly string[];
	/** What is proved once all of it stands. */
	readonly stands: (state: RunState) => string;
	/** What the answer proves beyond that. */
	readonly carried?: (answer: Verified, state: RunState) => string;
};

const stations: readonly Station[] = [
	{
		label: "Consumer's private instance",
		resources: ['consumer.instance-private', 'consumer.managed-instance'],
		ids: ['instanceId', 'privateIp'],
		stands: () => 'online in Session Manager',
		carried: () => 'ran curl in a Session Manager session',
	},
	{
		label: 'Interface endpoint',
		resources: ['consumer.endpoint'],
		ids: ['endpointId'],
		stands: () => 'stands in both private subnets',
		carried: ({remoteAddress}, {deployment}) =>
			`its name led to ${cleanPaste(remoteAddress)}${deployment && containsAddress(deployment.settings.consumerCidr, remoteAddress) ? `, inside ${deployment.settings.consumerCidr}` : ''}`,
	},
	{
		label: 'AWS PrivateLink',
		resources: ['provider.endpoint-connection', 'provider.endpoint-service'],
		ids: ['serviceId'],
		stands: state => `connection ${acceptedBy(state)}`,
	},
	{
		label: 'Network Load Balancer',
		resources: ['provider.load-balancer', 'provider.listener', 'provider.load-balancer-attributes'],
		ids: ['loadBalancerArn'],
		stands: () => 'active, listens on TCP port 80, cross-zone on',
	},
	{
		label: 'Target group',
		resources: ['provider.target-group', 'provider.target'],
		ids: ['targetGroupArn'],
		stands: () => 'its target passed the HTTP health check',
	},
	{
		label: "Provider's private instance",
		resources: ['provider.instance-private'],
		ids: ['instanceId', 'privateIp'],
		stands: () => 'running',
		carried: ({server, status}) => `${cleanPaste(server) || 'a server'} answered ${status}`,
	},
];

/** `arn:…:loadbalancer/net/name/id` → `net/name/id`: what a person finds in the console. */
const shortId = (id: string): string => (/^arn:/.test(id) ? id.split(':').slice(5).join(':') : id);

const hopAt = ({label, resources, ids, stands, carried}: Station, state: RunState): Hop => {
	const tasks = resources.flatMap(id => state.tasks.get(id) ?? []);
	// The first resource has the last word.
	const outputs: Outputs = Object.fromEntries(
		resources.toReversed().flatMap(id => Object.entries(outputsOf(state, id))),
	);
	const wholeIds = ids.flatMap(name => outputs[name] ?? []);
	const named = {label, ids: wholeIds.map(shortId), wholeIds};
	const open = tasks.find(task => task.state !== 'done');
	if (open) {
		const why = awaited(open, state);
		const proof = `${open.label} ${stateWord(open.state, state)}${why === '' ? '' : `: ${why}`}`;
		return {...named, mark: taskMarks[open.state], proof};
	}
	const isMade = resources.every(id => state.known.get(id)?.made);
	if (!isMade) return {...named, mark: 'idle', proof: 'not built'};
	const {verification} = state;
	const isProved = verification?.verified === true && carried !== undefined;
	return {...named, mark: 'good', proof: isProved ? carried(verification, state) : stands(state)};
};

/** The way of the request, as the manual procedure has it, with what is proved at each station. */
export const requestHops = (state: RunState): readonly Hop[] => stations.map(station => hopAt(station, state));
