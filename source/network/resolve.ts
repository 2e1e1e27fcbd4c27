import {isAddress} from './ipv4.ts';
import type {NetworkEndpoint, NetworkState} from './state.ts';

/** RFC 5737: addresses for documentation, which stand for everything outside the described network. */
const outside = {services: '203.0.113', internet: '198.51.100'} as const;

const hostNumber = (name: string): number =>
	1 + ([...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 65_521, 7) % 254);

/** The AWS service of a public name, e.g. `ssm` of `ssm.<region>.<dnsSuffix>` or `s3` of a bucket's dual-stack name. */
export const serviceOfName = (state: NetworkState, name: string): string | undefined => {
	const suffix = `.${state.region}.${state.dnsSuffix}`;
	if (!name.endsWith(suffix)) return undefined;
	return name
		.slice(0, -suffix.length)
		.split('.')
		.findLast(label => label !== 'dualstack');
};

const gone = ['deleted', 'deleting'];

const addressesOfEndpoint = (endpoint: NetworkEndpoint, name: string): readonly string[] =>
	endpoint.names
		.filter(entry => entry.name.toLowerCase() === name)
		.flatMap(entry =>
			endpoint.interfaces.filter(({zoneId}) => entry.scope !== 'zonal' || zoneId === entry.zoneId).map(({ip}) => ip),
		);

/** Zones whose names are all in the state: what is not found there does not exist. */
const isOwnName = (state: NetworkState, name: string): boolean =>
	!name.includes('.') ||
	name.endsWith('.internal') ||
	name.endsWith(`.vpce.${state.dnsSuffix}`) ||
	name.endsWith(`.elb.${state.region}.${state.dnsSuffix}`);

/**
 * What the VPC's resolver (its base address plus two) answers an instance: IPv4 addresses, none for a name that does not
 * exist or when the VPC's DNS support is off. The public names of endpoints resolve everywhere to private addresses;
 * their private names hold inside their VPC only, and need its DNS hostnames.
 */
export const resolve = (state: NetworkState, fromInstance: string, host: string): readonly string[] => {
	const name = host.toLowerCase().replace(/\.$/, '');
	if (isAddress(name)) return [name];
	const client = state.instances.find(({id}) => id === fromInstance);
	const vpc = state.vpcs.find(({id}) => id === client?.vpcId);
	if (!vpc?.dnsSupport) return [];

	const own = state.instances.filter(
		({vpcId, privateDnsName}) => vpcId === vpc.id && privateDnsName.toLowerCase() === name,
	);
	if (own.length > 0) return own.map(({privateIp}) => privateIp);

	const endpoints = state.endpoints.filter(({state: word}) => !gone.includes(word.toLowerCase()));
	const isPrivate = ({names}: NetworkEndpoint) =>
		names.some(entry => entry.scope === 'private' && entry.name.toLowerCase() === name);
	const found = endpoints
		.filter(endpoint => !isPrivate(endpoint) || (endpoint.vpcId === vpc.id && vpc.dnsHostnames))
		.flatMap(endpoint => addressesOfEndpoint(endpoint, name));
	if (found.length > 0) return found;

	const balancer = state.loadBalancers.find(({dnsName}) => dnsName.toLowerCase() === name);
	if (balancer) return balancer.nodes.map(({ip}) => ip);

	if (isOwnName(state, name)) return [];
	const network = serviceOfName(state, name) ? outside.services : outside.internet;
	return [`${network}.${hostNumber(name)}`];
};
