import {type Deployment, globalName} from '../deployment.ts';
import {type Resource, reference} from '../graph.ts';
import {instancesOf} from './instances.ts';
import {type Network, networkOf} from './network.ts';
import {nodesOf} from './node.ts';
import {groupsOf} from './security-group.ts';
import type {SessionRole} from './session-role.ts';

const http = 80;

const node = nodesOf('provider');

const groupsIn = (deployment: Deployment, {vpc}: Network) => {
	const {group, admit} = groupsOf('provider', deployment, vpc);
	const instance = group('instance');
	const loadBalancer = group('load-balancer');
	const instanceRules = admit(instance, http, {group: loadBalancer});
	// Traffic over PrivateLink is judged by the client's address, which is one of the consumer's.
	const loadBalancerRules = admit(loadBalancer, http, {cidr: deployment.settings.consumerCidr});
	return {instance, loadBalancer, instanceRules, resources: [instance, loadBalancer, instanceRules, loadBalancerRules]};
};

const loadBalancerIn = (deployment: Deployment, {subnets}: Network, group: Resource<'security-group'>) => {
	const groupIds = [reference(group, 'groupId')];
	const loadBalancer = node(
		'load-balancer',
		{name: 'load-balancer', label: 'Network Load Balancer'},
		{
			name: globalName(deployment),
			subnetIds: [reference(subnets.private1, 'subnetId'), reference(subnets.private2, 'subnetId')],
			groupIds,
		},
	);
	const loadBalancerArn = reference(loadBalancer, 'loadBalancerArn');
	const crossZone = node(
		'load-balancer-attributes',
		{name: 'load-balancer-attributes', label: 'Cross-zone load balancing'},
		{loadBalancerArn},
	);
	const enforcement = node(
		'load-balancer-enforcement',
		{name: 'load-balancer-enforcement', label: 'PrivateLink security group enforcement'},
		{loadBalancerArn, groupIds},
	);
	return {loadBalancerArn, resources: [loadBalancer, crossZone, enforcement]};
};

/** The provider VPC up to the endpoint service, which `endpoint` in the consumer VPC connects to. */
export const providerOf = (deployment: Deployment, role: SessionRole) => {
	const network = networkOf('provider', deployment, {withNat: true});
	const groups = groupsIn(deployment, network);
	const instances = instancesOf('provider', deployment, {network, group: groups.instance, role}, {withApache: true});
	const {loadBalancerArn, resources: loadBalancing} = loadBalancerIn(deployment, network, groups.loadBalancer);
	const targetGroup = node(
		'target-group',
		{name: 'target-group', label: 'Target group'},
		{name: globalName(deployment), vpcId: reference(network.vpc, 'vpcId'), port: http},
	);
	const targetGroupArn = reference(targetGroup, 'targetGroupArn');
	const listener = node(
		'listener',
		{name: 'listener', label: 'Listener'},
		{loadBalancerArn, targetGroupArn, port: http},
	);
	const target = node(
		'target',
		{name: 'target', label: 'Registered target'},
		{targetGroupArn, instanceId: reference(instances.privateInstance, 'instanceId'), port: http},
		// Health checks start with the listener and pass only when the load balancer is let in.
		[listener, groups.instanceRules],
	);
	const service = node('endpoint-service', {name: 'endpoint-service', label: 'Endpoint service'}, {loadBalancerArn});
	const permission = node(
		'endpoint-service-permission',
		{name: 'endpoint-service-permission', label: 'Endpoint service permission'},
		{serviceId: reference(service, 'serviceId'), account: deployment.place.account},
	);
	const resources: readonly Resource[] = [
		...network.resources,
		...groups.resources,
		...instances.resources,
		...loadBalancing,
		targetGroup,
		listener,
		target,
		service,
		permission,
	];
	return {service, permission, resources};
};

export type Provider = ReturnType<typeof providerOf>;
