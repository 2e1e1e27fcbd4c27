import type {VpcEndpoint} from '@aws-sdk/client-ec2';
import type {Observation, ResourceKind, Target} from '../../engine/ports.ts';
import type {AwsClients, Ec2} from '../clients.ts';
import {refuseDead, throwUnsuccessful} from '../errors.ts';
import {absent, compared, failed, going, observeByTag, pending, ready, stateOf, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {deploymentFilter, filter, tagSpecifications} from '../tags.ts';

/** `vpce-<id>-<random>.…`; the names of zones have the zone behind that. AWS may give the names later than the endpoint. */
const regionalName = /^vpce-[0-9a-z]+-[0-9a-z]+\./;

/** The regional name of an endpoint, empty while AWS does not give it. */
export const dnsNameOf = ({DnsEntries = []}: Pick<VpcEndpoint, 'DnsEntries'>): string =>
	(DnsEntries.find(({DnsName = ''}) => regionalName.test(DnsName)) ?? DnsEntries[0])?.DnsName ?? '';

const outputsOf = (shown: VpcEndpoint) => ({endpointId: shown.VpcEndpointId ?? '', dnsName: dnsNameOf(shown)});

const reasonOf = ({State, LastError, FailureReason}: VpcEndpoint): string =>
	[State, LastError?.Code, LastError?.Message ?? FailureReason].filter(Boolean).join(': ');

const isOpen = ({State}: VpcEndpoint): boolean =>
	['available', 'pendingacceptance', 'pending'].includes(stateOf(State));

/** The service that it was made for has made way for another one: nothing will ever answer behind it. */
const isOfAnotherService = (shown: VpcEndpoint, wanted: string): boolean =>
	isOpen(shown) && shown.ServiceName !== undefined && wanted !== '' && shown.ServiceName !== wanted;

/** By endpoint id: what the provider's side shows of the connections. */
type Connections = ReadonlyMap<string, string>;

/**
 * The provider's side of connections that the consumer's side does not show as over: a rejection shows there first, and an
 * endpoint that was rejected a moment ago is not to be taken up.
 */
const connectionsOf = async (ec2: Ec2, targets: readonly Target<'endpoint'>[]): Promise<Connections> => {
	const services = targets.flatMap(({inputs}) =>
		inputs.needsAcceptance ? (/vpce-svc-[0-9a-z]+/.exec(inputs.serviceName)?.[0] ?? []) : [],
	);
	if (services.length === 0) return new Map();
	const shown = await collect(
		token => ec2.describeVpcEndpointConnections({Filters: [filter('service-id', ...services)], NextToken: token}),
		page => page.VpcEndpointConnections,
	);
	return new Map(shown.map(({VpcEndpointId = '', VpcEndpointState}) => [VpcEndpointId, stateOf(VpcEndpointState)]));
};

const see = (shown: VpcEndpoint, {inputs}: Target<'endpoint'>, connections: Connections): Observation => {
	const state = stateOf(shown.State);
	const outputs = outputsOf(shown);
	if (isOfAnotherService(shown, inputs.serviceName)) return failed(`asks for ${shown.ServiceName}`, outputs);
	if (isOpen(shown) && connections.get(outputs.endpointId) === 'rejected') return failed('rejected', outputs);
	switch (state) {
		case 'available':
			return ready(state, outputs);
		case 'pendingacceptance':
		case 'pending': {
			const detail = shown.State ?? state;
			// All that the endpoint itself can do is done; the rest is the decision about its connection.
			return inputs.needsAcceptance ? ready(detail, outputs) : pending(detail, outputs);
		}
		case 'rejected':
		case 'failed':
		case 'expired':
			return failed(reasonOf(shown), outputs);
		case 'deleting':
			return going(state, outputs);
		case 'deleted':
			return absent;
		default:
			return pending(state, outputs);
	}
};

export const endpoint = (clients: AwsClients): ResourceKind<'endpoint'> => ({
	operations: {
		create: 'CreateVpcEndpoint',
		destroy: 'DeleteVpcEndpoints',
		observe: ['DescribeVpcEndpoints', 'DescribeVpcEndpointConnections'],
	},
	observe: async targets => {
		const ec2 = await clients.ec2();
		const [shown, connections] = await Promise.all([
			collect(
				token => ec2.describeVpcEndpoints({Filters: [deploymentFilter(targets)], NextToken: token}),
				page => page.VpcEndpoints,
			),
			connectionsOf(ec2, targets),
		]);
		return observeByTag(targets, shown, (one, target) =>
			compared(see(one, target, connections), {
				'its VPC': [one.VpcId, target.inputs.vpcId],
				'its type': [one.VpcEndpointType, 'Interface'],
				'the list of its subnets': [one.SubnetIds, target.inputs.subnetIds],
				'its security group': [one.Groups?.map(({GroupId}) => GroupId), target.inputs.groupIds],
				'private DNS': [one.PrivateDnsEnabled, target.inputs.privateDns],
			}),
		);
	},
	create: async ({inputs, tags, clientToken}) => {
		const ec2 = await clients.ec2();
		const {VpcEndpoint = {}} = await ec2.createVpcEndpoint({
			// The default would be a gateway endpoint.
			VpcEndpointType: 'Interface',
			VpcId: inputs.vpcId,
			ServiceName: inputs.serviceName,
			SubnetIds: [...inputs.subnetIds],
			SecurityGroupIds: [...inputs.groupIds],
			PrivateDnsEnabled: inputs.privateDns,
			ClientToken: clientToken,
			TagSpecifications: tagSpecifications(tags, 'vpc-endpoint'),
		});
		refuseDead(VpcEndpoint.VpcEndpointId, VpcEndpoint.State);
		return outputsOf(VpcEndpoint);
	},
	destroy: async ({outputs}) => {
		const ec2 = await clients.ec2();
		const remove = async () =>
			throwUnsuccessful(await ec2.deleteVpcEndpoints({VpcEndpointIds: [outputs['endpointId'] ?? '']}));
		await unlessMissing(remove(), undefined);
	},
});
