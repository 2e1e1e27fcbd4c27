import type {Kind} from './kind.ts';
import {address} from './kinds/address.ts';
import {endpoint} from './kinds/endpoint.ts';
import {endpointConnection} from './kinds/endpoint-connection.ts';
import {endpointService} from './kinds/endpoint-service.ts';
import {endpointServicePermission} from './kinds/endpoint-service-permission.ts';
import {instance} from './kinds/instance.ts';
import {instanceProfile} from './kinds/instance-profile.ts';
import {instanceProfileRole} from './kinds/instance-profile-role.ts';
import {internetGateway} from './kinds/internet-gateway.ts';
import {internetGatewayAttachment} from './kinds/internet-gateway-attachment.ts';
import {listener} from './kinds/listener.ts';
import {loadBalancer} from './kinds/load-balancer.ts';
import {loadBalancerAttributes} from './kinds/load-balancer-attributes.ts';
import {loadBalancerEnforcement} from './kinds/load-balancer-enforcement.ts';
import {managedInstance} from './kinds/managed-instance.ts';
import {natGateway} from './kinds/nat-gateway.ts';
import {role} from './kinds/role.ts';
import {rolePolicy} from './kinds/role-policy.ts';
import {route} from './kinds/route.ts';
import {routeTable} from './kinds/route-table.ts';
import {routeTableAssociation} from './kinds/route-table-association.ts';
import {securityGroup} from './kinds/security-group.ts';
import {securityGroupRules} from './kinds/security-group-rules.ts';
import {subnet} from './kinds/subnet.ts';
import {target} from './kinds/target.ts';
import {targetGroup} from './kinds/target-group.ts';
import {vpc} from './kinds/vpc.ts';
import {vpcAttribute} from './kinds/vpc-attribute.ts';

/** Every kind of resource by name: the one registry that `aws/` answers file by file. */
export const kinds = {
	vpc,
	'vpc-attribute': vpcAttribute,
	subnet,
	'internet-gateway': internetGateway,
	'internet-gateway-attachment': internetGatewayAttachment,
	'route-table': routeTable,
	'route-table-association': routeTableAssociation,
	route,
	address,
	'nat-gateway': natGateway,
	'security-group': securityGroup,
	'security-group-rules': securityGroupRules,
	role,
	'role-policy': rolePolicy,
	'instance-profile': instanceProfile,
	'instance-profile-role': instanceProfileRole,
	instance,
	'target-group': targetGroup,
	target,
	'load-balancer': loadBalancer,
	'load-balancer-attributes': loadBalancerAttributes,
	'load-balancer-enforcement': loadBalancerEnforcement,
	listener,
	'endpoint-service': endpointService,
	'endpoint-service-permission': endpointServicePermission,
	endpoint,
	'endpoint-connection': endpointConnection,
	'managed-instance': managedInstance,
} as const;

export type KindName = keyof typeof kinds;

/** What a kind is made from, every reference resolved. */
export type InputsOf<Name extends KindName> = Name extends KindName
	? (typeof kinds)[Name] extends Kind<infer Inputs, infer _Output>
		? Inputs
		: never
	: never;

/** The names of what is known of a kind once it exists. */
export type OutputsOf<Name extends KindName> = (typeof kinds)[Name]['outputs'][number];
