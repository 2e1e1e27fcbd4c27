import {walkTo} from '../../network/packet-walk.ts';
import {resolve} from '../../network/resolve.ts';
import type {Computer} from './computer.ts';
import {type HttpRequest, type HttpResponse, respond} from './http.ts';
import {metadataAddress, metadataResponse} from './metadata.ts';

/** How a TCP connection attempt ended. */
export type Connection =
	| {readonly type: 'connected'; readonly address: string; readonly reached: string; readonly port: number}
	| {readonly type: 'refused'; readonly address: string}
	| {readonly type: 'timeout'; readonly address: string}
	| {readonly type: 'no-name'};

/** Linux gives up on a silent address after six repeated SYNs: 2 + 4 + … + 64 + 7 s, about. */
export const kernelTimeout = 134_000;

/** Of the resolver on the machine, when the VPC's does not answer at all. */
const resolverTimeout = 10_000;

/** Inside a region, ms: of one packet and its answer. */
const roundTrip = (computer: Computer): number => 1 + Math.floor(3 * computer.random());

/** Hosts of the simulated internet; all others there are silent. */
const isMirror = (host: string): boolean => host === 'security.ubuntu.com' || host.endsWith('.archive.ubuntu.com');

const isLoopback = (host: string): boolean => host === 'localhost' || host.startsWith('127.');

/** The addresses of a name, as the machine's resolver has them: /etc/hosts first. Takes time. */
export const lookUp = async (computer: Computer, host: string, signal?: AbortSignal): Promise<readonly string[]> => {
	if (host === 'localhost') return ['127.0.0.1'];
	const network = computer.network();
	const addresses = resolve(network, computer.machine.instanceId, host);
	const vpcId = network.instances.find(({id}) => id === computer.machine.instanceId)?.vpcId;
	const answered = network.vpcs.find(({id}) => id === vpcId)?.dnsSupport;
	await computer.clock.sleep(answered ? roundTrip(computer) : resolverTimeout, signal);
	return addresses;
};

/** A connection to a single address, at once: what the packet walk says. */
const attempt = (computer: Computer, host: string, address: string, port: number): Connection => {
	const own = isLoopback(address) || address === computer.identity().privateIp;
	if (own) {
		const listens = Object.values(computer.software().services).some(each => each.running && each.port === port);
		const {instanceId} = computer.machine;
		return listens ? {type: 'connected', address, reached: instanceId, port} : {type: 'refused', address};
	}
	if (address === metadataAddress) {
		return port === 80 ? {type: 'connected', address, reached: 'metadata', port} : {type: 'refused', address};
	}
	const {verdict} = walkTo(computer.network(), {fromInstance: computer.machine.instanceId, to: {host, port}}, address);
	if ('dropped' in verdict) return {type: verdict.kind === 'refused' ? 'refused' : 'timeout', address};
	if (verdict.reached === 'internet' && !isMirror(host)) return {type: 'timeout', address};
	return {type: 'connected', address, reached: verdict.reached, port: verdict.port};
};

/**
 * Opens a TCP connection. Of several addresses it tries one after the other, beginning anywhere, and gives each but the
 * last half of the time that is left, as curl does.
 * @param timeout ms, for all attempts together
 */
export const connect = async (
	computer: Computer,
	host: string,
	port: number,
	timeout: number,
	signal?: AbortSignal,
): Promise<Connection> => {
	const addresses = await lookUp(computer, host, signal);
	const first = Math.floor(computer.random() * addresses.length);
	const ordered = [...addresses.slice(first), ...addresses.slice(0, first)];
	const until = computer.clock.now() + timeout;
	let last: Connection = {type: 'no-name'};
	for (const [index, address] of ordered.entries()) {
		last = attempt(computer, host, address, port);
		if (last.type !== 'timeout') {
			await computer.clock.sleep(roundTrip(computer), signal);
			if (last.type === 'connected') return last;
			continue;
		}
		const left = until - computer.clock.now();
		await computer.clock.sleep(index === ordered.length - 1 ? left : Math.ceil(left / 2), signal);
	}
	return last;
};

/** Sends a request over an open connection; undefined when the other side closes it without an answer. */
export const exchange = async (
	computer: Computer,
	connection: Extract<Connection, {readonly type: 'connected'}>,
	request: HttpRequest,
	signal?: AbortSignal,
): Promise<HttpResponse | undefined> => {
	await computer.clock.sleep(roundTrip(computer), signal);
	const now = computer.clock.now();
	const response =
		connection.reached === 'metadata'
			? metadataResponse(computer.identity(), computer.machine.userData, request, now)
			: connection.reached === 'internet' || connection.reached.startsWith('aws-service:')
				? respond(request.method, 404, {'Content-Type': 'text/plain'}, '')
				: await computer.serve(connection.reached, connection.port, request);
	// RFC 9110, 6.6.1: an origin server with a clock sends the date.
	return response && {...response, headers: {Date: new Date(now).toUTCString(), ...response.headers}};
};
