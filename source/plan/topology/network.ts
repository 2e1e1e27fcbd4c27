import type {Deployment} from '../deployment.ts';
import {type Resource, reference} from '../graph.ts';
import type {SubnetKey, VpcSide} from '../questions.ts';
import {nodesOf} from './node.ts';

/** `0.0.0.0/0`: a destination of routes, never a source of inbound rules. */
const anywhere = '0.0.0.0/0';

type VpcNode = Resource<'vpc'>;

const subnetNames = {
	public1: {name: 'public-1', label: 'Public subnet 1', zone: 0},
	public2: {name: 'public-2', label: 'Public subnet 2', zone: 1},
	private1: {name: 'private-1', label: 'Private subnet 1', zone: 0},
	private2: {name: 'private-2', label: 'Private subnet 2', zone: 1},
} as const satisfies Readonly<Record<SubnetKey, unknown>>;

const vpcOf = (side: VpcSide, {settings}: Deployment) => {
	const node = nodesOf(side);
	const vpc = node('vpc', {name: 'vpc', label: 'VPC'}, {cidr: settings[`${side}Cidr`]});
	const dnsSupport = node(
		'vpc-attribute',
		{name: 'dns-support', label: 'DNS support'},
		{vpcId: reference(vpc, 'vpcId'), attribute: 'enableDnsSupport'},
	);
	// ModifyVpcAttribute takes one attribute a call, and hostnames need support.
	const dnsHostnames = node(
		'vpc-attribute',
		{name: 'dns-hostnames', label: 'DNS hostnames'},
		{vpcId: reference(vpc, 'vpcId'), attribute: 'enableDnsHostnames'},
		[dnsSupport],
	);
	return {vpc, dns: [dnsSupport, dnsHostnames]};
};

const subnetsOf = (side: VpcSide, {settings, place}: Deployment, vpc: VpcNode) => {
	const subnet = (key: SubnetKey) => {
		const {name, label, zone} = subnetNames[key];
		return nodesOf(side)(
			'subnet',
			{name: `subnet-${name}`, label},
			{
				vpcId: reference(vpc, 'vpcId'),
				cidr: settings[`${side}Subnets`][key],
				availabilityZoneId: place.zones[zone].id,
			},
		);
	};
	return {
		public1: subnet('public1'),
		public2: subnet('public2'),
		private1: subnet('private1'),
		private2: subnet('private2'),
	};
};

type Subnets = ReturnType<typeof subnetsOf>;

/** A route table with the two subnets of its kind. */
const tableOf = (side: VpcSide, vpc: VpcNode, subnets: Subnets, access: 'public' | 'private') => {
	const node = nodesOf(side);
	const label = access === 'public' ? 'Public route table' : 'Private route table';
	const table = node('route-table', {name: `route-table-${access}`, label}, {vpcId: reference(vpc, 'vpcId')});
	const associate = (key: SubnetKey) =>
		node(
			'route-table-association',
			{name: `route-table-association-${subnetNames[key].name}`, label: `${subnetNames[key].label} in its route table`},
			{routeTableId: reference(table, 'routeTableId'), subnetId: reference(subnets[key], 'subnetId')},
		);
	return {table, first: associate(`${access}1`), second: associate(`${access}2`)};
};

type Table = ReturnType<typeof tableOf>;

const internetOf = (side: VpcSide, vpc: VpcNode, {table}: Table) => {
	const node = nodesOf(side);
	const gateway = node('internet-gateway', {name: 'internet-gateway', label: 'Internet gateway'}, {});
	const attachment = node(
		'internet-gateway-attachment',
		{name: 'internet-gateway-attachment', label: 'Internet gateway attachment'},
		{internetGatewayId: reference(gateway, 'internetGatewayId'), vpcId: reference(vpc, 'vpcId')},
	);
	const route = node(
		'route',
		{name: 'route-internet', label: 'Route to the internet gateway'},
		{
			routeTableId: reference(table, 'routeTableId'),
			destinationCidr: anywhere,
			via: 'internet-gateway',
			gatewayId: reference(gateway, 'internetGatewayId'),
		},
		[attachment],
	);
	return {attachment, route, resources: [gateway, attachment, route]};
};

/** A NAT gateway in the first public subnet, and the private table's route to it. */
const natOf = (side: VpcSide, subnets: Subnets, {table}: Table, ready: readonly Resource[]) => {
	const node = nodesOf(side);
	const address = node('address', {name: 'address', label: 'Elastic IP address'}, {});
	const gateway = node(
		'nat-gateway',
		{name: 'nat-gateway', label: 'NAT gateway'},
		{subnetId: reference(subnets.public1, 'subnetId'), allocationId: reference(address, 'allocationId')},
		ready,
	);
	const route = node(
		'route',
		{name: 'route-nat', label: 'Route to the NAT gateway'},
		{
			routeTableId: reference(table, 'routeTableId'),
			destinationCidr: anywhere,
			via: 'nat-gateway',
			gatewayId: reference(gateway, 'natGatewayId'),
		},
	);
	return {route, resources: [address, gateway, route]};
};

/**
 * One VPC with its subnets and ways out. `publicReady` and `privateReady` are what an instance in the first subnet of
 * that kind waits for, so that its first boot already has the way out that the subnet is ever to have.
 */
export const networkOf = (side: VpcSide, deployment: Deployment, {withNat}: {readonly withNat: boolean}) => {
	const {vpc, dns} = vpcOf(side, deployment);
	const subnets = subnetsOf(side, deployment, vpc);
	const publicTable = tableOf(side, vpc, subnets, 'public');
	const privateTable = tableOf(side, vpc, subnets, 'private');
	const internet = internetOf(side, vpc, publicTable);
	const wayOut = [internet.route, publicTable.first];
	// An instance gets its public name when it gets its address, if the VPC gives names by then.
	const publicReady = [...wayOut, ...dns];
	const nat = withNat ? natOf(side, subnets, privateTable, [internet.attachment, ...wayOut]) : undefined;
	const resources: readonly Resource[] = [
		vpc,
		...dns,
		...Object.values(subnets),
		publicTable.table,
		publicTable.first,
		publicTable.second,
		privateTable.table,
		privateTable.first,
		privateTable.second,
		...internet.resources,
		...(nat?.resources ?? []),
	];
	const privateReady = [privateTable.first, ...(nat ? [nat.route] : [])];
	return {vpc, dns, subnets, publicReady, privateReady, resources};
};

export type Network = ReturnType<typeof networkOf>;
