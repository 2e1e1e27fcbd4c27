/**
 * What decides where a packet of one region goes, normalized: lists of plain records that name each other by id. The
 * simulator fills it from its world, `explain` from read-only Describe calls; what those cannot show is `undefined`.
 * States are spelled as AWS spells them on the wire and compared without regard to case.
 */
export type NetworkState = {
	readonly region: string;
	/** The partition's DNS suffix: the names of AWS services in the region are `<service>.<region>.<dnsSuffix>`. */
	readonly dnsSuffix: string;
	readonly vpcs: readonly NetworkVpc[];
	readonly subnets: readonly NetworkSubnet[];
	readonly routeTables: readonly NetworkRouteTable[];
	readonly internetGateways: readonly NetworkInternetGateway[];
	readonly natGateways: readonly NetworkNatGateway[];
	readonly securityGroups: readonly NetworkSecurityGroup[];
	readonly instances: readonly NetworkInstance[];
	readonly endpoints: readonly NetworkEndpoint[];
	readonly services: readonly NetworkEndpointService[];
	readonly loadBalancers: readonly NetworkLoadBalancer[];
	readonly targetGroups: readonly NetworkTargetGroup[];
};

export type NetworkVpc = {
	readonly id: string;
	readonly cidrs: readonly string[];
	readonly dnsSupport: boolean;
	readonly dnsHostnames: boolean;
	/** What VPC Block Public Access keeps from its gateways; absent: nothing. */
	readonly blockMode?: 'off' | 'block-ingress' | 'block-bidirectional' | undefined;
};

export type NetworkSubnet = {
	readonly id: string;
	readonly vpcId: string;
	readonly zoneId: string;
	readonly cidr: string;
};

export type NetworkRouteTable = {
	readonly id: string;
	readonly vpcId: string;
	/** The table of every subnet of the VPC that has no association of its own. */
	readonly main: boolean;
	readonly subnetIds: readonly string[];
	readonly routes: readonly NetworkRoute[];
};

export type NetworkRoute = {
	/** CIDR. */
	readonly destination: string;
	/** `local`, or the id of a gateway: its prefix (`igw-`, `nat-`, `vpce-`, …) says what it is. */
	readonly target: string;
	/** False for a blackhole: its target is gone. */
	readonly active: boolean;
};

export type NetworkInternetGateway = {
	readonly id: string;
	/** Where it is attached. */
	readonly vpcIds: readonly string[];
};

export type NetworkNatGateway = {
	readonly id: string;
	readonly subnetId: string;
	readonly state: string;
	/** Absent for a private NAT gateway, or while there is none yet. */
	readonly publicIp?: string;
};

export type NetworkSecurityGroup = {
	readonly id: string;
	readonly vpcId: string;
	readonly name: string;
	readonly ingress: readonly NetworkRule[];
	readonly egress: readonly NetworkRule[];
};

export type NetworkRule = {
	/** `tcp`, `udp`, `icmp`, or `-1` for all. */
	readonly protocol: string;
	/** Absent: every port. */
	readonly fromPort?: number;
	readonly toPort?: number;
	/** The other side: any of these CIDRs, or any member of these groups. */
	readonly cidrs: readonly string[];
	readonly groupIds: readonly string[];
};

export type NetworkInstance = {
	readonly id: string;
	readonly vpcId: string;
	readonly subnetId: string;
	readonly privateIp: string;
	readonly privateDnsName: string;
	readonly publicIp?: string;
	readonly groupIds: readonly string[];
	readonly running: boolean;
	/** TCP ports that something listens on; `undefined` where only the machine itself could tell. */
	readonly listening: readonly number[] | undefined;
};

export type NetworkEndpoint = {
	readonly id: string;
	/** `Interface` or `Gateway`. */
	readonly type: string;
	readonly vpcId: string;
	readonly serviceName: string;
	/** As the consumer sees it: `pendingAcceptance`, `pending`, `available`, `rejected`, … */
	readonly state: string;
	readonly groupIds: readonly string[];
	readonly interfaces: readonly {readonly zoneId: string; readonly subnetId: string; readonly ip: string}[];
	readonly names: readonly NetworkEndpointName[];
};

export type NetworkEndpointName =
	/** Public names that resolve to the interfaces of all zones. */
	| {readonly name: string; readonly scope: 'regional'}
	/** Public names that resolve to the interface of one zone. */
	| {readonly name: string; readonly scope: 'zonal'; readonly zoneId: string}
	/** The service's own name, inside the endpoint's VPC only; present only while private DNS is enabled. */
	| {readonly name: string; readonly scope: 'private'};

export type NetworkEndpointService = {
	readonly id: string;
	/** What endpoints name it by, `com.amazonaws.vpce.<region>.vpce-svc-…`. */
	readonly name: string;
	readonly state: string;
	readonly loadBalancerArns: readonly string[];
	readonly zoneIds: readonly string[];
	/** As the provider sees them. */
	readonly connections: readonly {readonly endpointId: string; readonly state: string}[];
};

export type NetworkLoadBalancer = {
	readonly arn: string;
	readonly name: string;
	readonly dnsName: string;
	readonly vpcId: string;
	readonly state: string;
	readonly nodes: readonly {readonly zoneId: string; readonly subnetId: string; readonly ip: string}[];
	readonly groupIds: readonly string[];
	/** Whether the inbound rules of its groups hold for traffic that comes over PrivateLink. */
	readonly enforcesPrivateLink: boolean;
	readonly crossZone: boolean;
	readonly listeners: readonly {readonly port: number; readonly protocol: string; readonly targetGroupArn: string}[];
};

export type NetworkTargetGroup = {
	readonly arn: string;
	readonly name: string;
	readonly vpcId: string;
	/** TCP port of the health check; absent: the port of the target itself. */
	readonly healthCheckPort?: number;
	readonly targets: readonly NetworkTarget[];
};

export type NetworkTarget = {
	readonly instanceId: string;
	readonly port: number;
	/** `initial`, `healthy`, `unhealthy`, `unused`, `draining`. */
	readonly health: string;
	/** AWS's reason code, e.g. `Target.FailedHealthChecks`. */
	readonly reason?: string;
};
