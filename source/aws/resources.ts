import type {ResourceKind, ResourceKinds, Target} from '../engine/ports.ts';
import type {KindName} from '../plan/kinds.ts';
import type {AwsClients} from './clients.ts';
import {isOurs, ownershipOperation} from './ownership.ts';
import {address} from './resources/address.ts';
import {endpoint} from './resources/endpoint.ts';
import {endpointConnection} from './resources/endpoint-connection.ts';
import {endpointService} from './resources/endpoint-service.ts';
import {endpointServicePermission} from './resources/endpoint-service-permission.ts';
import {instance} from './resources/instance.ts';
import {instanceProfile} from './resources/instance-profile.ts';
import {instanceProfileRole} from './resources/instance-profile-role.ts';
import {internetGateway} from './resources/internet-gateway.ts';
import {internetGatewayAttachment} from './resources/internet-gateway-attachment.ts';
import {listener} from './resources/listener.ts';
import {loadBalancer} from './resources/load-balancer.ts';
import {loadBalancerAttributes} from './resources/load-balancer-attributes.ts';
import {loadBalancerEnforcement} from './resources/load-balancer-enforcement.ts';
import {managedInstance} from './resources/managed-instance.ts';
import {natGateway} from './resources/nat-gateway.ts';
import {role} from './resources/role.ts';
import {rolePolicy} from './resources/role-policy.ts';
import {route} from './resources/route.ts';
import {routeTable} from './resources/route-table.ts';
import {routeTableAssociation} from './resources/route-table-association.ts';
import {securityGroup} from './resources/security-group.ts';
import {securityGroupRules} from './resources/security-group-rules.ts';
import {subnet} from './resources/subnet.ts';
import {target} from './resources/target.ts';
import {targetGroup} from './resources/target-group.ts';
import {vpc} from './resources/vpc.ts';
import {vpcAttribute} from './resources/vpc-attribute.ts';

/** What can be destroyed is destroyed only after AWS has shown that it is ours. */
const owned = <Name extends KindName>(clients: AwsClients, name: Name, kind: ResourceKind<Name>): ResourceKind<Name> =>
	kind.destroy
		? {
				...kind,
				operations: {...kind.operations, isOurs: ownershipOperation(name)},
				isOurs: one => isOurs(clients, one as unknown as Target),
			}
		: kind;

/** The calls of every kind: the other half of `plan/kinds.ts`. */
export const createResourceKinds = (clients: AwsClients): ResourceKinds => {
	const calls = callsOfKinds(clients);
	const entries = Object.entries(calls) as unknown as readonly [KindName, ResourceKind][];
	return Object.fromEntries(
		entries.map(([name, kind]) => [name, owned(clients, name, kind)]),
	) as unknown as ResourceKinds;
};

const callsOfKinds = (clients: AwsClients): ResourceKinds => ({
	vpc: vpc(clients),
	'vpc-attribute': vpcAttribute(clients),
	subnet: subnet(clients),
	'internet-gateway': internetGateway(clients),
	'internet-gateway-attachment': internetGatewayAttachment(clients),
	'route-table': routeTable(clients),
	'route-table-association': routeTableAssociation(clients),
	route: route(clients),
	address: address(clients),
	'nat-gateway': natGateway(clients),
	'security-group': securityGroup(clients),
	'security-group-rules': securityGroupRules(clients),
	role: role(clients),
	'role-policy': rolePolicy(clients),
	'instance-profile': instanceProfile(clients),
	'instance-profile-role': instanceProfileRole(clients),
	instance: instance(clients),
	'target-group': targetGroup(clients),
	target: target(clients),
	'load-balancer': loadBalancer(clients),
	'load-balancer-attributes': loadBalancerAttributes(clients),
	'load-balancer-enforcement': loadBalancerEnforcement(clients),
	listener: listener(clients),
	'endpoint-service': endpointService(clients),
	'endpoint-service-permission': endpointServicePermission(clients),
	endpoint: endpoint(clients),
	'endpoint-connection': endpointConnection(clients),
	'managed-instance': managedInstance(clients),
});
