/** A token bucket per account and region: `capacity` calls at once, then `refillPerSecond`. */
export type Bucket = {
	/** Operations with the same key share one bucket; absent: the operation has its own. */
	readonly key?: string;
	readonly capacity: number;
	readonly refillPerSecond: number;
};

const bucket = (capacity: number, refillPerSecond: number): Bucket => ({capacity, refillPerSecond});

/** EC2's request throttling, as its developer guide publishes it; each operation has a bucket of its own. */
const ec2 = {mutating: bucket(50, 5), reading: bucket(100, 20)};

/** Elastic Load Balancing's request throttling: whatever reads shares one bucket. */
const elasticLoadBalancing = {
	mutating: bucket(20, 3),
	reading: {key: 'elastic-load-balancing', ...bucket(40, 10)},
};

/** IAM, Systems Manager and STS publish no buckets: guesses on the safe side. */
const others = {mutating: bucket(10, 3), reading: bucket(20, 5)};

const exceptions: Readonly<Record<string, Bucket>> = {
	CreateVpcEndpoint: bucket(4, 0.3),
	ModifyVpcEndpoint: bucket(4, 0.3),
	DeleteVpcEndpoints: bucket(4, 0.3),
	CreateVpcEndpointServiceConfiguration: bucket(10, 1),
	DeleteVpcEndpointServiceConfigurations: bucket(10, 1),
	ModifyVpcEndpointServicePermissions: bucket(10, 1),
	AcceptVpcEndpointConnections: bucket(10, 1),
	RejectVpcEndpointConnections: bucket(10, 1),
	CreateNatGateway: bucket(10, 1),
	DeleteNatGateway: bucket(10, 1),
	RunInstances: bucket(5, 2),
	CreateTags: bucket(100, 10),
	CreateLoadBalancer: bucket(10, 0.2),
	RegisterTargets: bucket(20, 4),
	GetCallerIdentity: others.reading,
	'elasticloadbalancing:DescribeTags': elasticLoadBalancing.reading,
};

const ofElasticLoadBalancing = /LoadBalancer|TargetGroup|TargetHealth|Targets$|Listener|^SetSecurityGroups$/;

const ofOthers = /Role|InstanceProfile|InstanceInformation|ConnectionStatus|Parameter|Session/;

const reading = /^(Describe|Get|List)/;

/** The bucket of an operation, by AWS's name for it. */
export const bucketFor = (operation: string): Bucket => {
	const service = ofElasticLoadBalancing.test(operation)
		? elasticLoadBalancing
		: ofOthers.test(operation)
			? others
			: ec2;
	return exceptions[operation] ?? (reading.test(operation) ? service.reading : service.mutating);
};
