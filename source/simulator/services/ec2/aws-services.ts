import type {ServiceDetail} from '@aws-sdk/client-ec2';
import type {Context} from '../../operation.ts';
import {digestHex} from '../../random.ts';
import {zonesOf} from './zones.ts';

type EndpointType = 'Interface' | 'Gateway';

/** AWS's own services that endpoints lead to, by the first label of their names. */
const offered: Readonly<Record<string, readonly EndpointType[]>> = {
	dynamodb: ['Gateway'],
	ec2: ['Interface'],
	ec2messages: ['Interface'],
	'guardduty-data': ['Interface'],
	kms: ['Interface'],
	logs: ['Interface'],
	monitoring: ['Interface'],
	s3: ['Gateway', 'Interface'],
	secretsmanager: ['Interface'],
	ssm: ['Interface'],
	ssmmessages: ['Interface'],
	sts: ['Interface'],
};

/** Service names begin with the DNS suffix backwards. */
export const servicePrefix = ({dnsSuffix}: Pick<Context, 'dnsSuffix'>): string =>
	dnsSuffix.split('.').toReversed().join('.');

/** In China only some services carry the partition's own prefix; the others are named as everywhere. */
const ownPrefixInChina: readonly string[] = ['ec2', 'ecr', 'kms', 'monitoring', 'sts'];

const prefixOf = (context: Context, service: string): string =>
	context.partition === 'aws-cn' && !ownPrefixInChina.includes(service) ? 'com.amazonaws' : servicePrefix(context);

/** What DescribeVpcEndpointServices says of AWS's services in the region, one entry for each type of endpoint. */
export const awsServices = (context: Context): readonly ServiceDetail[] => {
	const {region, dnsSuffix} = context;
	const zones = zonesOf(region);
	return Object.entries(offered).flatMap(([name, types]) =>
		types.map((type): ServiceDetail => {
			const privateName = type === 'Interface' ? `${name}.${region}.${dnsSuffix}` : undefined;
			return {
				ServiceName: `${prefixOf(context, name)}.${region}.${name}`,
				ServiceId: `vpce-svc-0${digestHex(`${region} ${name} ${type}`, 16)}`,
				ServiceType: [{ServiceType: type}],
				ServiceRegion: region,
				AvailabilityZones: zones.map(zone => zone.name),
				AvailabilityZoneIds: zones.map(zone => zone.id),
				Owner: 'amazon',
				BaseEndpointDnsNames: [
					type === 'Interface' ? `${name}.${region}.vpce.${dnsSuffix}` : `${name}.${region}.${dnsSuffix}`,
				],
				...(privateName === undefined
					? {}
					: {
							PrivateDnsName: privateName,
							PrivateDnsNames: [{PrivateDnsName: privateName}],
							PrivateDnsNameVerificationState: 'verified' as const,
						}),
				VpcEndpointPolicySupported: true,
				AcceptanceRequired: false,
				ManagesVpcEndpoints: false,
				SupportedIpAddressTypes: ['ipv4'],
				Tags: [],
			};
		}),
	);
};
