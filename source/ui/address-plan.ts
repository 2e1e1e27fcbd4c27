import {isPublic, overlaps, parseCidr, sizeOf} from '../plan/cidr.ts';
import {type SubnetKey, subnetKeys, type VpcSide, vpcSides} from '../plan/questions.ts';
import type {Settings} from '../plan/settings.ts';

/** A line of the address plan: what it is of the provider and of the consumer. */
export type AddressRow = {readonly label: string; readonly cells: Readonly<Record<VpcSide, string>>};

export type AddressPlan = {
	readonly rows: readonly AddressRow[];
	readonly overlap: {readonly isFine: boolean; readonly message: string};
};

/** In every subnet AWS keeps the first four addresses and the last (VPC user guide, "Subnet CIDR blocks"). */
const reserved = 5;

const subnetLabels: Readonly<Record<SubnetKey, string>> = {
	public1: 'Public 1',
	public2: 'Public 2',
	private1: 'Private 1',
	private2: 'Private 2',
};

const spaceOf = (text: string): string => {
	const cidr = parseCidr(text);
	return cidr === undefined ? '' : isPublic(cidr) ? ' public' : ' private';
};

const hostsIn = (text: string): string => {
	const cidr = parseCidr(text);
	return cidr ? ` (${Math.max(0, sizeOf(cidr) - reserved)})` : '';
};

const overlapOf = ({providerCidr, consumerCidr}: Settings): AddressPlan['overlap'] => {
	const [provider, consumer] = [parseCidr(providerCidr), parseCidr(consumerCidr)];
	return provider && consumer && overlaps(provider, consumer)
		? {isFine: false, message: 'The VPCs overlap. PrivateLink does not mind: nothing routes between them.'}
		: {isFine: true, message: 'The VPCs do not overlap.'};
};

/**
 * What the CIDRs come to: the blocks of both VPCs side by side, with the space they are from and how many addresses
 * each subnet has for hosts.
 */
export const addressPlan = (settings: Settings): AddressPlan => {
	const row = (label: string, cell: (side: VpcSide) => string): AddressRow => ({
		label,
		cells: Object.fromEntries(vpcSides.map(side => [side, cell(side)])) as Record<VpcSide, string>,
	});
	return {
		rows: [
			row('VPC', side => settings[`${side}Cidr`] + spaceOf(settings[`${side}Cidr`])),
			...subnetKeys.map(key =>
				row(subnetLabels[key], side => {
					const cidr = settings[`${side}Subnets`][key];
					return cidr + hostsIn(cidr);
				}),
			),
		],
		overlap: overlapOf(settings),
	};
};
