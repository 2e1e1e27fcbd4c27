/** The stations of a packet, in the order in which it can meet them. */
export const hopLabels = {
	client: 'Client instance',
	dns: 'VPC DNS resolver',
	'client-egress': 'Client security group, outbound',
	route: 'Route table',
	'nat-gateway': 'NAT gateway',
	'internet-gateway': 'Internet gateway',
	destination: 'Network interface',
	'endpoint-ingress': 'Endpoint security group, inbound',
	'endpoint-connection': 'Endpoint connection',
	'endpoint-service': 'Endpoint service',
	'load-balancer-node': 'Network Load Balancer node',
	'load-balancer-ingress': 'Load balancer security group, inbound',
	listener: 'Listener',
	'target-choice': 'Target group',
	'load-balancer-egress': 'Load balancer security group, outbound',
	'target-ingress': 'Target security group, inbound',
	target: 'Target instance',
} as const;

export type HopName = keyof typeof hopLabels;

/** One station: the first that is not passed ends the walk. */
export type Hop = {
	readonly name: HopName;
	/** The id, ARN or name of what was asked. */
	readonly subject: string;
	readonly passed: boolean;
	/** In AWS's terms. */
	readonly why: string;
};

/** What the client notices: nothing at all, a reset, or a name without an address. */
export type DropKind = 'timeout' | 'refused' | 'no-name';

export type Verdict =
	/** An instance's id, `internet`, or `aws-service:<name>`; `port` is the one at that end. */
	| {readonly reached: string; readonly port: number}
	| {readonly dropped: HopName; readonly why: string; readonly kind: DropKind};

export type Walk = {
	readonly hops: readonly Hop[];
	readonly verdict: Verdict;
	/** The address the client connects to; absent when its name has none. */
	readonly remoteAddress?: string;
};

export type Reached = Extract<Verdict, {readonly reached: string}>;

type Dropped = {readonly hop: Hop; readonly kind: DropKind};

/** The stations still ahead of a packet, one at a time. A generator that yielded a drop is never resumed. */
export type Trail<Result> = Generator<Hop | Dropped, Result, void>;

/** Yields a station that is passed when `found` is there, and goes on with it. */
export function* pass<Found>(
	name: HopName,
	subject: string,
	found: Found | undefined | false,
	words: {readonly passed: string | ((found: Found) => string); readonly dropped: string; readonly kind?: DropKind},
): Trail<Found> {
	if (found === undefined || found === false) {
		yield {hop: {name, subject, passed: false, why: words.dropped}, kind: words.kind ?? 'timeout'};
		throw new Error(`The walk went on behind ${name}`);
	}
	yield {name, subject, passed: true, why: typeof words.passed === 'string' ? words.passed : words.passed(found)};
	return found;
}

/** Follows a trail to its end or to the first station that drops the packet. */
export const follow = (trail: Trail<Reached>, remoteAddress?: string): Walk => {
	const hops: Hop[] = [];
	for (;;) {
		const step = trail.next();
		if (step.done) return {hops, verdict: step.value, ...(remoteAddress ? {remoteAddress} : {})};
		if ('hop' in step.value) {
			const {hop, kind} = step.value;
			return {
				hops: [...hops, hop],
				verdict: {dropped: hop.name, why: hop.why, kind},
				...(remoteAddress ? {remoteAddress} : {}),
			};
		}
		hops.push(step.value);
	}
};
