import {containsAddress, parseCidr} from '../plan/cidr.ts';
import type {NetworkRoute, NetworkRule, NetworkState} from './state.ts';

/** The other side of a connection, as security group rules see it. */
export type Peer = {readonly ip: string; readonly groupIds: readonly string[]};

const coversPort = (rule: NetworkRule, port: number): boolean =>
	rule.protocol === '-1' ||
	(rule.protocol === 'tcp' && (rule.fromPort ?? 0) <= port && port <= (rule.toPort ?? 65_535));

const coversPeer = (rule: NetworkRule, peer: Peer): boolean =>
	rule.cidrs.some(cidr => containsAddress(cidr, peer.ip)) || rule.groupIds.some(id => peer.groupIds.includes(id));

/**
 * The id of the first of `groupIds` with a rule that lets a TCP connection with `peer` on `port` in (or out). Groups are
 * stateful: answers need no rule. An interface without groups lets everything through, as an NLB made without any does.
 */
export const admittingGroup = (
	state: NetworkState,
	groupIds: readonly string[],
	direction: 'ingress' | 'egress',
	peer: Peer,
	port: number,
): string | undefined => {
	if (groupIds.length === 0) return 'no security group';
	return groupIds.find(id =>
		state.securityGroups
			.find(group => group.id === id)
			?.[direction].some(rule => coversPort(rule, port) && coversPeer(rule, peer)),
	);
};

/** The route table that holds for a subnet: its own association's, else the VPC's main one. */
const routeTableOf = (state: NetworkState, subnetId: string): NetworkState['routeTables'][number] | undefined => {
	const subnet = state.subnets.find(({id}) => id === subnetId);
	return (
		state.routeTables.find(table => table.subnetIds.includes(subnetId)) ??
		state.routeTables.find(table => table.main && table.vpcId === subnet?.vpcId)
	);
};

/** The most specific route of a subnet for an address; a blackhole counts like any other route. */
export const routeFor = (state: NetworkState, subnetId: string, ip: string): NetworkRoute | undefined =>
	routeTableOf(state, subnetId)
		?.routes.filter(route => containsAddress(route.destination, ip))
		.toSorted((a, b) => (parseCidr(b.destination)?.prefix ?? 0) - (parseCidr(a.destination)?.prefix ?? 0))[0];
