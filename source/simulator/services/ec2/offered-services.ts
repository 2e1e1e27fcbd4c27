import {
	DescribeVpcEndpointServices$,
	type DescribeVpcEndpointServicesRequest,
	type DescribeVpcEndpointServicesResult,
	type ServiceDetail,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import type {World} from '../../world.ts';
import {type FilterGetters, filterRows, paginate} from '../ec2-describe.ts';
import {awsServices} from './aws-services.ts';
import {permits} from './endpoint-service-permission.ts';
import {notFound} from './not-found.ts';

/** A service that the caller can make endpoints to; `own` where it is one of this world. */
export type OfferedService = {readonly shown: ServiceDetail; readonly own?: World['endpointServices'][string]};

/** Every service that the caller may see: those that do not permit it look as if they did not exist. */
export const offeredServices = (context: Context): readonly OfferedService[] => [
	...awsServices(context).map(shown => ({shown})),
	...Object.values(context.world.endpointServices)
		.filter(
			({region, visibleAt, shown, hidden}) =>
				region === context.region &&
				visibleAt <= context.now &&
				shown.ServiceState === 'Available' &&
				permits(hidden.principals, context),
		)
		.map(own => ({
			own,
			shown: {
				ServiceName: own.shown.ServiceName,
				ServiceId: own.id,
				ServiceType: own.shown.ServiceType,
				ServiceRegion: own.region,
				AvailabilityZones: own.shown.AvailabilityZones,
				AvailabilityZoneIds: own.shown.AvailabilityZoneIds,
				Owner: own.account,
				BaseEndpointDnsNames: own.shown.BaseEndpointDnsNames,
				VpcEndpointPolicySupported: false,
				AcceptanceRequired: own.shown.AcceptanceRequired,
				ManagesVpcEndpoints: false,
				SupportedIpAddressTypes: own.shown.SupportedIpAddressTypes,
				// Tags are their owner's alone.
				Tags: own.account === context.account ? own.shown.Tags : [],
			},
		})),
];

/** @throws ServiceError InvalidServiceName for a name that no offered service has. */
export const refuseUnknownName = (name: string): ServiceError =>
	new ServiceError(notFound.serviceName.code, notFound.serviceName.message(name));

const getters: FilterGetters<OfferedService> = {
	owner: ({shown}) => shown.Owner,
	'service-name': ({shown}) => shown.ServiceName,
	'service-region': ({shown}) => shown.ServiceRegion,
	'service-type': ({shown}) => (shown.ServiceType ?? []).map(({ServiceType}) => ServiceType),
	'supported-ip-address-types': ({shown}) => shown.SupportedIpAddressTypes,
};

const describe = (input: DescribeVpcEndpointServicesRequest, context: Context): DescribeVpcEndpointServicesResult => {
	const all = offeredServices(context);
	const names = input.ServiceNames ?? [];
	const unknown = names.find(name => !all.some(({shown}) => shown.ServiceName === name));
	if (unknown !== undefined) throw refuseUnknownName(unknown);
	const wanted = all.filter(({shown}) => names.length === 0 || names.includes(shown.ServiceName ?? ''));
	const {page, NextToken} = paginate(filterRows(wanted, input.Filters, getters), input);
	return {
		ServiceNames: [...new Set(page.map(({shown}) => shown.ServiceName ?? ''))],
		ServiceDetails: page.map(({shown}) => shown),
		NextToken,
	};
};

export const operations: readonly Operation[] = [operation(DescribeVpcEndpointServices$, describe)];
