import ipaddr from 'ipaddr.js';

const {IPv4} = ipaddr;

/** An IPv4 block as it was written: bits behind the prefix may be set. */
export type Cidr = {
	/** Unsigned, 32 bits. */
	readonly address: number;
	/** 0 to 32. */
	readonly prefix: number;
};

const toNumber = (octets: readonly number[]): number => octets.reduce((sum, octet) => sum * 256 + octet, 0);

/** Reads an address in dotted decimal form; leading zeros, shortened and hexadecimal forms are none. */
export const parseAddress = (text: string): number | undefined => {
	if (!IPv4.isValidFourPartDecimal(text)) return undefined;
	const {octets} = IPv4.parse(text);
	return octets.join('.') === text ? toNumber(octets) : undefined;
};

export const formatAddress = (address: number): string =>
	[24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.');

/** Reads `a.b.c.d/n`, host bits and all; `undefined` when it is not an IPv4 block. */
export const parseCidr = (text: string): Cidr | undefined => {
	const [head = '', tail = '', ...rest] = text.split('/');
	const address = parseAddress(head);
	if (address === undefined || rest.length > 0 || !/^(0|[1-9]\d?)$/.test(tail)) return undefined;
	const prefix = Number(tail);
	return prefix <= 32 ? {address, prefix} : undefined;
};

export const formatCidr = ({address, prefix}: Cidr): string => `${formatAddress(address)}/${prefix}`;

/** The number of addresses in a block, AWS's five reserved ones included. */
export const sizeOf = ({prefix}: Cidr): number => 2 ** (32 - prefix);

/** The block with the bits behind its prefix cleared. */
export const networkOf = (cidr: Cidr): Cidr => ({...cidr, address: cidr.address - (cidr.address % sizeOf(cidr))});

/** Whether every address of `inner` is one of `outer`. */
export const contains = (outer: Cidr, inner: Cidr): boolean =>
	outer.prefix <= inner.prefix &&
	networkOf(outer).address === networkOf({address: inner.address, prefix: outer.prefix}).address;

/** Whether two blocks share an address: blocks are nested or apart, never crossed. */
export const overlaps = (one: Cidr, other: Cidr): boolean => contains(one, other) || contains(other, one);

/** Whether `address` (dotted decimal) lies in the block `cidr`; false when either text is not what it should be. */
export const containsAddress = (cidr: string, address: string): boolean => {
	const block = parseCidr(cidr);
	const found = parseAddress(address);
	return block !== undefined && found !== undefined && contains(block, {address: found, prefix: 32});
};

/** All blocks of `prefix` inside `outer`, ascending; none when `outer` is smaller than that. */
export const blocksIn = (outer: Cidr, prefix: number): readonly Cidr[] => {
	if (prefix < outer.prefix) return [];
	const {address} = networkOf(outer);
	const step = sizeOf({address, prefix});
	return Array.from({length: 2 ** (prefix - outer.prefix)}, (_, index) => ({address: address + index * step, prefix}));
};

const isRoutable = (address: number): boolean => IPv4.parse(formatAddress(address)).range() === 'unicast';

/**
 * Whether a block lies in public address space: neither RFC 1918 nor shared (RFC 6598) nor otherwise set apart.
 * Blocks of a VPC are at most a /16, so that their ends tell.
 */
export const isPublic = (cidr: Cidr): boolean => {
	const {address} = networkOf(cidr);
	return isRoutable(address) || isRoutable(address + sizeOf(cidr) - 1);
};
