import {isAddress} from './ipv4.ts';
import {toInstance, toLoadBalancer} from './load-balancer-walk.ts';
import {resolve, serviceOfName} from './resolve.ts';
import {admittingGroup, type Peer, routeFor} from './rules.ts';
import type {NetworkEndpoint, NetworkInstance, NetworkLoadBalancer, NetworkState} from './state.ts';
import {follow, pass, type Reached, type Trail, type Walk} from './walk.ts';

/** A TCP connection that an instance wants. `host` is a name or an IPv4 address. */
export type Question = {
	readonly fromInstance: string;
	readonly to: {readonly host: string; readonly port: number};
};

/** Through PrivateLink: each endpoint interface leads to the NLB node of its own zone. */
function* throughService(
	state: NetworkState,
	endpoint: NetworkEndpoint,
	zoneId: string,
	client: Peer,
	port: number,
): Trail<Reached> {
	const service = yield* pass(
		'endpoint-service',
		endpoint.serviceName,
		state.services.find(({name}) => name === endpoint.serviceName),
		{passed: ({id}) => `${endpoint.serviceName} is ${id}`, dropped: `${endpoint.serviceName} does not exist`},
	);
	const connection = service.connections.find(({endpointId}) => endpointId === endpoint.id)?.state ?? 'absent';
	yield* pass('endpoint-connection', endpoint.id, connection.toLowerCase() === 'available' && connection, {
		passed: `${service.id} shows the connection as available`,
		dropped: `${service.id} shows the connection as ${connection}`,
	});
	const balancer = state.loadBalancers.find(({arn}) => service.loadBalancerArns.includes(arn));
	const node = balancer?.nodes.find(candidate => candidate.zoneId === zoneId);
	const found = yield* pass('load-balancer-node', balancer?.arn ?? service.id, balancer && node && {balancer, node}, {
		passed: ({node: {ip}}) => `${balancer?.name} has a node in ${zoneId}: ${ip}`,
		dropped: balancer ? `${balancer.name} has no node in ${zoneId}` : `${service.id} has no load balancer`,
	});
	return yield* toLoadBalancer(state, found.balancer, found.node, client, port, true);
}

function* toEndpoint(
	state: NetworkState,
	endpoint: NetworkEndpoint,
	zoneId: string,
	client: Peer,
	port: number,
): Trail<Reached> {
	const group = admittingGroup(state, endpoint.groupIds, 'ingress', client, port);
	yield* pass('endpoint-ingress', endpoint.groupIds.join(' '), group, {
		passed: id => `${id} lets tcp/${port} from ${client.ip} in`,
		dropped: `no inbound rule of ${endpoint.groupIds.join(', ')} lets tcp/${port} from ${client.ip} in`,
	});
	yield* pass('endpoint-connection', endpoint.id, endpoint.state.toLowerCase() === 'available' && endpoint, {
		passed: `${endpoint.id} is available`,
		dropped: `${endpoint.id} is ${endpoint.state}`,
	});
	// Names of AWS's own services are `<prefix>.<region>.<service>`, of everybody's `<prefix>.vpce.<region>.vpce-svc-…`.
	const [, awsService] = endpoint.serviceName.split(`.${state.region}.`);
	if (awsService && !awsService.startsWith('vpce-svc-')) return {reached: `aws-service:${awsService}`, port};
	return yield* throughService(state, endpoint, zoneId, client, port);
}

type Owner =
	| {readonly type: 'endpoint'; readonly endpoint: NetworkEndpoint; readonly zoneId: string}
	| {
			readonly type: 'load-balancer';
			readonly balancer: NetworkLoadBalancer;
			readonly node: NetworkLoadBalancer['nodes'][number];
	  }
	| {readonly type: 'instance'; readonly instance: NetworkInstance};

/** Whose network interface has the address in the VPC, and the groups on it. */
const ownerOf = (
	state: NetworkState,
	vpcId: string,
	ip: string,
): {readonly owner: Owner; readonly groupIds: readonly string[]} | undefined => {
	const inVpc = (thing: {readonly vpcId: string}) => thing.vpcId === vpcId;
	for (const endpoint of state.endpoints.filter(inVpc)) {
		const found = endpoint.interfaces.find(each => each.ip === ip);
		if (found) return {owner: {type: 'endpoint', endpoint, zoneId: found.zoneId}, groupIds: endpoint.groupIds};
	}
	for (const balancer of state.loadBalancers.filter(inVpc)) {
		const node = balancer.nodes.find(each => each.ip === ip);
		if (node) return {owner: {type: 'load-balancer', balancer, node}, groupIds: balancer.groupIds};
	}
	const instance = state.instances.filter(inVpc).find(({privateIp}) => privateIp === ip);
	return instance && {owner: {type: 'instance', instance}, groupIds: instance.groupIds};
};

const nameOf = (owner: Owner): string => {
	switch (owner.type) {
		case 'endpoint':
			return owner.endpoint.id;
		case 'load-balancer':
			return owner.balancer.name;
		case 'instance':
			return owner.instance.id;
	}
};

function* toNeighbour(state: NetworkState, client: NetworkInstance, ip: string, port: number): Trail<Reached> {
	const {owner} = yield* pass('destination', ip, ownerOf(state, client.vpcId, ip), {
		passed: found => `${ip} belongs to ${nameOf(found.owner)}`,
		dropped: `no network interface of ${client.vpcId} has ${ip}`,
	});
	const peer = {ip: client.privateIp, groupIds: client.groupIds};
	switch (owner.type) {
		case 'endpoint':
			return yield* toEndpoint(state, owner.endpoint, owner.zoneId, peer, port);
		case 'load-balancer':
			return yield* toLoadBalancer(state, owner.balancer, owner.node, peer, port, false);
		case 'instance':
			return yield* toInstance(state, owner.instance, peer, port);
	}
}

/** VPC Block Public Access lets what a NAT gateway sends pass unless it blocks both ways. */
const isBlocked = (state: NetworkState, vpcId: string, byNat: boolean): boolean => {
	const mode = state.vpcs.find(({id}) => id === vpcId)?.blockMode ?? 'off';
	return mode === 'block-bidirectional' || (mode === 'block-ingress' && !byNat);
};

/** Out of the VPC through its attached internet gateway; returns the public source address. */
function* throughInternetGateway(
	state: NetworkState,
	gatewayId: string,
	vpcId: string,
	publicIp: string | undefined,
	byNat = false,
): Trail<string> {
	const gateway = state.internetGateways.find(({id}) => id === gatewayId);
	const isAttached = gateway?.vpcIds.includes(vpcId);
	yield* pass('internet-gateway', gatewayId, isAttached && !isBlocked(state, vpcId, byNat), {
		passed: `${gatewayId} is attached to ${vpcId}`,
		dropped: isAttached
			? `VPC Block Public Access keeps ${vpcId} from ${gatewayId}`
			: `${gatewayId} is not attached to ${vpcId}`,
	});
	return yield* pass('internet-gateway', gatewayId, publicIp, {
		passed: ip => `it translates the source to ${ip}`,
		dropped: 'the source has no public IPv4 address',
	});
}

function* throughNatGateway(state: NetworkState, natId: string, vpcId: string, ip: string): Trail<string> {
	const nat = yield* pass(
		'nat-gateway',
		natId,
		state.natGateways.find(({id, state: word}) => id === natId && word.toLowerCase() === 'available'),
		{passed: `${natId} is available`, dropped: `${natId} is not available`},
	);
	const route = routeFor(state, nat.subnetId, ip);
	const onward = yield* pass('route', nat.subnetId, route?.active && route, {
		passed: ({target}) => `the subnet of ${natId} routes ${ip} to ${target}`,
		dropped: `the subnet of ${natId} has no active route to ${ip}`,
	});
	return yield* throughInternetGateway(state, onward.target, vpcId, nat.publicIp, true);
}

function* toOutside(state: NetworkState, host: string, ip: string, source: string, port: number): Trail<Reached> {
	const instance = state.instances.find(({publicIp}) => publicIp === ip);
	if (instance) return yield* toInstance(state, instance, {ip: source, groupIds: []}, port);
	const service = serviceOfName(state, host);
	return {reached: service ? `aws-service:${service}` : 'internet', port};
}

function* toAddress(
	state: NetworkState,
	client: NetworkInstance,
	host: string,
	ip: string,
	port: number,
): Trail<Reached> {
	const peer = {ip, groupIds: ownerOf(state, client.vpcId, ip)?.groupIds ?? []};
	yield* pass(
		'client-egress',
		client.groupIds.join(' '),
		admittingGroup(state, client.groupIds, 'egress', peer, port),
		{
			passed: id => `${id} lets tcp/${port} to ${ip} out`,
			dropped: `no outbound rule of ${client.groupIds.join(', ')} lets tcp/${port} to ${ip} out`,
		},
	);
	const route = routeFor(state, client.subnetId, ip);
	const {target} = yield* pass('route', client.subnetId, route?.active && route, {
		passed: found => `${found.destination} leads to ${found.target}`,
		dropped: route
			? `the route ${route.destination} to ${route.target} is a blackhole`
			: `the route table of ${client.subnetId} has no route to ${ip}`,
	});
	if (target === 'local') return yield* toNeighbour(state, client, ip, port);
	if (target.startsWith('nat-')) {
		const source = yield* throughNatGateway(state, target, client.vpcId, ip);
		return yield* toOutside(state, host, ip, source, port);
	}
	const source = yield* throughInternetGateway(state, target, client.vpcId, client.publicIp);
	return yield* toOutside(state, host, ip, source, port);
}

function* fromClient(state: NetworkState, {fromInstance, to}: Question, ip: string | undefined): Trail<Reached> {
	const client = yield* pass(
		'client',
		fromInstance,
		state.instances.find(({id, running}) => id === fromInstance && running),
		{
			passed: ({privateIp}) => `${fromInstance} is running with ${privateIp}`,
			dropped: `${fromInstance} is not running`,
		},
	);
	if (isAddress(to.host)) return yield* toAddress(state, client, to.host, to.host, to.port);
	const dnsSupport = state.vpcs.find(({id}) => id === client.vpcId)?.dnsSupport;
	const address = yield* pass('dns', client.vpcId, ip, {
		passed: found => `${to.host} is ${found}`,
		dropped: dnsSupport ? `${to.host} does not exist` : `DNS support of ${client.vpcId} is off`,
		kind: 'no-name',
	});
	return yield* toAddress(state, client, to.host.toLowerCase(), address, to.port);
}

/** The walk of a client that has chosen `address` among those of the host. */
export const walkTo = (state: NetworkState, question: Question, address: string): Walk =>
	follow(fromClient(state, question, address), address);

/** One walk for every address that the host has; one alone when it has none. */
export const walks = (state: NetworkState, question: Question): readonly Walk[] => {
	const addresses = resolve(state, question.fromInstance, question.to.host);
	if (addresses.length === 0) return [follow(fromClient(state, question, undefined))];
	return addresses.map(address => walkTo(state, question, address));
};

/**
 * Where a TCP connection ends, hop by hop, by AWS's rules for VPC routing, security groups, PrivateLink and Network Load
 * Balancers. Of a host with several addresses it is the walk to the first that can be reached, as a client that tries
 * them all would have it; when none can, the walk to the first.
 */
export const walk = (state: NetworkState, question: Question): Walk => {
	const all = walks(state, question);
	const found = all.find(({verdict}) => 'reached' in verdict) ?? all[0];
	if (!found) throw new Error('A host has at least one walk');
	return found;
};
