import {type Context, ServiceError} from './operation.ts';

/** What an account may have of something, and what the API says at the limit. */
type Quota = {
	/** AWS's default. */
	readonly limit: number;
	readonly code: string;
	readonly message: (limit: number) => string;
	/** What it is counted in. */
	readonly per: string;
};

/**
 * The quotas of an account in a region, with AWS's default values.
 * https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html,
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html,
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html;
 * codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const quotas = {
	vpcs: {
		limit: 5,
		per: 'region',
		code: 'VpcLimitExceeded',
		message: () => 'The maximum number of VPCs has been reached.',
	},
	internetGateways: {
		limit: 5,
		per: 'region',
		code: 'InternetGatewayLimitExceeded',
		message: () => 'The maximum number of internet gateways has been reached.',
	},
	addresses: {
		limit: 5,
		per: 'region',
		code: 'AddressLimitExceeded',
		message: () => 'The maximum number of addresses has been reached.',
	},
	natGateways: {
		limit: 5,
		per: 'availability zone',
		code: 'NatGatewayLimitExceeded',
		message: limit => `Performing this operation would exceed the limit of ${limit} NAT gateways`,
	},
	subnets: {
		limit: 200,
		per: 'VPC',
		code: 'SubnetLimitExceeded',
		message: () => 'The maximum number of subnets has been reached.',
	},
	routeTables: {
		limit: 200,
		per: 'VPC',
		code: 'RouteTableLimitExceeded',
		message: () => 'The maximum number of route tables has been reached.',
	},
	networkAcls: {
		limit: 200,
		per: 'VPC',
		code: 'NetworkAclLimitExceeded',
		message: () => 'The maximum number of network ACLs has been reached.',
	},
	securityGroups: {
		limit: 2500,
		per: 'region',
		code: 'SecurityGroupLimitExceeded',
		message: () => 'The maximum number of security groups has been reached.',
	},
	rules: {
		limit: 60,
		per: 'security group and direction',
		code: 'RulesPerSecurityGroupLimitExceeded',
		message: () => 'The maximum number of rules per security group has been reached.',
	},
	interfaceEndpoints: {
		limit: 50,
		per: 'VPC',
		code: 'VpcEndpointLimitExceeded',
		message: () => 'The maximum number of VPC endpoints has been reached.',
	},
	/** Of On-Demand standard instances; new accounts have far less than others. */
	vcpus: {
		limit: 32,
		per: 'region',
		code: 'VcpuLimitExceeded',
		message: limit =>
			`You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
	},
	networkLoadBalancers: {
		limit: 50,
		per: 'region',
		code: 'TooManyLoadBalancers',
		message: () => 'The maximum number of load balancers has been reached on account',
	},
	targetGroups: {
		limit: 3000,
		per: 'region',
		code: 'TooManyTargetGroups',
		message: () => 'The maximum number of target groups has been reached',
	},
} as const satisfies Readonly<Record<string, Quota>>;

export type QuotaName = keyof typeof quotas;

/** The account's value of a quota: AWS's default, or what the world's scenario says. */
export const limitOf = ({world}: Pick<Context, 'world'>, name: QuotaName): number =>
	world.scenario.plan.quotas?.[name] ?? quotas[name].limit;

/** @throws ServiceError of the quota when `count` are there already and `more` (default 1) would be too many */
export const checkQuota = (context: Pick<Context, 'world'>, name: QuotaName, count: number, more = 1): void => {
	const limit = limitOf(context, name);
	const {code, message}: Quota = quotas[name];
	if (count + more > limit) throw new ServiceError(code, message(limit));
};
