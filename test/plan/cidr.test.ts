import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	blocksIn,
	type Cidr,
	contains,
	containsAddress,
	formatAddress,
	formatCidr,
	isPublic,
	networkOf,
	overlaps,
	parseAddress,
	parseCidr,
	sizeOf,
} from '../../source/plan/cidr.ts';
import {anyCidr} from './arbitraries.ts';

const cidr = (text: string): Cidr => {
	const parsed = parseCidr(text);
	if (!parsed) throw new Error(text);
	return parsed;
};

/** Blocks that often meet: few addresses, long prefixes. */
const closeCidr = fc.record({address: fc.integer({min: 0, max: 255}), prefix: fc.integer({min: 24, max: 32})});

const addressesOf = (block: Cidr): ReadonlySet<number> =>
	new Set(Array.from({length: sizeOf(block)}, (_, index) => networkOf(block).address + index));

describe('CIDR arithmetic', () => {
	it('reads what it writes', () => {
		fc.assert(
			fc.property(anyCidr, block => {
				expect(parseCidr(formatCidr(block))).toEqual(block);
			}),
		);
	});

	it('reads one spelling of a block only', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[0-9.]{1,15}\/[0-9]{1,3}$/), text => {
				const block = parseCidr(text);
				if (block) expect(formatCidr(block)).toBe(text);
			}),
		);
	});

	it.each([
		'',
		'10.0.0.0',
		'10.0.0.0/',
		'10.0.0.0/33',
		'10.0.0.0/08',
		'010.0.0.0/8',
		'10.0.0/16',
		'10.0.0.256/24',
		'0x0a.0.0.0/8',
		'10.0.0.0/8/8',
		' 10.0.0.0/8',
		'10.0.0.0/-1',
		'::/0',
		'fd00::/8',
		'lab',
	])('does not read %j', text => {
		expect(parseCidr(text)).toBeUndefined();
	});

	it('reads the ends of the address space', () => {
		expect(parseAddress('0.0.0.0')).toBe(0);
		expect(parseAddress('255.255.255.255')).toBe(2 ** 32 - 1);
		expect(formatAddress(2 ** 31)).toBe('128.0.0.0');
	});

	it('masks to a block that contains the address, once and for all', () => {
		fc.assert(
			fc.property(anyCidr, block => {
				const network = networkOf(block);
				expect(networkOf(network)).toEqual(network);
				expect(network.address % sizeOf(network)).toBe(0);
				expect(containsAddress(formatCidr(network), formatAddress(block.address))).toBe(true);
			}),
		);
	});

	it('contains and overlaps as the sets of addresses do', () => {
		fc.assert(
			fc.property(closeCidr, closeCidr, (one, other) => {
				const [these, those] = [addressesOf(one), addressesOf(other)];
				expect(contains(one, other)).toBe([...those].every(address => these.has(address)));
				expect(overlaps(one, other)).toBe([...those].some(address => these.has(address)));
			}),
		);
	});

	it('is a partial order that overlap follows from', () => {
		fc.assert(
			fc.property(anyCidr, anyCidr, anyCidr, (one, two, three) => {
				expect(contains(one, one)).toBe(true);
				if (contains(one, two) && contains(two, one)) expect(networkOf(one)).toEqual(networkOf(two));
				if (contains(one, two) && contains(two, three)) expect(contains(one, three)).toBe(true);
				expect(overlaps(one, two)).toBe(overlaps(two, one));
				if (contains(one, two) && overlaps(two, three)) expect(overlaps(one, three)).toBe(true);
			}),
		);
	});

	it('divides a block without gaps and without overlaps', () => {
		fc.assert(
			fc.property(closeCidr, fc.integer({min: 24, max: 32}), (outer, prefix) => {
				const blocks = blocksIn(outer, prefix);
				const addresses = blocks.flatMap(block => [...addressesOf(block)]);
				expect(new Set(addresses)).toEqual(prefix < outer.prefix ? new Set() : addressesOf(outer));
				expect(addresses.length).toBe(new Set(addresses).size);
			}),
		);
	});

	it.each([
		['21.0.0.0/16', '21.0.255.255', true],
		['21.0.0.0/16', '21.1.0.0', false],
		['0.0.0.0/0', '255.255.255.255', true],
		['21.0.0.0/16', 'localhost', false],
		['lab', '21.0.0.1', false],
	])('%s contains %s: %s', (block, address, expected) => {
		expect(containsAddress(block, address)).toBe(expected);
	});

	it.each([
		['11.0.0.0/16', true],
		['21.0.0.0/16', true],
		['10.0.0.0/16', false],
		['172.16.0.0/16', false],
		['172.31.0.0/16', false],
		['172.32.0.0/16', true],
		['192.168.0.0/16', false],
		['192.169.0.0/16', true],
		['100.64.0.0/16', false],
		['100.128.0.0/16', true],
		['198.18.0.0/16', false],
		['8.8.8.0/24', true],
	])('%s is public: %s', (block, expected) => {
		expect(isPublic(cidr(block))).toBe(expected);
	});
});
