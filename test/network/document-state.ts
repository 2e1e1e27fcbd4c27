import type {NetworkRule, NetworkState} from '../../source/network/state.ts';

const outbound: readonly NetworkRule[] = [{protocol: '-1', cidrs: ['0.0.0.0/0'], groupIds: []}];

const tcp = (port: number, from: {readonly cidrs?: readonly string[]; readonly groupIds?: readonly string[]}) => ({
	protocol: 'tcp',
	fromPort: port,
	toPort: port,
	cidrs: from.cidrs ?? [],
	groupIds: from.groupIds ?? [],
});

export const serviceName = 'com.amazonaws.vpce.us-east-1.vpce-svc-0123';
export const regionalName = 'vpce-0app-abcd.vpce-svc-0123.us-east-1.vpce.amazonaws.com';
export const zonalName = (zone: string) => `vpce-0app-abcd-us-east-1${zone}.vpce-svc-0123.us-east-1.vpce.amazonaws.com`;
export const targetGroupArn = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/lab/1';
export const loadBalancerArn = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/lab/1';

const vpc = (side: 'p' | 'c', base: string): Pick<NetworkState, 'vpcs' | 'subnets' | 'internetGateways'> => ({
	vpcs: [{id: `vpc-${side}`, cidrs: [`${base}.0.0/16`], dnsSupport: true, dnsHostnames: true}],
	subnets: [0, 1, 2, 3].map(third => ({
		id: `subnet-${side}${third}`,
		vpcId: `vpc-${side}`,
		zoneId: third % 2 === 0 ? 'use1-az1' : 'use1-az2',
		cidr: `${base}.${third}.0/24`,
	})),
	internetGateways: [{id: `igw-${side}`, vpcIds: [`vpc-${side}`]}],
});

const tables = (side: 'p' | 'c', base: string, nat: boolean): NetworkState['routeTables'] => {
	const local = {destination: `${base}.0.0/16`, target: 'local', active: true};
	const outwards = (target: string) => ({destination: '0.0.0.0/0', target, active: true});
	return [
		{id: `rtb-${side}main`, vpcId: `vpc-${side}`, main: true, subnetIds: [], routes: [local]},
		{
			id: `rtb-${side}public`,
			vpcId: `vpc-${side}`,
			main: false,
			subnetIds: [`subnet-${side}0`, `subnet-${side}1`],
			routes: [local, outwards(`igw-${side}`)],
		},
		{
			id: `rtb-${side}private`,
			vpcId: `vpc-${side}`,
			main: false,
			subnetIds: [`subnet-${side}2`, `subnet-${side}3`],
			routes: nat ? [local, outwards(`nat-${side}`)] : [local],
		},
	];
};

const instance = (
	id: string,
	side: 'p' | 'c',
	subnet: number,
	ip: string,
	extra: {readonly publicIp?: string; readonly listening?: readonly number[]} = {},
): NetworkState['instances'][number] => ({
	id,
	vpcId: `vpc-${side}`,
	subnetId: `subnet-${side}${subnet}`,
	privateIp: ip,
	privateDnsName: `ip-${ip.replaceAll('.', '-')}.ec2.internal`,
	groupIds: [`sg-${side}instance`],
	running: true,
	listening: [],
	...extra,
});

const awsEndpoint = (service: string, last: number): NetworkState['endpoints'][number] => ({
	id: `vpce-0${service}`,
	type: 'Interface',
	vpcId: 'vpc-c',
	serviceName: `com.amazonaws.us-east-1.${service}`,
	state: 'available',
	groupIds: ['sg-session'],
	interfaces: [{zoneId: 'use1-az1', subnetId: 'subnet-c2', ip: `21.0.2.${last}`}],
	names: [{name: `${service}.us-east-1.amazonaws.com`, scope: 'private'}],
});

const provider = vpc('p', '11.0');
const consumer = vpc('c', '21.0');

/** The document's topology, built and accepted: a request from `i-consumer` to the endpoint reaches `i-apache`. */
export const documentState: NetworkState = {
	region: 'us-east-1',
	dnsSuffix: 'amazonaws.com',
	vpcs: [...provider.vpcs, ...consumer.vpcs],
	subnets: [...provider.subnets, ...consumer.subnets],
	internetGateways: [...provider.internetGateways, ...consumer.internetGateways],
	routeTables: [...tables('p', '11.0', true), ...tables('c', '21.0', false)],
	natGateways: [{id: 'nat-p', subnetId: 'subnet-p0', state: 'available', publicIp: '52.0.0.1'}],
	securityGroups: [
		{
			id: 'sg-pinstance',
			vpcId: 'vpc-p',
			name: 'instance',
			ingress: [tcp(80, {groupIds: ['sg-nlb']})],
			egress: outbound,
		},
		{id: 'sg-nlb', vpcId: 'vpc-p', name: 'nlb', ingress: [tcp(80, {cidrs: ['21.0.0.0/16']})], egress: outbound},
		{id: 'sg-cinstance', vpcId: 'vpc-c', name: 'instance', ingress: [], egress: outbound},
		{
			id: 'sg-endpoint',
			vpcId: 'vpc-c',
			name: 'endpoint',
			ingress: [tcp(80, {groupIds: ['sg-cinstance']})],
			egress: outbound,
		},
		{
			id: 'sg-session',
			vpcId: 'vpc-c',
			name: 'session',
			ingress: [tcp(443, {cidrs: ['21.0.0.0/16']})],
			egress: outbound,
		},
	],
	instances: [
		instance('i-apache', 'p', 2, '11.0.2.10', {listening: [80]}),
		instance('i-ppublic', 'p', 0, '11.0.0.10', {publicIp: '52.0.0.2'}),
		instance('i-consumer', 'c', 2, '21.0.2.10'),
		instance('i-cpublic', 'c', 0, '21.0.0.10', {publicIp: '52.0.0.3'}),
	],
	endpoints: [
		{
			id: 'vpce-0app',
			type: 'Interface',
			vpcId: 'vpc-c',
			serviceName,
			state: 'available',
			groupIds: ['sg-endpoint'],
			interfaces: [
				{zoneId: 'use1-az1', subnetId: 'subnet-c2', ip: '21.0.2.77'},
				{zoneId: 'use1-az2', subnetId: 'subnet-c3', ip: '21.0.3.77'},
			],
			names: [
				{name: regionalName, scope: 'regional'},
				{name: zonalName('a'), scope: 'zonal', zoneId: 'use1-az1'},
				{name: zonalName('b'), scope: 'zonal', zoneId: 'use1-az2'},
			],
		},
		awsEndpoint('ssm', 50),
		awsEndpoint('ssmmessages', 51),
	],
	services: [
		{
			id: 'vpce-svc-0123',
			name: serviceName,
			state: 'Available',
			loadBalancerArns: [loadBalancerArn],
			zoneIds: ['use1-az1', 'use1-az2'],
			connections: [{endpointId: 'vpce-0app', state: 'available'}],
		},
	],
	loadBalancers: [
		{
			arn: loadBalancerArn,
			name: 'lab',
			dnsName: 'lab-1.elb.us-east-1.amazonaws.com',
			vpcId: 'vpc-p',
			state: 'active',
			nodes: [
				{zoneId: 'use1-az1', subnetId: 'subnet-p2', ip: '11.0.2.20'},
				{zoneId: 'use1-az2', subnetId: 'subnet-p3', ip: '11.0.3.20'},
			],
			groupIds: ['sg-nlb'],
			enforcesPrivateLink: true,
			crossZone: true,
			listeners: [{port: 80, protocol: 'TCP', targetGroupArn}],
		},
	],
	targetGroups: [
		{
			arn: targetGroupArn,
			name: 'lab',
			vpcId: 'vpc-p',
			targets: [{instanceId: 'i-apache', port: 80, health: 'healthy'}],
		},
	],
};

type Lists = {
	[Name in keyof NetworkState as NetworkState[Name] extends readonly object[] ? Name : never]: NetworkState[Name];
};

/** The state with `change` laid over the members of one list that have `id` as their id or ARN. */
export const changed = <Name extends keyof Lists>(
	state: NetworkState,
	list: Name,
	id: string,
	change: Partial<NetworkState[Name][number]>,
): NetworkState => ({
	...state,
	[list]: state[list].map(member =>
		('id' in member ? member.id : member.arn) === id ? {...member, ...change} : member,
	),
});
