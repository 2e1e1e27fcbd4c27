import type {NotFound} from './rows.ts';

const does = (code: string, what: string): NotFound => ({code, message: id => `The ${what} '${id}' does not exist`});

/** EC2's words for ids that it does not know; their spelling differs from one object to the next. */
export const notFound = {
	vpc: does('InvalidVpcID.NotFound', 'vpc ID'),
	subnet: does('InvalidSubnetID.NotFound', 'subnet ID'),
	internetGateway: does('InvalidInternetGatewayID.NotFound', 'internetGateway ID'),
	egressOnlyInternetGateway: does('InvalidEgressOnlyInternetGatewayId.NotFound', 'egressOnlyInternetGateway ID'),
	routeTable: does('InvalidRouteTableID.NotFound', 'routeTable ID'),
	networkAcl: does('InvalidNetworkAclID.NotFound', 'networkAcl ID'),
	association: does('InvalidAssociationID.NotFound', 'association ID'),
	address: does('InvalidAllocationID.NotFound', 'allocation ID'),
	natGateway: {code: 'NatGatewayNotFound', message: id => `The Nat Gateway ${id} was not found`},
	/** As the target of a route. */
	routeToNatGateway: does('InvalidNatGatewayID.NotFound', 'natGateway ID'),
	routeToInternetGateway: does('InvalidGatewayID.NotFound', 'gateway ID'),
	securityGroup: does('InvalidGroup.NotFound', 'security group'),
	securityGroupRule: does('InvalidSecurityGroupRuleId.NotFound', 'security group rule ID'),
	networkInterface: does('InvalidNetworkInterfaceID.NotFound', 'networkInterface ID'),
	instance: does('InvalidInstanceID.NotFound', 'instance ID'),
	volume: does('InvalidVolume.NotFound', 'volume'),
	endpoint: does('InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'),
	endpointService: does('InvalidVpcEndpointServiceId.NotFound', 'VpcEndpointService Id'),
	serviceName: does('InvalidServiceName', 'Vpc Endpoint Service'),
} satisfies Readonly<Record<string, NotFound>>;
