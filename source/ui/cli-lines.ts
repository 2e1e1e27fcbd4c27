import type {Deployment} from '../plan/deployment.ts';
import type {Outputs} from '../plan/graph.ts';
import type {InboundRule} from '../plan/kinds/security-group-rules.ts';
import type {InputsOf, KindName} from '../plan/kinds.ts';

/** One resource as the AWS CLI needs it: every reference resolved, or a placeholder in its place. */
export type CliTarget<Name extends KindName = KindName> = {
	readonly inputs: InputsOf<Name>;
	readonly outputs: Outputs;
	readonly deployment: Deployment;
};

/** A command line without `aws`; each entry is one word, or an option with its values. */
export type CliCommand = readonly (readonly string[])[];

export type CliOf<Name extends KindName> = {
	readonly make: (target: CliTarget<Name>) => CliCommand;
	/** Absent: it goes with what it belongs to. */
	readonly remove?: (target: CliTarget<Name>) => CliCommand;
};

/** Mirrors of the calls in `aws/resources/`, without tags and client tokens: the essence of each, to read and to try. */
export const cliLines: {readonly [Name in KindName]: CliOf<Name>} = {
	vpc: {
		make: ({inputs}) => [
			['ec2', 'create-vpc'],
			['--cidr-block', inputs.cidr],
		],
		remove: ({outputs}) => [
			['ec2', 'delete-vpc'],
			['--vpc-id', outputs['vpcId'] ?? ''],
		],
	},
	'vpc-attribute': {
		make: ({inputs: {vpcId, attribute}}) => [
			['ec2', 'modify-vpc-attribute'],
			['--vpc-id', vpcId],
			[attribute === 'enableDnsSupport' ? '--enable-dns-support' : '--enable-dns-hostnames', '{"Value":true}'],
		],
	},
	subnet: {
		make: ({inputs}) => [
			['ec2', 'create-subnet'],
			['--vpc-id', inputs.vpcId],
			['--cidr-block', inputs.cidr],
			['--availability-zone-id', inputs.availabilityZoneId],
		],
		remove: ({outputs}) => [
			['ec2', 'delete-subnet'],
			['--subnet-id', outputs['subnetId'] ?? ''],
		],
	},
	'internet-gateway': {
		make: () => [['ec2', 'create-internet-gateway']],
		remove: ({outputs}) => [
			['ec2', 'delete-internet-gateway'],
			['--internet-gateway-id', outputs['internetGatewayId'] ?? ''],
		],
	},
	'internet-gateway-attachment': {
		make: ({inputs}) => [['ec2', 'attach-internet-gateway'], ...gatewayAndVpc(inputs)],
		remove: ({inputs}) => [['ec2', 'detach-internet-gateway'], ...gatewayAndVpc(inputs)],
	},
	'route-table': {
		make: ({inputs}) => [
			['ec2', 'create-route-table'],
			['--vpc-id', inputs.vpcId],
		],
		remove: ({outputs}) => [
			['ec2', 'delete-route-table'],
			['--route-table-id', outputs['routeTableId'] ?? ''],
		],
	},
	'route-table-association': {
		make: ({inputs}) => [
			['ec2', 'associate-route-table'],
			['--route-table-id', inputs.routeTableId],
			['--subnet-id', inputs.subnetId],
		],
		remove: ({outputs}) => [
			['ec2', 'disassociate-route-table'],
			['--association-id', outputs['associationId'] ?? ''],
		],
	},
	route: {
		make: ({inputs}) => [
			['ec2', 'create-route'],
			...routeOf(inputs),
			[inputs.via === 'nat-gateway' ? '--nat-gateway-id' : '--gateway-id', inputs.gatewayId],
		],
		remove: ({inputs}) => [['ec2', 'delete-route'], ...routeOf(inputs)],
	},
	address: {
		make: () => [
			['ec2', 'allocate-address'],
			['--domain', 'vpc'],
		],
		remove: ({outputs}) => [
			['ec2', 'release-address'],
			['--allocation-id', outputs['allocationId'] ?? ''],
		],
	},
	'nat-gateway': {
		make: ({inputs}) => [
			['ec2', 'create-nat-gateway'],
			['--subnet-id', inputs.subnetId],
			['--allocation-id', inputs.allocationId],
			['--connectivity-type', 'public'],
		],
		remove: ({outputs}) => [
			['ec2', 'delete-nat-gateway'],
			['--nat-gateway-id', outputs['natGatewayId'] ?? ''],
		],
	},
	'security-group': {
		make: ({inputs}) => [
			['ec2', 'create-security-group'],
			['--vpc-id', inputs.vpcId],
			['--group-name', inputs.groupName],
			['--description', inputs.description],
		],
		remove: ({outputs}) => [
			['ec2', 'delete-security-group'],
			['--group-id', outputs['groupId'] ?? ''],
		],
	},
	'security-group-rules': {
		make: ({inputs}) => [['ec2', 'authorize-security-group-ingress'], ...permissionsOf(inputs)],
		remove: ({inputs}) => [['ec2', 'revoke-security-group-ingress'], ...permissionsOf(inputs)],
	},
	role: {
		make: ({inputs}) => [
			['iam', 'create-role'],
			['--path', iamPath],
			['--role-name', inputs.roleName],
			['--assume-role-policy-document', 'file://templates/policies/instance-trust.json'],
		],
		remove: ({inputs}) => [
			['iam', 'delete-role'],
			['--role-name', inputs.roleName],
		],
	},
	'role-policy': {
		make: target => [['iam', 'attach-role-policy'], ...policyOf(target)],
		remove: target => [['iam', 'detach-role-policy'], ...policyOf(target)],
	},
	'instance-profile': {
		make: ({inputs}) => [
			['iam', 'create-instance-profile'],
			['--path', iamPath],
			['--instance-profile-name', inputs.profileName],
		],
		remove: ({inputs}) => [
			['iam', 'delete-instance-profile'],
			['--instance-profile-name', inputs.profileName],
		],
	},
	'instance-profile-role': {
		make: ({inputs}) => [['iam', 'add-role-to-instance-profile'], ...profileAndRole(inputs)],
		remove: ({inputs}) => [['iam', 'remove-role-from-instance-profile'], ...profileAndRole(inputs)],
	},
	instance: {
		make: target => [['ec2', 'run-instances'], ...launchOf(target)],
		remove: ({outputs}) => [
			['ec2', 'terminate-instances'],
			['--instance-ids', outputs['instanceId'] ?? ''],
		],
	},
	'target-group': {
		make: ({inputs}) => [
			['elbv2', 'create-target-group'],
			['--name', inputs.name],
			['--protocol', 'TCP'],
			['--port', String(inputs.port)],
			['--vpc-id', inputs.vpcId],
			['--target-type', 'instance'],
			['--health-check-protocol', 'HTTP'],
			['--health-check-path', '/'],
			['--health-check-interval-seconds', '10'],
			['--healthy-threshold-count', '2'],
			['--unhealthy-threshold-count', '2'],
		],
		remove: ({outputs}) => [
			['elbv2', 'delete-target-group'],
			['--target-group-arn', outputs['targetGroupArn'] ?? ''],
		],
	},
	target: {
		make: ({inputs}) => [['elbv2', 'register-targets'], ...targetOf(inputs)],
		remove: ({inputs}) => [['elbv2', 'deregister-targets'], ...targetOf(inputs)],
	},
	'load-balancer': {
		make: ({inputs}) => [
			['elbv2', 'create-load-balancer'],
			['--name', inputs.name],
			['--type', 'network'],
			['--scheme', 'internal'],
			['--ip-address-type', 'ipv4'],
			['--subnets', ...inputs.subnetIds],
			['--security-groups', ...inputs.groupIds],
		],
		remove: ({outputs}) => [
			['elbv2', 'delete-load-balancer'],
			['--load-balancer-arn', outputs['loadBalancerArn'] ?? ''],
		],
	},
	'load-balancer-attributes': {
		make: ({inputs}) => [
			['elbv2', 'modify-load-balancer-attributes'],
			['--load-balancer-arn', inputs.loadBalancerArn],
			['--attributes', 'Key=load_balancing.cross_zone.enabled,Value=true'],
		],
	},
	'load-balancer-enforcement': {
		make: ({inputs}) => [
			['elbv2', 'set-security-groups'],
			['--load-balancer-arn', inputs.loadBalancerArn],
			['--security-groups', ...inputs.groupIds],
			['--enforce-security-group-inbound-rules-on-private-link-traffic', 'on'],
		],
	},
	listener: {
		make: ({inputs}) => [
			['elbv2', 'create-listener'],
			['--load-balancer-arn', inputs.loadBalancerArn],
			['--protocol', 'TCP'],
			['--port', String(inputs.port)],
			['--default-actions', `Type=forward,TargetGroupArn=${inputs.targetGroupArn}`],
		],
		remove: ({outputs}) => [
			['elbv2', 'delete-listener'],
			['--listener-arn', outputs['listenerArn'] ?? ''],
		],
	},
	'endpoint-service': {
		make: ({inputs}) => [
			['ec2', 'create-vpc-endpoint-service-configuration'],
			['--acceptance-required'],
			['--network-load-balancer-arns', inputs.loadBalancerArn],
			['--supported-ip-address-types', 'ipv4'],
		],
		remove: ({outputs}) => [
			['ec2', 'delete-vpc-endpoint-service-configurations'],
			['--service-ids', outputs['serviceId'] ?? ''],
		],
	},
	'endpoint-service-permission': {
		make: ({inputs, deployment: {place}}) => [
			['ec2', 'modify-vpc-endpoint-service-permissions'],
			['--service-id', inputs.serviceId],
			['--add-allowed-principals', `arn:${place.partition}:iam::${inputs.account}:root`],
		],
	},
	endpoint: {
		make: ({inputs}) => [
			['ec2', 'create-vpc-endpoint'],
			['--vpc-endpoint-type', 'Interface'],
			['--vpc-id', inputs.vpcId],
			['--service-name', inputs.serviceName],
			['--subnet-ids', ...inputs.subnetIds],
			['--security-group-ids', ...inputs.groupIds],
			[inputs.privateDns ? '--private-dns-enabled' : '--no-private-dns-enabled'],
		],
		remove: ({outputs}) => [
			['ec2', 'delete-vpc-endpoints'],
			['--vpc-endpoint-ids', outputs['endpointId'] ?? ''],
		],
	},
	'endpoint-connection': {
		make: ({inputs}) => [['ec2', 'accept-vpc-endpoint-connections'], ...connectionOf(inputs)],
		remove: ({inputs}) => [['ec2', 'reject-vpc-endpoint-connections'], ...connectionOf(inputs)],
	},
	'managed-instance': {
		make: ({inputs}) => [
			['ssm', 'describe-instance-information'],
			['--filters', `Key=InstanceIds,Values=${inputs.instanceId}`],
		],
	},
};

const iamPath = '/privatelink-wizard/';

const gatewayAndVpc = ({internetGatewayId, vpcId}: InputsOf<'internet-gateway-attachment'>): CliCommand => [
	['--internet-gateway-id', internetGatewayId],
	['--vpc-id', vpcId],
];

const routeOf = ({routeTableId, destinationCidr}: InputsOf<'route'>): CliCommand => [
	['--route-table-id', routeTableId],
	['--destination-cidr-block', destinationCidr],
];

const permissionOf = ({port, cidr, groupId}: InboundRule) => ({
	IpProtocol: 'tcp',
	FromPort: port,
	ToPort: port,
	...(cidr === undefined ? {} : {IpRanges: [{CidrIp: cidr}]}),
	...(groupId === undefined ? {} : {UserIdGroupPairs: [{GroupId: groupId}]}),
});

const permissionsOf = ({groupId, rules}: InputsOf<'security-group-rules'>): CliCommand => [
	['--group-id', groupId],
	['--ip-permissions', JSON.stringify(rules.map(permissionOf))],
];

const policyOf = ({inputs, deployment: {place}}: CliTarget<'role-policy'>): CliCommand => [
	['--role-name', inputs.roleName],
	['--policy-arn', `arn:${place.partition}:iam::aws:policy/${inputs.policyName}`],
];

const profileAndRole = ({profileName, roleName}: InputsOf<'instance-profile-role'>): CliCommand => [
	['--instance-profile-name', profileName],
	['--role-name', roleName],
];

const rootDevices = {ubuntu: '/dev/sda1', 'amazon-linux': '/dev/xvda'} as const;

const launchOf = ({inputs, deployment: {settings}}: CliTarget<'instance'>): CliCommand => [
	['--image-id', inputs.imageId],
	['--instance-type', inputs.instanceType],
	[
		'--network-interfaces',
		`DeviceIndex=0,SubnetId=${inputs.subnetId},Groups=${inputs.groupIds.join(',')},AssociatePublicIpAddress=${inputs.publicAddress},DeleteOnTermination=true`,
	],
	['--iam-instance-profile', `Name=${inputs.profileName}`],
	['--metadata-options', 'HttpTokens=required,HttpEndpoint=enabled'],
	[
		'--block-device-mappings',
		`DeviceName=${rootDevices[settings.image]},Ebs={VolumeType=gp3,Encrypted=true,DeleteOnTermination=true}`,
	],
	...(/^t\d/.test(inputs.instanceType) ? [['--credit-specification', 'CpuCredits=standard']] : []),
	...(inputs.userData ? [['--user-data', `file://templates/user-data/${inputs.userData.template}`]] : []),
];

const targetOf = ({targetGroupArn, instanceId, port}: InputsOf<'target'>): CliCommand => [
	['--target-group-arn', targetGroupArn],
	['--targets', `Id=${instanceId},Port=${port}`],
];

const connectionOf = ({serviceId, endpointId}: InputsOf<'endpoint-connection'>): CliCommand => [
	['--service-id', serviceId],
	['--vpc-endpoint-ids', endpointId],
];
