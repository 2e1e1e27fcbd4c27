import {describe, expect, it} from 'vitest';
import {createResourceKinds} from '../../source/aws/resources.ts';
import type {Target} from '../../source/engine/ports.ts';
import {type KindName, kinds as onPaper} from '../../source/plan/kinds.ts';
import {deployment} from '../helpers/deployment.ts';
import {type Answers, recordClients, shownTags, targetOf} from './recorded-clients.ts';

type Case = {
	readonly target: Target;
	readonly answers: Answers;
	readonly operation: string;
	/** Beside tags and token. */
	readonly input: object;
	readonly outputs?: object;
	/** The field with the tags, and what else they go on. */
	readonly tagged?: 'Tags' | readonly string[];
	readonly token?: true;
};

/** Keeps the compiler's word that the inputs fit the kind. */
const of = <Name extends KindName>(...parameters: Parameters<typeof targetOf<Name>>): Target =>
	targetOf(...parameters) as unknown as Target;

const creates: readonly Case[] = [
	{
		target: of('vpc', {cidr: '11.0.0.0/16'}),
		answers: {createVpc: {Vpc: {VpcId: 'vpc-1'}}},
		operation: 'createVpc',
		input: {CidrBlock: '11.0.0.0/16'},
		outputs: {vpcId: 'vpc-1'},
		tagged: ['vpc'],
	},
	{
		target: of('vpc-attribute', {vpcId: 'vpc-1', attribute: 'enableDnsSupport'}),
		answers: {modifyVpcAttribute: {}},
		operation: 'modifyVpcAttribute',
		input: {VpcId: 'vpc-1', EnableDnsSupport: {Value: true}},
	},
	{
		target: of('vpc-attribute', {vpcId: 'vpc-1', attribute: 'enableDnsHostnames'}),
		answers: {modifyVpcAttribute: {}},
		operation: 'modifyVpcAttribute',
		input: {VpcId: 'vpc-1', EnableDnsHostnames: {Value: true}},
	},
	{
		target: of('subnet', {vpcId: 'vpc-1', cidr: '11.0.0.0/24', availabilityZoneId: 'use1-az1'}),
		answers: {createSubnet: {Subnet: {SubnetId: 'subnet-1'}}},
		operation: 'createSubnet',
		input: {VpcId: 'vpc-1', CidrBlock: '11.0.0.0/24', AvailabilityZoneId: 'use1-az1'},
		outputs: {subnetId: 'subnet-1'},
		tagged: ['subnet'],
	},
	{
		target: of('internet-gateway', {}),
		answers: {createInternetGateway: {InternetGateway: {InternetGatewayId: 'igw-1'}}},
		operation: 'createInternetGateway',
		input: {},
		outputs: {internetGatewayId: 'igw-1'},
		tagged: ['internet-gateway'],
	},
	{
		target: of('internet-gateway-attachment', {internetGatewayId: 'igw-1', vpcId: 'vpc-1'}),
		answers: {attachInternetGateway: {}},
		operation: 'attachInternetGateway',
		input: {InternetGatewayId: 'igw-1', VpcId: 'vpc-1'},
	},
	{
		target: of('route-table', {vpcId: 'vpc-1'}),
		answers: {createRouteTable: {RouteTable: {RouteTableId: 'rtb-1'}}},
		operation: 'createRouteTable',
		input: {VpcId: 'vpc-1'},
		outputs: {routeTableId: 'rtb-1'},
		tagged: ['route-table'],
		token: true,
	},
	{
		target: of('route-table-association', {routeTableId: 'rtb-1', subnetId: 'subnet-1'}),
		answers: {associateRouteTable: {AssociationId: 'rtbassoc-1'}},
		operation: 'associateRouteTable',
		input: {RouteTableId: 'rtb-1', SubnetId: 'subnet-1'},
		outputs: {associationId: 'rtbassoc-1'},
	},
	{
		target: of('route', {
			routeTableId: 'rtb-1',
			destinationCidr: '0.0.0.0/0',
			via: 'internet-gateway',
			gatewayId: 'igw-1',
		}),
		answers: {createRoute: {}},
		operation: 'createRoute',
		input: {RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1'},
	},
	{
		target: of('route', {routeTableId: 'rtb-1', destinationCidr: '0.0.0.0/0', via: 'nat-gateway', gatewayId: 'nat-1'}),
		answers: {createRoute: {}},
		operation: 'createRoute',
		input: {RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1'},
	},
	{
		target: of('address', {}),
		answers: {allocateAddress: {AllocationId: 'eipalloc-1', PublicIp: '203.0.113.7'}},
		operation: 'allocateAddress',
		input: {Domain: 'vpc'},
		outputs: {allocationId: 'eipalloc-1', publicIp: '203.0.113.7'},
		tagged: ['elastic-ip'],
	},
	{
		target: of('nat-gateway', {subnetId: 'subnet-1', allocationId: 'eipalloc-1'}),
		answers: {createNatGateway: {NatGateway: {NatGatewayId: 'nat-1', State: 'pending'}}},
		operation: 'createNatGateway',
		input: {SubnetId: 'subnet-1', AllocationId: 'eipalloc-1', ConnectivityType: 'public'},
		outputs: {natGatewayId: 'nat-1'},
		tagged: ['natgateway'],
		token: true,
	},
	{
		target: of('security-group', {vpcId: 'vpc-1', groupName: 'endpoint', description: 'Of the endpoint'}),
		answers: {createSecurityGroup: {GroupId: 'sg-1'}},
		operation: 'createSecurityGroup',
		input: {VpcId: 'vpc-1', GroupName: 'endpoint', Description: 'Of the endpoint'},
		outputs: {groupId: 'sg-1'},
		tagged: ['security-group'],
	},
	{
		target: of('security-group-rules', {
			groupId: 'sg-1',
			rules: [
				{port: 80, groupId: 'sg-2'},
				{port: 443, cidr: '21.0.0.0/16'},
			],
		}),
		answers: {authorizeSecurityGroupIngress: {}},
		operation: 'authorizeSecurityGroupIngress',
		input: {
			GroupId: 'sg-1',
			IpPermissions: [
				{IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{GroupId: 'sg-2'}]},
				{IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{CidrIp: '21.0.0.0/16'}]},
			],
		},
		tagged: ['security-group-rule'],
	},
	{
		target: of('role', {roleName: 'plw-lab-k3jx7q2a'}),
		answers: {createRole: {Role: {Arn: 'arn:role'}}},
		operation: 'createRole',
		input: {
			Path: '/privatelink-wizard/',
			RoleName: 'plw-lab-k3jx7q2a',
			Description: expect.any(String),
			AssumeRolePolicyDocument: expect.stringContaining('"Service": "ec2.amazonaws.com"'),
		},
		outputs: {roleName: 'plw-lab-k3jx7q2a', roleArn: 'arn:role'},
		tagged: 'Tags',
	},
	{
		target: of('role-policy', {roleName: 'plw-lab-k3jx7q2a', policyName: 'AmazonSSMManagedInstanceCore'}),
		answers: {attachRolePolicy: {}},
		operation: 'attachRolePolicy',
		input: {RoleName: 'plw-lab-k3jx7q2a', PolicyArn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'},
	},
	{
		target: of('instance-profile', {profileName: 'plw-lab-k3jx7q2a'}),
		answers: {createInstanceProfile: {}},
		operation: 'createInstanceProfile',
		input: {Path: '/privatelink-wizard/', InstanceProfileName: 'plw-lab-k3jx7q2a'},
		outputs: {profileName: 'plw-lab-k3jx7q2a'},
		tagged: 'Tags',
	},
	{
		target: of('instance-profile-role', {profileName: 'profile', roleName: 'role'}),
		answers: {addRoleToInstanceProfile: {}},
		operation: 'addRoleToInstanceProfile',
		input: {InstanceProfileName: 'profile', RoleName: 'role'},
		outputs: {profileName: 'profile'},
	},
	{
		target: of('instance', {
			subnetId: 'subnet-1',
			groupIds: ['sg-1'],
			profileName: 'profile',
			imageId: 'ami-1',
			instanceType: 't3.micro',
			publicAddress: true,
		}),
		answers: {
			runInstances: {Instances: [{InstanceId: 'i-1', PrivateIpAddress: '11.0.0.4', State: {Name: 'pending'}}]},
		},
		operation: 'runInstances',
		input: {
			ImageId: 'ami-1',
			InstanceType: 't3.micro',
			MinCount: 1,
			MaxCount: 1,
			NetworkInterfaces: [
				{
					DeviceIndex: 0,
					SubnetId: 'subnet-1',
					Groups: ['sg-1'],
					AssociatePublicIpAddress: true,
					DeleteOnTermination: true,
				},
			],
			IamInstanceProfile: {Name: 'profile'},
			MetadataOptions: {HttpTokens: 'required', HttpEndpoint: 'enabled'},
			BlockDeviceMappings: [
				{DeviceName: '/dev/sda1', Ebs: {VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true}},
			],
			CreditSpecification: {CpuCredits: 'standard'},
		},
		outputs: {instanceId: 'i-1', privateIp: '11.0.0.4', privateDnsName: ''},
		tagged: ['instance', 'volume', 'network-interface'],
		token: true,
	},
	{
		target: of('target-group', {name: 'plw-lab-k3jx7q2a', vpcId: 'vpc-1', port: 80}),
		answers: {createTargetGroup: {TargetGroups: [{TargetGroupArn: 'arn:tg'}]}},
		operation: 'createTargetGroup',
		input: {
			Name: 'plw-lab-k3jx7q2a',
			Protocol: 'TCP',
			Port: 80,
			VpcId: 'vpc-1',
			TargetType: 'instance',
			HealthCheckProtocol: 'HTTP',
			HealthCheckPath: '/',
			HealthCheckIntervalSeconds: 10,
			HealthyThresholdCount: 2,
			UnhealthyThresholdCount: 2,
		},
		outputs: {targetGroupArn: 'arn:tg'},
		tagged: 'Tags',
	},
	{
		target: of('target', {targetGroupArn: 'arn:tg', instanceId: 'i-1', port: 80}),
		answers: {registerTargets: {}},
		operation: 'registerTargets',
		input: {TargetGroupArn: 'arn:tg', Targets: [{Id: 'i-1', Port: 80}]},
	},
	{
		target: of('load-balancer', {name: 'plw-lab-k3jx7q2a', subnetIds: ['subnet-1', 'subnet-2'], groupIds: ['sg-1']}),
		answers: {createLoadBalancer: {LoadBalancers: [{LoadBalancerArn: 'arn:lb', DNSName: 'lb.example'}]}},
		operation: 'createLoadBalancer',
		input: {
			Name: 'plw-lab-k3jx7q2a',
			Type: 'network',
			Scheme: 'internal',
			IpAddressType: 'ipv4',
			Subnets: ['subnet-1', 'subnet-2'],
			SecurityGroups: ['sg-1'],
		},
		outputs: {loadBalancerArn: 'arn:lb', dnsName: 'lb.example'},
		tagged: 'Tags',
	},
	{
		target: of('load-balancer-attributes', {loadBalancerArn: 'arn:lb'}),
		answers: {modifyLoadBalancerAttributes: {}},
		operation: 'modifyLoadBalancerAttributes',
		input: {LoadBalancerArn: 'arn:lb', Attributes: [{Key: 'load_balancing.cross_zone.enabled', Value: 'true'}]},
	},
	{
		target: of('load-balancer-enforcement', {loadBalancerArn: 'arn:lb', groupIds: ['sg-1']}),
		answers: {setSecurityGroups: {}},
		operation: 'setSecurityGroups',
		input: {
			LoadBalancerArn: 'arn:lb',
			SecurityGroups: ['sg-1'],
			EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
		},
	},
	{
		target: of('listener', {loadBalancerArn: 'arn:lb', targetGroupArn: 'arn:tg', port: 80}),
		answers: {createListener: {Listeners: [{ListenerArn: 'arn:listener'}]}},
		operation: 'createListener',
		input: {
			LoadBalancerArn: 'arn:lb',
			Protocol: 'TCP',
			Port: 80,
			DefaultActions: [{Type: 'forward', TargetGroupArn: 'arn:tg'}],
		},
		outputs: {listenerArn: 'arn:listener'},
		tagged: 'Tags',
	},
	{
		target: of('endpoint-service', {loadBalancerArn: 'arn:lb'}),
		answers: {
			createVpcEndpointServiceConfiguration: {
				ServiceConfiguration: {ServiceId: 'vpce-svc-1', ServiceName: 'svc', ServiceState: 'Available'},
			},
		},
		operation: 'createVpcEndpointServiceConfiguration',
		input: {AcceptanceRequired: true, NetworkLoadBalancerArns: ['arn:lb'], SupportedIpAddressTypes: ['ipv4']},
		outputs: {serviceId: 'vpce-svc-1', serviceName: 'svc'},
		tagged: ['vpc-endpoint-service'],
		token: true,
	},
	{
		target: of('endpoint-service-permission', {serviceId: 'vpce-svc-1', account: '111122223333'}),
		answers: {modifyVpcEndpointServicePermissions: {}},
		operation: 'modifyVpcEndpointServicePermissions',
		input: {ServiceId: 'vpce-svc-1', AddAllowedPrincipals: ['arn:aws:iam::111122223333:root']},
	},
	{
		target: of('endpoint', {
			vpcId: 'vpc-2',
			serviceName: 'svc',
			subnetIds: ['subnet-3', 'subnet-4'],
			groupIds: ['sg-3'],
			privateDns: false,
			needsAcceptance: true,
		}),
		answers: {
			createVpcEndpoint: {
				VpcEndpoint: {
					VpcEndpointId: 'vpce-1',
					State: 'pending',
					DnsEntries: [{DnsName: 'regional'}, {DnsName: 'zonal'}],
				},
			},
		},
		operation: 'createVpcEndpoint',
		input: {
			VpcEndpointType: 'Interface',
			VpcId: 'vpc-2',
			ServiceName: 'svc',
			SubnetIds: ['subnet-3', 'subnet-4'],
			SecurityGroupIds: ['sg-3'],
			PrivateDnsEnabled: false,
		},
		outputs: {endpointId: 'vpce-1', dnsName: 'regional'},
		tagged: ['vpc-endpoint'],
		token: true,
	},
	{
		target: of('endpoint-connection', {serviceId: 'vpce-svc-1', endpointId: 'vpce-1'}),
		answers: {acceptVpcEndpointConnections: {Unsuccessful: []}},
		operation: 'acceptVpcEndpointConnections',
		input: {ServiceId: 'vpce-svc-1', VpcEndpointIds: ['vpce-1']},
	},
];

const tagsOf = ({target, tagged}: Case): object => {
	if (tagged === undefined) return {};
	const Tags = shownTags(target);
	return tagged === 'Tags' ? {Tags} : {TagSpecifications: tagged.map(ResourceType => ({ResourceType, Tags}))};
};

const create = (target: Target, answers: Answers) => {
	const {clients, calls} = recordClients(answers);
	const kind = createResourceKinds(clients)[target.kind];
	const made = (kind.create as ((of: Target) => Promise<object>) | undefined)?.(target);
	return {made, calls, kind};
};

describe('creating', () => {
	it.each(creates.map(one => [`${one.target.kind} by ${one.operation}`, one] as const))(
		'makes a %s, tagged from the start, in one call',
		async (_, one) => {
			const {made, calls, kind} = create(one.target, one.answers);
			expect(await made).toEqual(one.outputs ?? {});
			expect(calls).toEqual([
				{
					operation: one.operation,
					input: {...one.input, ...tagsOf(one), ...(one.token ? {ClientToken: one.target.clientToken} : {})},
				},
			]);
			expect(one.operation).toBe(
				`${kind.operations.create?.charAt(0).toLowerCase()}${kind.operations.create?.slice(1)}`,
			);
		},
	);

	it('covers every kind but the one that is only waited for', () => {
		const covered = new Set<string>(creates.map(({target}) => target.kind));
		expect(Object.keys(onPaper).filter(name => !covered.has(name))).toEqual(['managed-instance']);
	});

	it('gives all outputs that the graph may refer to', () => {
		for (const {target, outputs} of creates) {
			expect(Object.keys(outputs ?? {}).toSorted()).toEqual([...onPaper[target.kind].outputs].toSorted());
		}
	});

	it('names no credit option for a type that is not burstable, and the root device of the other image', async () => {
		const inputs = {
			subnetId: 'subnet-1',
			groupIds: [],
			profileName: 'profile',
			imageId: 'ami-1',
			instanceType: 'm7i-flex.large',
			publicAddress: false,
		};
		const linux = {...deployment, settings: {...deployment.settings, image: 'amazon-linux' as const}};
		const {made, calls} = create(of('instance', inputs, {deployment: linux}), {runInstances: {Instances: [{}]}});
		await made;
		expect(calls[0]?.input).not.toHaveProperty('CreditSpecification');
		expect(calls[0]?.input).toMatchObject({
			BlockDeviceMappings: [{DeviceName: '/dev/xvda'}],
			NetworkInterfaces: [{AssociatePublicIpAddress: false}],
		});
	});

	it.each([
		[
			'nat-gateway',
			of('nat-gateway', {subnetId: 's', allocationId: 'e'}),
			{createNatGateway: {NatGateway: {State: 'deleted'}}},
		],
		[
			'instance',
			of('instance', {
				subnetId: 's',
				groupIds: [],
				profileName: 'p',
				imageId: 'a',
				instanceType: 't3.micro',
				publicAddress: false,
			}),
			{runInstances: {Instances: [{InstanceId: 'i-1', State: {Name: 'terminated'}}]}},
		],
	])('takes a dead %s for no answer when its token was used up', async (_, target, answers) => {
		await expect(create(target, answers).made).rejects.toMatchObject({code: 'IdempotentResourceGone'});
	});

	it('throws what an acceptance tells in a 200', async () => {
		const target = of('endpoint-connection', {serviceId: 'vpce-svc-1', endpointId: 'vpce-1'});
		const Unsuccessful = [{ResourceId: 'vpce-1', Error: {Code: 'InvalidVpcEndpointId.NotFound', Message: 'not there'}}];
		const {made} = create(target, {acceptVpcEndpointConnections: {Unsuccessful}});
		await expect(made).rejects.toMatchObject({code: 'InvalidVpcEndpointId.NotFound', message: 'not there (vpce-1)'});
	});
});
