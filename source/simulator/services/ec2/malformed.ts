import {ServiceError} from '../../operation.ts';
import {eachText} from '../texts.ts';

/** The form of an id, and what EC2 says of one that has another. */
type IdForm = {readonly prefixes: readonly string[]; readonly code: string};

const form = (code: string, ...prefixes: readonly string[]): IdForm => ({prefixes, code});

const vpc = form('InvalidVpcID.Malformed', 'vpc');
const subnet = form('InvalidSubnetID.Malformed', 'subnet');
const group = form('InvalidGroupId.Malformed', 'sg');
const rule = form('InvalidSecurityGroupRuleId.Malformed', 'sgr');
const instance = form('InvalidInstanceID.Malformed', 'i');
const image = form('InvalidAMIID.Malformed', 'ami');
const volume = form('InvalidVolumeID.Malformed', 'vol');
const routeTable = form('InvalidRouteTableId.Malformed', 'rtb');
const internetGateway = form('InvalidInternetGatewayId.Malformed', 'igw');
const egressOnlyInternetGateway = form('InvalidEgressOnlyInternetGatewayId.Malformed', 'eigw');
const natGateway = form('NatGatewayMalformed', 'nat');
const networkAcl = form('InvalidNetworkAclId.Malformed', 'acl');
const networkInterface = form('InvalidNetworkInterfaceId.Malformed', 'eni');
const allocation = form('InvalidElasticIpID.Malformed', 'eipalloc');
const association = form('InvalidAssociationID.Malformed', 'rtbassoc', 'eipassoc');
const endpoint = form('InvalidVpcEndpointId.Malformed', 'vpce');
const endpointService = form('InvalidVpcEndpointServiceId.Malformed', 'vpce-svc');
/** Of a route: a VPC endpoint and a virtual private gateway stand there, too. */
const gateway = form('InvalidGatewayID.Malformed', 'igw', 'vgw', 'vpce');

/**
 * The forms of ids by the parameters that hold them, wherever these stand in a request. Codes from "Error codes for the
 * Amazon EC2 API"; those of addresses, associations, endpoint services, network ACLs and rules are guessed.
 */
const forms: Readonly<Record<string, IdForm>> = {
	VpcId: vpc,
	VpcIds: vpc,
	SubnetId: subnet,
	SubnetIds: subnet,
	GroupId: group,
	GroupIds: group,
	SecurityGroupIds: group,
	Groups: group,
	SecurityGroupRuleIds: rule,
	InstanceId: instance,
	InstanceIds: instance,
	ImageIds: image,
	VolumeId: volume,
	VolumeIds: volume,
	RouteTableId: routeTable,
	RouteTableIds: routeTable,
	InternetGatewayId: internetGateway,
	InternetGatewayIds: internetGateway,
	EgressOnlyInternetGatewayId: egressOnlyInternetGateway,
	EgressOnlyInternetGatewayIds: egressOnlyInternetGateway,
	NatGatewayId: natGateway,
	NatGatewayIds: natGateway,
	NetworkAclId: networkAcl,
	NetworkAclIds: networkAcl,
	NetworkInterfaceId: networkInterface,
	NetworkInterfaceIds: networkInterface,
	AllocationId: allocation,
	AllocationIds: allocation,
	AssociationId: association,
	VpcEndpointId: endpoint,
	VpcEndpointIds: endpoint,
	ServiceId: endpointService,
	ServiceIds: endpointService,
	GatewayId: gateway,
};

/** Ids have 8 or 17 hex digits behind their prefix. */
const hasForm = (id: string, {prefixes}: IdForm): boolean => {
	const [, prefix = ''] = /^(.+)-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.exec(id) ?? [];
	return prefixes.includes(prefix);
};

/**
 * Looks at every id of a request, before anything is looked up.
 * @throws ServiceError in the code of its kind for an id that cannot be one
 */
export const refuseMalformedIds = (input: unknown): void =>
	eachText(input, (text, parameter) => {
		const wanted = Object.hasOwn(forms, parameter) ? forms[parameter] : undefined;
		if (wanted && !hasForm(text, wanted)) {
			throw new ServiceError(wanted.code, `Invalid id: "${text}" (expecting "${wanted.prefixes[0]}-...")`);
		}
	});
