import {blocksIn, type Cidr, contains, formatCidr, networkOf, overlaps, parseAddress, parseCidr} from './cidr.ts';
import type {Flaw} from './problem.ts';

/** A VPC or a subnet has a prefix from /16 to /28 (VPC user guide, "VPC CIDR blocks"). */
const shortestPrefix = 16;
const longestPrefix = 28;

/** The longest prefix of a VPC that has room for four subnets. */
const longestVpcPrefix = longestPrefix - 2;

/** Blocks whose addresses never are a host's, whatever the network: RFC 1122, RFC 3927, RFC 5771. */
const unusable: readonly {readonly cidr: Cidr; readonly use: string}[] = [
	{cidr: {address: 0, prefix: 8}, use: '0.0.0.0/8 stands for "this network"'},
	{cidr: {address: 127 * 2 ** 24, prefix: 8}, use: "127.0.0.0/8 is every machine's loopback"},
	{cidr: {address: 169 * 2 ** 24 + 254 * 2 ** 16, prefix: 16}, use: '169.254.0.0/16 is link-local'},
	{cidr: {address: 224 * 2 ** 24, prefix: 4}, use: '224.0.0.0/4 is multicast'},
];

/**
 * The four subnets of a VPC when nobody says otherwise: /24s as in the manual procedure, or quarters of a VPC that is
 * too small for four of them.
 */
export const cutSubnets = (vpc: Cidr): readonly Cidr[] => blocksIn(vpc, Math.max(24, vpc.prefix + 2)).slice(0, 4);

type BlockFlaw = {
	readonly message: string;
	/** The block nearest to what was meant that is no flaw of this sort. */
	readonly nearest: Cidr | undefined;
};

const within = ({address, prefix}: Cidr, longest: number): Cidr =>
	networkOf({address, prefix: Math.min(Math.max(prefix, shortestPrefix), longest)});

const notABlock = (text: string): BlockFlaw => {
	const address = parseAddress(text.split('/')[0] ?? '');
	const meant = address === undefined ? undefined : networkOf({address, prefix: shortestPrefix});
	return {
		message: 'Not an IPv4 CIDR block (four decimal numbers, a slash, a prefix length).',
		nearest: meant && unusable.some(({cidr}) => overlaps(cidr, meant)) ? undefined : meant,
	};
};

const blockFlaw = (text: string, longest: number): BlockFlaw | undefined => {
	const cidr = parseCidr(text);
	if (!cidr) return notABlock(text);
	const {prefix} = cidr;
	const taken = unusable.find(other => overlaps(other.cidr, cidr));
	if (taken) return {message: `${taken.use}: no VPC can use it.`, nearest: undefined};
	const nearest = within(cidr, longest);
	if (prefix < shortestPrefix || prefix > longestPrefix) {
		return {message: `AWS takes prefixes from /${shortestPrefix} to /${longestPrefix}, not /${prefix}.`, nearest};
	}
	if (prefix > longest) {
		return {message: `A /${prefix} has no room for four subnets of at least /${longestPrefix} each.`, nearest};
	}
	if (formatCidr(networkOf(cidr)) !== formatCidr(cidr)) {
		return {message: `A /${prefix} block does not begin at ${text.split('/')[0]}.`, nearest};
	}
	return undefined;
};

/** What is wrong with a text as the CIDR of a VPC; `fallback` is suggested when nothing nearer would do. */
export const vpcFlaw = (text: string, fallback: string): Flaw | undefined => {
	const flaw = blockFlaw(text, longestVpcPrefix);
	if (!flaw) return undefined;
	return {message: flaw.message, suggestion: flaw.nearest ? formatCidr(flaw.nearest) : fallback};
};

/** Another subnet of the VPC, as it was answered. */
export type Sibling = {readonly label: string; readonly text: string};

/** Where a subnet is to fit in. */
export type Surroundings = {
	/** Absent: the VPC's own CIDR is wrong, and the subnet is looked at for itself. */
	readonly vpc: Cidr | undefined;
	/** The other three subnets of the VPC. */
	readonly siblings: readonly Sibling[];
	/** What the default cut gives this subnet. */
	readonly fallback: string;
};

type Rival = {readonly label: string; readonly cidr: Cidr};

/** The siblings that take up room: one with a flaw of its own will have to move anyway. */
const rivalsAmong = (siblings: readonly Sibling[], vpc: Cidr): readonly Rival[] =>
	siblings.flatMap(({label, text}) => {
		const cidr = blockFlaw(text, longestPrefix) ? undefined : parseCidr(text);
		return cidr && contains(vpc, cidr) ? [{label, cidr}] : [];
	});

const freeBlock = (wanted: Cidr, vpc: Cidr, rivals: readonly Rival[]): Cidr | undefined => {
	const isFree = (block: Cidr) => contains(vpc, block) && !rivals.some(({cidr}) => overlaps(cidr, block));
	if (isFree(wanted)) return wanted;
	for (let prefix = wanted.prefix; prefix <= longestPrefix; prefix++) {
		const free = blocksIn(vpc, prefix).find(isFree);
		if (free) return free;
	}
	return undefined;
};

/** A subnet where the default cut has it is never in the way: what overlaps it was moved there. */
const placementFlaw = (cidr: Cidr, vpc: Cidr, rivals: readonly Rival[], fallback: string): string | undefined => {
	if (!contains(vpc, cidr)) return `Outside its VPC ${formatCidr(vpc)}.`;
	const rival = formatCidr(cidr) === fallback ? undefined : rivals.find(other => overlaps(other.cidr, cidr));
	return rival && `Overlaps ${rival.label} (${formatCidr(rival.cidr)}).`;
};

/**
 * What is wrong with a text as the CIDR of a subnet. The suggestion is a block that is free in its VPC; when the other
 * subnets fill the VPC the message says so, and the suggestion is the default cut, which makes one of them move.
 */
export const subnetFlaw = (text: string, {vpc, siblings, fallback}: Surroundings): Flaw | undefined => {
	const flaw = blockFlaw(text, longestPrefix);
	if (!vpc) return flaw && {message: flaw.message, suggestion: flaw.nearest ? formatCidr(flaw.nearest) : fallback};
	const rivals = rivalsAmong(siblings, vpc);
	const cidr = parseCidr(text);
	const message = flaw?.message ?? (cidr && placementFlaw(cidr, vpc, rivals, fallback));
	if (message === undefined) return undefined;
	const wanted = (flaw ? flaw.nearest : cidr) ?? parseCidr(fallback) ?? vpc;
	const free = freeBlock(wanted, vpc, rivals);
	return free
		? {message, suggestion: formatCidr(free)}
		: {message: `${message} The other subnets leave no room in ${formatCidr(vpc)}.`, suggestion: fallback};
};
