import {admittingGroup, type Peer} from './rules.ts';
import type {NetworkInstance, NetworkLoadBalancer, NetworkState, NetworkTarget, NetworkTargetGroup} from './state.ts';
import {follow, pass, type Reached, type Trail, type Walk} from './walk.ts';

/** An instance's security groups as the packet arrives, then whether somebody listens. */
export function* toInstance(state: NetworkState, instance: NetworkInstance, from: Peer, port: number): Trail<Reached> {
	const group = admittingGroup(state, instance.groupIds, 'ingress', from, port);
	yield* pass('target-ingress', instance.groupIds.join(' '), group, {
		passed: id => `${id} lets tcp/${port} from ${from.ip} in`,
		dropped: `no inbound rule of ${instance.groupIds.join(', ')} lets tcp/${port} from ${from.ip} in`,
	});
	yield* pass('target', instance.id, instance.running && instance, {
		passed: `${instance.id} is running`,
		dropped: `${instance.id} is not running`,
	});
	const listens = instance.listening === undefined || instance.listening.includes(port);
	yield* pass('target', instance.id, listens && instance, {
		passed: `port ${port} of ${instance.id} answers`,
		dropped: `nothing listens on port ${port} of ${instance.id}`,
		kind: 'refused',
	});
	return {reached: instance.id, port};
}

/**
 * Targets that a node may use. A node routes to healthy targets of its own zone, of all zones with cross-zone load
 * balancing; when no target anywhere is healthy a Network Load Balancer fails open and uses the unhealthy ones.
 */
const usableTargets = (
	state: NetworkState,
	balancer: NetworkLoadBalancer,
	group: NetworkTargetGroup,
	zoneId: string,
): {readonly registered: readonly NetworkTarget[]; readonly usable: readonly NetworkTarget[]} => {
	const zoneOf = (target: NetworkTarget) => {
		const instance = state.instances.find(({id}) => id === target.instanceId);
		return state.subnets.find(({id}) => id === instance?.subnetId)?.zoneId;
	};
	const inState = (health: string) => group.targets.filter(target => target.health.toLowerCase() === health);
	const healthy = inState('healthy');
	const registered = group.targets.filter(target => balancer.crossZone || zoneOf(target) === zoneId);
	const serving = healthy.length > 0 ? healthy : inState('unhealthy');
	return {registered, usable: registered.filter(target => serving.includes(target))};
};

const noTarget = (
	balancer: NetworkLoadBalancer,
	group: NetworkTargetGroup,
	registered: readonly NetworkTarget[],
	zoneId: string,
): string => {
	if (group.targets.length === 0) return `${group.name} has no registered target`;
	if (registered.length === 0) {
		return `cross-zone load balancing of ${balancer.name} is off and ${group.name} has no target in ${zoneId}`;
	}
	const states = registered.map(
		({instanceId, health, reason}) => `${instanceId} is ${[health, reason].join(' ').trim()}`,
	);
	return `${group.name} has no healthy target for the node in ${zoneId}: ${states.join(', ')}`;
};

type Node = NetworkLoadBalancer['nodes'][number];

/** From an NLB's listener to the target. The source at the target is the node's private address. */
function* throughListener(
	state: NetworkState,
	balancer: NetworkLoadBalancer,
	node: Node,
	port: number,
): Trail<Reached> {
	const listener = yield* pass(
		'listener',
		balancer.arn,
		balancer.listeners.find(candidate => candidate.port === port),
		{
			passed: ({protocol}) => `${protocol}:${port} of ${balancer.name}`,
			dropped: `${balancer.name} has no listener on port ${port}`,
		},
	);
	const group = yield* pass(
		'listener',
		listener.targetGroupArn,
		state.targetGroups.find(({arn}) => arn === listener.targetGroupArn),
		{passed: ({name}) => `it forwards to ${name}`, dropped: 'its target group does not exist'},
	);
	const {registered, usable} = usableTargets(state, balancer, group, node.zoneId);
	const target = yield* pass('target-choice', group.arn, usable[0], {
		passed: ({instanceId, health}) => `${instanceId} is ${health}`,
		dropped: noTarget(balancer, group, registered, node.zoneId),
	});
	return yield* fromNode(state, balancer, node, target.instanceId, target.port);
}

/** From a node to a target's port: traffic and health checks alike are subject to the NLB's outbound rules. */
function* fromNode(
	state: NetworkState,
	balancer: NetworkLoadBalancer,
	node: Node,
	instanceId: string,
	port: number,
): Trail<Reached> {
	const instance = yield* pass(
		'target',
		instanceId,
		state.instances.find(({id}) => id === instanceId),
		{passed: ({privateIp}) => `${instanceId} has ${privateIp}`, dropped: `${instanceId} does not exist`},
	);
	const peer = {ip: instance.privateIp, groupIds: instance.groupIds};
	const group = admittingGroup(state, balancer.groupIds, 'egress', peer, port);
	yield* pass('load-balancer-egress', balancer.groupIds.join(' '), group, {
		passed: id => `${id} lets tcp/${port} to ${instance.privateIp} out`,
		dropped: `no outbound rule of ${balancer.groupIds.join(', ')} lets tcp/${port} to ${instance.privateIp} out`,
	});
	return yield* toInstance(state, instance, {ip: node.ip, groupIds: balancer.groupIds}, port);
}

/** An NLB's inbound rules see the address of the client, also over PrivateLink, unless enforcement is off for it. */
export function* toLoadBalancer(
	state: NetworkState,
	balancer: NetworkLoadBalancer,
	node: Node,
	client: Peer,
	port: number,
	overPrivateLink: boolean,
): Trail<Reached> {
	const enforced = !overPrivateLink || balancer.enforcesPrivateLink;
	const group = enforced ? admittingGroup(state, balancer.groupIds, 'ingress', client, port) : 'not enforced';
	yield* pass('load-balancer-ingress', balancer.groupIds.join(' '), group, {
		passed: id =>
			enforced
				? `${id} lets tcp/${port} from ${client.ip} in`
				: 'inbound rules are not enforced on PrivateLink traffic',
		dropped: `no inbound rule of ${balancer.groupIds.join(', ')} lets tcp/${port} from the client address ${client.ip} in`,
	});
	return yield* throughListener(state, balancer, node, port);
}

function* healthCheck(state: NetworkState, group: NetworkTargetGroup | undefined, instanceId: string): Trail<Reached> {
	const balancer = yield* pass(
		'listener',
		group?.arn ?? '',
		state.loadBalancers.find(({listeners}) => listeners.some(({targetGroupArn}) => targetGroupArn === group?.arn)),
		{passed: ({name}) => `${name} uses the target group`, dropped: 'no listener forwards to the target group'},
	);
	const instance = state.instances.find(({id}) => id === instanceId);
	const zoneId = state.subnets.find(({id}) => id === instance?.subnetId)?.zoneId;
	const node = yield* pass(
		'load-balancer-node',
		balancer.arn,
		balancer.nodes.find(each => each.zoneId === zoneId) ?? (balancer.crossZone ? balancer.nodes[0] : undefined),
		{passed: ({ip}) => `the node ${ip} checks the target`, dropped: `${balancer.name} has no node in ${zoneId}`},
	);
	const target = group?.targets.find(each => each.instanceId === instanceId);
	return yield* fromNode(state, balancer, node, instanceId, group?.healthCheckPort ?? target?.port ?? 80);
}

/**
 * Whether a health check's connection reaches a target: subject to the NLB's outbound rules and the target's inbound
 * ones, not to the NLB's inbound rules. What the web server answers is another matter.
 */
export const healthCheckReaches = (state: NetworkState, targetGroupArn: string, instanceId: string): Walk =>
	follow(
		healthCheck(
			state,
			state.targetGroups.find(({arn}) => arn === targetGroupArn),
			instanceId,
		),
	);
