import type {Deployment} from '../deployment.ts';
import {type Resource, reference} from '../graph.ts';
import {instancesOf} from './instances.ts';
import {type Network, networkOf} from './network.ts';
import {nodesOf} from './node.ts';
import type {Provider} from './provider.ts';
import {groupsOf} from './security-group.ts';
import type {SessionRole} from './session-role.ts';

const http = 80;
const https = 443;

const node = nodesOf('consumer');

/** What the agent talks to; `ec2messages` has not been needed since agent 3.3.40.0. */
const sessionServices = ['ssm', 'ssmmessages'] as const;

/** Partitions whose Session Manager endpoint services are named as in the first one, whatever their DNS suffix. */
const commonlyNamed = ['aws', 'aws-us-gov', 'aws-cn'];

/** `com.amazonaws.us-east-1.ssm`; in other partitions their DNS suffix backwards, then region and service. */
const awsServiceName = ({place}: Deployment, service: string): string => {
	const prefix = commonlyNamed.includes(place.partition)
		? 'com.amazonaws'
		: place.dnsSuffix.split('.').toReversed().join('.');
	return `${prefix}.${place.region}.${service}`;
};

/** The private instance's way to Session Manager without the internet: interface endpoints in its own zone. */
const sessionEndpointsIn = (deployment: Deployment, {vpc, dns, subnets}: Network) => {
	const {group, admit} = groupsOf('consumer', deployment, vpc);
	const admitted = group('session-endpoints');
	const rules = admit(admitted, https, {cidr: deployment.settings.consumerCidr});
	const endpoints = sessionServices.map(service =>
		node(
			'endpoint',
			{name: `endpoint-${service}`, label: `Interface endpoint ${service}`},
			{
				vpcId: reference(vpc, 'vpcId'),
				serviceName: awsServiceName(deployment, service),
				subnetIds: [reference(subnets.private1, 'subnetId')],
				groupIds: [reference(admitted, 'groupId')],
				privateDns: true,
				needsAcceptance: false,
			},
			// AWS refuses private DNS in a VPC without both of its DNS attributes.
			[rules, ...dns],
		),
	);
	return {endpoints, resources: [admitted, rules, ...endpoints]};
};

const serviceEndpoint = (
	{vpc, subnets}: Network,
	group: Resource<'security-group'>,
	rules: Resource,
	provider: Provider,
) =>
	node(
		'endpoint',
		{name: 'endpoint', label: 'Interface endpoint to the service'},
		{
			vpcId: reference(vpc, 'vpcId'),
			serviceName: reference(provider.service, 'serviceName'),
			subnetIds: [reference(subnets.private1, 'subnetId'), reference(subnets.private2, 'subnetId')],
			groupIds: [reference(group, 'groupId')],
			// Only a service with a verified name of its own can have it.
			privateDns: false,
			needsAcceptance: true,
		},
		[provider.permission, rules],
	);

/** The consumer VPC, its endpoint to the provider's service, and the connection that a person decides on. */
export const consumerOf = (deployment: Deployment, role: SessionRole, provider: Provider) => {
	const throughNat = deployment.settings.sessionPath === 'nat';
	const network = networkOf('consumer', deployment, {withNat: throughNat});
	const {group, admit} = groupsOf('consumer', deployment, network.vpc);
	const instanceGroup = group('instance');
	const endpointGroup = group('endpoint');
	const endpointRules = admit(endpointGroup, http, {group: instanceGroup});
	const session = throughNat ? undefined : sessionEndpointsIn(deployment, network);
	const instances = instancesOf(
		'consumer',
		deployment,
		{network, group: instanceGroup, role, privateAfter: session?.endpoints ?? []},
		{withApache: false},
	);
	const managed = node(
		'managed-instance',
		{name: 'managed-instance', label: 'Session Manager registration'},
		{instanceId: reference(instances.privateInstance, 'instanceId')},
	);
	const endpoint = serviceEndpoint(network, endpointGroup, endpointRules, provider);
	const connection = nodesOf('provider')(
		'endpoint-connection',
		{name: 'endpoint-connection', label: 'Endpoint connection'},
		{serviceId: reference(provider.service, 'serviceId'), endpointId: reference(endpoint, 'endpointId')},
	);
	const resources: readonly Resource[] = [
		...network.resources,
		instanceGroup,
		endpointGroup,
		endpointRules,
		...(session?.resources ?? []),
		...instances.resources,
		managed,
		endpoint,
		connection,
	];
	return {resources};
};
