import {
	CreateLoadBalancer$,
	type CreateLoadBalancerInput,
	type CreateLoadBalancerOutput,
	DeleteLoadBalancer$,
	type DeleteLoadBalancerInput,
	DescribeLoadBalancers$,
	type DescribeLoadBalancersInput,
	type DescribeLoadBalancersOutput,
	type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {failureOnDemand} from '../../faults.ts';
import {find, rowsOf} from '../../lookup.ts';
import {type Context, type Operation, operation, ServiceError, type TimerTable} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import {digestHex} from '../../random.ts';
import type {World} from '../../world.ts';
import {createInterface, interfacesWhere, removeInterfaces} from '../ec2/interfaces.ts';
import {after, insert, onRow, rowsIn} from '../ec2/rows.ts';
import {loadBalancerDefaults} from './attributes.ts';
import {dropListeners} from './listeners.ts';
import {type BalancerDraft, readBalancer} from './load-balancer-request.ts';
import {arnOf, invalid, newDigits} from './names.ts';
import {notFound} from './not-found.ts';
import {pageOf} from './paging.ts';
import {recordOf} from './tags.ts';
import {startChecks} from './target-health.ts';

export type BalancerRow = World['loadBalancers'][string];

/** How the network interfaces of a load balancer are described: the ARN from its type on. */
const descriptionOf = (arn: string): string => `ELB ${arn.split(':loadbalancer/')[1]}`;

/** The network interfaces of a load balancer's nodes. */
export const nodesOf = (context: Pick<Context, 'world' | 'account' | 'region'>, arn: string) =>
	rowsIn(context, context.world.networkInterfaces).filter(({shown}) => shown.Description === descriptionOf(arn));

const insertBalancer = (draft: BalancerDraft, tags: Record<string, string>, context: Context): BalancerRow => {
	const {name, scheme, vpcId, subnets, groups} = draft;
	const digits = newDigits(context);
	const arn = arnOf(context, `loadbalancer/net/${name}/${digits}`);
	for (const subnet of subnets) {
		createInterface(context, {
			subnet,
			groups,
			description: descriptionOf(arn),
			purpose: {type: 'network_load_balancer', requesterId: 'amazon-elb'},
		});
	}
	const shown: LoadBalancer = {
		LoadBalancerArn: arn,
		LoadBalancerName: name,
		DNSName: `${name}-${digits}.elb.${context.region}.${context.dnsSuffix}`,
		CanonicalHostedZoneId: `Z${digestHex(`elb ${context.region}`, 13).toUpperCase()}`,
		CreatedTime: new Date(context.now),
		Scheme: scheme,
		Type: 'network',
		VpcId: vpcId,
		State: {Code: 'provisioning'},
		AvailabilityZones: subnets.map(subnet => ({
			ZoneName: subnet.shown.AvailabilityZone,
			SubnetId: subnet.id,
			LoadBalancerAddresses: [],
		})),
		IpAddressType: 'ipv4',
		...(groups.length > 0
			? {
					SecurityGroups: groups.map(({id}) => id),
					EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
				}
			: {}),
	};
	const failure = failureOnDemand(
		context,
		'load-balancer',
		subnets.map(subnet => subnet.shown.AvailabilityZoneId),
	);
	if (failure) after(context, 'nlbCreate', 'load-balancer-failed', arn, {reason: failure.message});
	else after(context, 'nlbCreate', 'load-balancer-active', arn);
	return insert(context, context.world.loadBalancers, arn, shown, {
		attributes: {...loadBalancerDefaults},
		tags,
		hasGroups: groups.length > 0,
	});
};

const sameSettings = ({shown}: BalancerRow, {scheme, subnets, groups}: BalancerDraft): boolean => {
	const list = (ids: readonly (string | undefined)[]) => ids.toSorted().join(' ');
	return (
		shown.Scheme === scheme &&
		list((shown.AvailabilityZones ?? []).map(({SubnetId}) => SubnetId)) === list(subnets.map(({id}) => id)) &&
		list(shown.SecurityGroups ?? []) === list(groups.map(({id}) => id))
	);
};

/** The name is the key: the same request again gives the same load balancer. */
const create = (input: CreateLoadBalancerInput, context: Context): CreateLoadBalancerOutput => {
	const tags = recordOf(input.Tags);
	const draft = readBalancer(input, context);
	const rows = rowsIn(context, context.world.loadBalancers);
	const known = rows.find(({shown}) => shown.LoadBalancerName === draft.name);
	if (known && !sameSettings(known, draft)) {
		throw new ServiceError(
			'DuplicateLoadBalancerName',
			`A load balancer with the same name '${draft.name}' exists, but with different settings`,
		);
	}
	if (!known) checkQuota(context, 'networkLoadBalancers', rows.length);
	return {LoadBalancers: [(known ?? insertBalancer(draft, tags, context)).shown]};
};

const describe = (input: DescribeLoadBalancersInput, context: Context): DescribeLoadBalancersOutput => {
	const {LoadBalancerArns: arns = [], Names: names = []} = input;
	if (arns.length > 0 && names.length > 0) {
		throw invalid('Load balancer names and load balancer ARNs cannot be specified at the same time');
	}
	const rows = rowsOf(context.world.loadBalancers, context).map(({shown}) => shown);
	if (arns.some(arn => !rows.some(({LoadBalancerArn}) => LoadBalancerArn === arn))) {
		throw new ServiceError(notFound.loadBalancer.code, notFound.loadBalancer.message());
	}
	const unknown = names.filter(name => !rows.some(({LoadBalancerName}) => LoadBalancerName === name));
	if (unknown.length > 0) {
		throw new ServiceError(notFound.loadBalancer.code, `Load balancers '[${unknown.join(', ')}]' not found`);
	}
	const wanted = rows.filter(
		({LoadBalancerArn = '', LoadBalancerName = ''}) =>
			(arns.length === 0 && names.length === 0) || arns.includes(LoadBalancerArn) || names.includes(LoadBalancerName),
	);
	const {page, NextMarker} = pageOf(wanted, input);
	return {LoadBalancers: page, NextMarker};
};

/** A load balancer that is gone already is deleted with success; its network interfaces outlive it for a while. */
const remove = (input: DeleteLoadBalancerInput, context: Context): object => {
	const {loadBalancers, endpointServices} = context.world;
	const row = find(loadBalancers, input.LoadBalancerArn, context);
	if (!row) return {};
	if (row.hidden.attributes['deletion_protection.enabled'] === 'true') {
		throw new ServiceError(
			'OperationNotPermitted',
			`Load balancer '${row.id}' cannot be deleted because deletion protection is enabled`,
		);
	}
	if (rowsIn(context, endpointServices).some(({shown}) => shown.NetworkLoadBalancerArns?.includes(row.id))) {
		throw new ServiceError(
			'ResourceInUse',
			`Load balancer '${row.id}' cannot be deleted because it is currently associated with another service`,
		);
	}
	dropListeners(context, ({shown}) => shown.LoadBalancerArn === row.id);
	delete loadBalancers[row.id];
	after(context, 'nlbInterfacesDelete', 'load-balancer-interfaces-deleted', row.id);
	return {};
};

export const operations: readonly Operation[] = [
	operation(CreateLoadBalancer$, create),
	operation(DescribeLoadBalancers$, describe),
	operation(DeleteLoadBalancer$, remove),
];

export const timers: TimerTable = {
	'load-balancer-active': onRow(
		world => world.loadBalancers,
		({shown}, context) => {
			shown.State = {Code: 'active'};
			startChecks(context);
		},
	),
	'load-balancer-failed': onRow(
		world => world.loadBalancers,
		({shown}, _context, {reason}) => {
			shown.State = {Code: 'failed', Reason: String(reason)};
		},
	),
	'load-balancer-interfaces-deleted': ({id}, context) => {
		const cards = interfacesWhere(context, ({Description}) => Description === descriptionOf(String(id)));
		removeInterfaces(
			context,
			cards.map(card => card.id),
		);
	},
};
