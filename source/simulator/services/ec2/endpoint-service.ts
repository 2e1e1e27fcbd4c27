import {
	CreateVpcEndpointServiceConfiguration$,
	type CreateVpcEndpointServiceConfigurationRequest,
	type CreateVpcEndpointServiceConfigurationResult,
	DeleteVpcEndpointServiceConfigurations$,
	type DeleteVpcEndpointServiceConfigurationsRequest,
	type DeleteVpcEndpointServiceConfigurationsResult,
	DescribeVpcEndpointServiceConfigurations$,
	type DescribeVpcEndpointServiceConfigurationsRequest,
	type DescribeVpcEndpointServiceConfigurationsResult,
	type ServiceConfiguration,
	type UnsuccessfulItem,
} from '@aws-sdk/client-ec2';
import type {LoadBalancer} from '@aws-sdk/client-elastic-load-balancing-v2';
import {find} from '../../lookup.ts';
import {type Context, type Operation, operation, ServiceError, type TimerTable} from '../../operation.ts';
import type {Row, World} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {servicePrefix} from './aws-services.ts';
import {once} from './idempotency.ts';
import {notFound} from './not-found.ts';
import {after, drawMilliseconds, forget, insert, rowsIn} from './rows.ts';
import {creationTags} from './tagging.ts';
import {findZone} from './zones.ts';

type ServiceRow = World['endpointServices'][string];

/** What an item of a batch has to say when the batch as a whole is answered with 200. */
export const unsuccessful = (id: string, code: string, message: string): UnsuccessfulItem => ({
	ResourceId: id,
	Error: {Code: code, Message: message},
});

const needBalancers = (arns: readonly string[], context: Context): readonly LoadBalancer[] => {
	const {loadBalancers, endpointServices} = context.world;
	if (arns.length === 0) {
		throw new ServiceError('MissingParameter', 'The request must contain the parameter NetworkLoadBalancerArn');
	}
	const rows = arns.map(arn => {
		if (!/^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/net\/[^/]+\/[0-9a-f]+$/.test(arn)) {
			throw new ServiceError(
				'InvalidNetworkLoadBalancerArn.Malformed',
				`The network load balancer ARN '${arn}' is malformed`,
			);
		}
		const row = find(loadBalancers, arn, context);
		if (row) return row;
		throw new ServiceError(
			'InvalidNetworkLoadBalancerArn.NotFound',
			`The network load balancer '${arn}' does not exist`,
		);
	});
	const idle = rows.find(({shown}) => shown.State?.Code !== 'active');
	if (idle) {
		throw new ServiceError('InvalidParameter', `The load balancer ${idle.id} is not in the active state.`);
	}
	if (
		rowsIn(context, endpointServices).some(({shown}) => shown.NetworkLoadBalancerArns?.some(arn => arns.includes(arn)))
	) {
		throw new ServiceError(
			'InvalidParameter',
			'LBs are already associated with another VPC Endpoint Service Configuration',
		);
	}
	return rows.map(({shown}) => shown);
};

const make = (input: CreateVpcEndpointServiceConfigurationRequest, context: Context): ServiceRow => {
	const tags = creationTags(input.TagSpecifications, 'vpc-endpoint-service');
	const balancers = needBalancers(input.NetworkLoadBalancerArns ?? [], context);
	const id = context.newId('vpce-svc');
	const zones = [...new Set(balancers.flatMap(({AvailabilityZones}) => AvailabilityZones ?? []))].flatMap(
		({ZoneName}) => findZone(context.region, ZoneName) ?? [],
	);
	const shown: ServiceConfiguration = {
		ServiceId: id,
		ServiceName: `${servicePrefix(context)}.vpce.${context.region}.${id}`,
		ServiceType: [{ServiceType: 'Interface'}],
		// At once, whether endpoints can be made or not.
		ServiceState: 'Available',
		AvailabilityZones: zones.map(({name}) => name),
		AvailabilityZoneIds: zones.map(({id: zoneId}) => zoneId),
		AcceptanceRequired: input.AcceptanceRequired ?? true,
		ManagesVpcEndpoints: false,
		NetworkLoadBalancerArns: balancers.map(({LoadBalancerArn = ''}) => LoadBalancerArn),
		SupportedIpAddressTypes: ['ipv4'],
		BaseEndpointDnsNames: [`${id}.${context.region}.vpce.${context.dnsSuffix}`],
		Tags: tags,
	};
	const readyAt = context.now + Math.round(drawMilliseconds(context, 'serviceUnavailableWindow'));
	return insert(context, context.world.endpointServices, id, shown, {principals: [], readyAt});
};

const create = (
	input: CreateVpcEndpointServiceConfigurationRequest,
	context: Context,
): CreateVpcEndpointServiceConfigurationResult => {
	const {endpointServices} = context.world;
	const answer = ({shown}: ServiceRow) => ({ServiceConfiguration: shown, ClientToken: input.ClientToken});
	return once(context, 'CreateVpcEndpointServiceConfiguration', input, {
		again: id => endpointServices[id] && answer(endpointServices[id]),
		make: () => {
			const row = make(input, context);
			return {id: row.id, result: answer(row)};
		},
	});
};

const getters: FilterGetters<Row<ServiceConfiguration, unknown>> = {
	'service-id': ({id}) => id,
	'service-name': ({shown}) => shown.ServiceName,
	'service-state': ({shown}) => shown.ServiceState,
	'supported-ip-address-types': ({shown}) => shown.SupportedIpAddressTypes,
};

const describe = (
	input: DescribeVpcEndpointServiceConfigurationsRequest,
	context: Context,
): DescribeVpcEndpointServiceConfigurationsResult => {
	const {page, NextToken} = describeRows(context, context.world.endpointServices, {
		...input,
		ids: input.ServiceIds,
		notFound: notFound.endpointService,
		filters: input.Filters,
		getters,
	});
	return {ServiceConfigurations: page.map(({shown}) => shown), NextToken};
};

const connected = ['pendingAcceptance', 'pending', 'available', 'deleting'];

const removeOne = (id: string, context: Context): readonly UnsuccessfulItem[] => {
	const row = find(context.world.endpointServices, id, context);
	if (!row) {
		return [unsuccessful(id, 'InvalidVpcEndpointService.NotFound', `The VpcEndpointService Id '${id}' does not exist`)];
	}
	const endpoints = Object.values(context.world.endpoints).filter(({hidden}) => hidden.serviceId === id);
	if (endpoints.some(({hidden, shown}) => connected.includes(hidden.connection ?? String(shown.State)))) {
		return [
			unsuccessful(id, 'ExistingVpcEndpointConnections', `Service ${id} has existing active VPC Endpoint connections!`),
		];
	}
	if (row.shown.ServiceState !== 'Deleting') {
		row.shown.ServiceState = 'Deleting';
		after(context, 'endpointServiceDelete', 'endpoint-service-deleted', id);
	}
	return [];
};

const remove = (
	input: DeleteVpcEndpointServiceConfigurationsRequest,
	context: Context,
): DeleteVpcEndpointServiceConfigurationsResult => ({
	Unsuccessful: (input.ServiceIds ?? []).flatMap(id => removeOne(id, context)),
});

export const operations: readonly Operation[] = [
	operation(CreateVpcEndpointServiceConfiguration$, create),
	operation(DescribeVpcEndpointServiceConfigurations$, describe),
	operation(DeleteVpcEndpointServiceConfigurations$, remove),
];

export const timers: TimerTable = {
	'endpoint-service-deleted': forget(world => world.endpointServices),
};
