import type {DnsEntry, ServiceDetail} from '@aws-sdk/client-ec2';
import type {Context} from '../../operation.ts';
import {digestHex} from '../../random.ts';

const hostedZone = (text: string): string => `Z${digestHex(text, 13).toUpperCase()}`;

/**
 * The names of an interface endpoint: first the regional one, then one for each zone, last the service's own name where
 * private DNS is on.
 */
export const dnsEntries = (
	{region, dnsSuffix, random}: Context,
	endpointId: string,
	service: ServiceDetail,
	zones: readonly string[],
	privateDns: boolean,
): DnsEntry[] => {
	const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
	const suffix = Array.from({length: 8}, () => letters[Math.floor(random() * letters.length)]).join('');
	const [base = ''] = service.BaseEndpointDnsNames ?? [];
	const HostedZoneId = hostedZone(`${region} ${dnsSuffix}`);
	return [
		{DnsName: `${endpointId}-${suffix}.${base}`, HostedZoneId},
		...zones.map(zone => ({DnsName: `${endpointId}-${suffix}-${zone}.${base}`, HostedZoneId})),
		...(privateDns ? [{DnsName: service.PrivateDnsName, HostedZoneId: hostedZone(endpointId)}] : []),
	];
};
