import {
	type AvailabilityZone,
	DescribeAccountAttributes$,
	type DescribeAccountAttributesRequest,
	type DescribeAccountAttributesResult,
	DescribeAvailabilityZones$,
	type DescribeAvailabilityZonesRequest,
	type DescribeAvailabilityZonesResult,
	DescribeRegions$,
	type DescribeRegionsRequest,
	type DescribeRegionsResult,
	type Region,
} from '@aws-sdk/client-ec2';
import {regions} from '../../catalogue.ts';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {limitOf} from '../../quotas.ts';
import {type FilterGetters, filterRows} from '../ec2-describe.ts';
import {chosen, type Listed, listed} from './listing.ts';
import {zonesOf} from './zones.ts';

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);

const regionGetters: FilterGetters<Listed<Region>> = {
	endpoint: ({shown}) => shown.Endpoint,
	'opt-in-status': ({shown}) => shown.OptInStatus,
	'region-name': ({id}) => id,
};

/** The regions of the caller's partition. */
const describeRegions = (input: DescribeRegionsRequest, context: Context): DescribeRegionsResult => {
	const rows = regions
		.filter(({partition}) => partition.id === context.partition)
		.map(({name, partition}) =>
			listed(name, {
				RegionName: name,
				Endpoint: `ec2.${name}.${partition.dnsSuffix}`,
				OptInStatus: 'opt-in-not-required',
			}),
		);
	const wanted = chosen(rows, input.RegionNames, name => invalid(`Invalid region provided: ${name}`));
	return {Regions: filterRows(wanted, input.Filters, regionGetters, false).map(({shown}) => shown)};
};

const zoneGetters: FilterGetters<Listed<AvailabilityZone>> = {
	'group-name': ({shown}) => shown.GroupName,
	'opt-in-status': ({shown}) => shown.OptInStatus,
	'region-name': ({shown}) => shown.RegionName,
	state: ({shown}) => shown.State,
	'zone-id': ({shown}) => shown.ZoneId,
	'zone-name': ({shown}) => shown.ZoneName,
	'zone-type': ({shown}) => shown.ZoneType,
};

const describeZones = (input: DescribeAvailabilityZonesRequest, context: Context): DescribeAvailabilityZonesResult => {
	const rows = zonesOf(context.region).map(({name, id}) =>
		listed<AvailabilityZone>(name, {
			ZoneName: name,
			ZoneId: id,
			ZoneType: 'availability-zone',
			RegionName: context.region,
			GroupName: `${context.region}-zg-1`,
			NetworkBorderGroup: context.region,
			OptInStatus: 'opt-in-not-required',
			State: 'available',
			Messages: [],
		}),
	);
	const named = chosen(rows, input.ZoneNames, name => invalid(`Invalid availability zone: [${name}]`));
	const byId = named.map(({shown}) => listed(shown.ZoneId, shown));
	const wanted = chosen(byId, input.ZoneIds, id => invalid(`Invalid availability zone-id: [${id}]`));
	return {AvailabilityZones: filterRows(wanted, input.Filters, zoneGetters, false).map(({shown}) => shown)};
};

const accountAttributes = (context: Context): Readonly<Record<string, string>> => ({
	'supported-platforms': 'VPC',
	'default-vpc': 'none',
	'max-instances': '20',
	'max-elastic-ips': String(limitOf(context, 'addresses')),
	'vpc-max-elastic-ips': String(limitOf(context, 'addresses')),
	'vpc-max-security-groups-per-interface': '5',
});

const describeAccount = (
	input: DescribeAccountAttributesRequest,
	context: Context,
): DescribeAccountAttributesResult => {
	const attributes = accountAttributes(context);
	const names: readonly string[] = input.AttributeNames ?? [];
	const unknown = names.find(name => !Object.hasOwn(attributes, name));
	if (unknown !== undefined) throw invalid(`Value (${unknown}) for parameter attribute is invalid. Unknown attribute.`);
	return {
		AccountAttributes: Object.entries(attributes)
			.filter(([name]) => names.length === 0 || names.includes(name))
			.map(([name, value]) => ({AttributeName: name, AttributeValues: [{AttributeValue: value}]})),
	};
};

export const operations: readonly Operation[] = [
	operation(DescribeRegions$, describeRegions),
	operation(DescribeAvailabilityZones$, describeZones),
	operation(DescribeAccountAttributes$, describeAccount),
];
