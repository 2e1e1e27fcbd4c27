import {tagKeys} from '../plan/deployment.ts';
import type {AwsClients} from './clients.ts';
import {throwUnsuccessful} from './errors.ts';
import {stateOf} from './observation.ts';
import {collect} from './pages.ts';
import {filter} from './tags.ts';

/** The state of a connection that waits for the provider's decision, in lower case: AWS spells it both ways. */
export const undecided = 'pendingacceptance';

/** An endpoint's connection as the provider of its service sees it. */
export type InboxEntry = {
	readonly endpointId: string;
	readonly serviceId: string;
	/** Account that owns the endpoint. */
	readonly owner: string;
	/** Empty where it belongs to another account: only the owner is shown the VPC. */
	readonly vpcId: string;
	readonly serviceName: string;
	readonly region: string;
	/** ISO 8601. */
	readonly since: string;
	/** As the provider is shown it, in lower case. */
	readonly state: string;
	/** As its owner is shown the endpoint, in lower case; empty where it belongs to another account. */
	readonly ownerState: string;
};

/** All connections of a service, decided or not, oldest first. */
export const findConnections = async (clients: AwsClients, serviceId: string): Promise<readonly InboxEntry[]> => {
	const ec2 = await clients.ec2();
	const connections = await collect(
		token => ec2.describeVpcEndpointConnections({Filters: [filter('service-id', serviceId)], NextToken: token}),
		page => page.VpcEndpointConnections,
	);
	const ids = connections.map(({VpcEndpointId = ''}) => VpcEndpointId);
	// By filter and not by id: those of other accounts are then left out instead of an error.
	const endpoints =
		ids.length === 0
			? []
			: await collect(
					token => ec2.describeVpcEndpoints({Filters: [filter('vpc-endpoint-id', ...ids)], NextToken: token}),
					page => page.VpcEndpoints,
				);
	return connections
		.map(connection => {
			const endpoint = endpoints.find(({VpcEndpointId}) => VpcEndpointId === connection.VpcEndpointId);
			return {
				endpointId: connection.VpcEndpointId ?? '',
				serviceId,
				owner: connection.VpcEndpointOwner ?? '',
				vpcId: endpoint?.VpcId ?? '',
				serviceName: endpoint?.ServiceName ?? '',
				region: connection.VpcEndpointRegion ?? clients.region,
				since: connection.CreationTimestamp?.toISOString() ?? '',
				state: stateOf(connection.VpcEndpointState),
				ownerState: stateOf(endpoint?.State),
			};
		})
		.toSorted((a, b) => a.since.localeCompare(b.since));
};

/** The states, in lower case, in which a connection keeps its service from being deleted. */
export const holding: readonly string[] = [undecided, 'pending', 'available'];

/**
 * The connections to the services of a deployment that endpoints of others hold, oldest first.
 * @param deployment its full name, `<name>.<id>`
 */
export const findOtherConsumers = async (clients: AwsClients, deployment: string): Promise<readonly InboxEntry[]> => {
	const ec2 = await clients.ec2();
	const Filters = [filter(`tag:${tagKeys.deployment}`, deployment)];
	const [services, own] = await Promise.all([
		collect(
			token => ec2.describeVpcEndpointServiceConfigurations({Filters, NextToken: token}),
			page => page.ServiceConfigurations,
		),
		collect(
			token => ec2.describeVpcEndpoints({Filters, NextToken: token}),
			page => page.VpcEndpoints,
		),
	]);
	const entries = await Promise.all(services.map(({ServiceId = ''}) => findConnections(clients, ServiceId)));
	return entries
		.flat()
		.filter(({endpointId, state}) => holding.includes(state) && !own.some(each => each.VpcEndpointId === endpointId));
};

/** The call behind a decision. */
export const decisionOperations = {
	accept: 'AcceptVpcEndpointConnections',
	reject: 'RejectVpcEndpointConnections',
} as const;

/** Accepts or rejects the connection of one endpoint. @throws AwsError when AWS does not take it */
export const decideConnection = async (
	clients: AwsClients,
	serviceId: string,
	endpointId: string,
	answer: 'accept' | 'reject',
): Promise<void> => {
	const ec2 = await clients.ec2();
	const request = {ServiceId: serviceId, VpcEndpointIds: [endpointId]};
	throwUnsuccessful(
		answer === 'accept'
			? await ec2.acceptVpcEndpointConnections(request)
			: await ec2.rejectVpcEndpointConnections(request),
	);
};
