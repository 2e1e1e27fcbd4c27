import type {VpcEndpoint, VpcEndpointConnection} from '@aws-sdk/client-ec2';
import type {Observation, ResourceKind, Target} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {throwUnsuccessful} from '../errors.ts';
import {absent, failed, going, observeEach, pending, ready, stateOf, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {filter} from '../tags.ts';
import {dnsNameOf} from './endpoint.ts';

/** What the person who decides needs to see. */
const detailsOf = (
	{inputs, deployment: {place}}: Target<'endpoint-connection'>,
	connection: VpcEndpointConnection,
	endpoint: VpcEndpoint | undefined,
) => ({
	endpointId: inputs.endpointId,
	serviceId: inputs.serviceId,
	serviceName: endpoint?.ServiceName ?? '',
	owner: connection.VpcEndpointOwner ?? endpoint?.OwnerId ?? '',
	vpcId: endpoint?.VpcId ?? '',
	dnsName: endpoint ? dnsNameOf(endpoint) : '',
	region: connection.VpcEndpointRegion ?? place.region,
	since: connection.CreationTimestamp?.toISOString() ?? '',
});

const dead: readonly string[] = ['rejected', 'failed', 'expired'];

const isGone = (state: string): boolean => state === '' || state === 'deleted';

/** A connection stands only when both sides say so; each side may lag behind the other. */
const see = (
	target: Target<'endpoint-connection'>,
	connection: VpcEndpointConnection | undefined,
	endpoint: VpcEndpoint | undefined,
): Observation => {
	const views = {provider: stateOf(connection?.VpcEndpointState), consumer: stateOf(endpoint?.State)};
	const states = Object.values(views);
	const outputs = connection ? detailsOf(target, connection, endpoint) : target.outputs;
	if (states.every(isGone)) return absent;
	const end = dead.find(state => states.includes(state));
	if (end)
		return states.every(state => dead.includes(state) || isGone(state)) ? failed(end, outputs) : going(end, outputs);
	const leaving = ['deleting', 'deleted'].find(state => states.includes(state));
	if (leaving) return going(leaving, outputs);
	if (states.every(state => state === 'available')) return ready('available', outputs);
	// A connection that was shown once is not undone by one look that misses it.
	const shown = connection !== undefined || target.outputs['since'] !== undefined;
	if (!shown) return pending('not shown to the provider yet');
	const undecided = (views.provider || views.consumer) === 'pendingacceptance';
	return undecided
		? pending('pendingAcceptance', outputs)
		: pending(`provider ${views.provider || 'nothing'}, consumer ${views.consumer || 'nothing'}`, outputs);
};

export const endpointConnection = (clients: AwsClients): ResourceKind<'endpoint-connection'> => ({
	operations: {
		create: 'AcceptVpcEndpointConnections',
		destroy: 'RejectVpcEndpointConnections',
		observe: ['DescribeVpcEndpointConnections', 'DescribeVpcEndpoints'],
	},
	observe: async targets => {
		const ec2 = await clients.ec2();
		// AWS refuses the filter by endpoint id that its own model lists: each service is asked for all of its connections.
		const services = filter('service-id', ...targets.map(({inputs}) => inputs.serviceId));
		const ids = filter('vpc-endpoint-id', ...targets.map(({inputs}) => inputs.endpointId));
		const [connections, endpoints] = await Promise.all([
			collect(
				token => ec2.describeVpcEndpointConnections({Filters: [services], NextToken: token}),
				page => page.VpcEndpointConnections,
			),
			collect(
				token => ec2.describeVpcEndpoints({Filters: [ids], NextToken: token}),
				page => page.VpcEndpoints,
			),
		]);
		return observeEach(targets, target =>
			see(
				target,
				connections.find(({VpcEndpointId}) => VpcEndpointId === target.inputs.endpointId),
				endpoints.find(({VpcEndpointId}) => VpcEndpointId === target.inputs.endpointId),
			),
		);
	},
	create: async ({inputs}) => {
		const ec2 = await clients.ec2();
		throwUnsuccessful(
			await ec2.acceptVpcEndpointConnections({ServiceId: inputs.serviceId, VpcEndpointIds: [inputs.endpointId]}),
		);
		return {};
	},
	destroy: async ({inputs}) => {
		const ec2 = await clients.ec2();
		const reject = async () =>
			throwUnsuccessful(
				await ec2.rejectVpcEndpointConnections({ServiceId: inputs.serviceId, VpcEndpointIds: [inputs.endpointId]}),
			);
		await unlessMissing(reject(), undefined, 'RejectVpcEndpointConnections');
	},
});
