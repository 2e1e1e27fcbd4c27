import type {AwsClients} from './clients.ts';
import {AwsError} from './errors.ts';
import {collect} from './pages.ts';

/** A quota that a deployment may meet, as Service Quotas names it. */
type Quota = {
	readonly name: string;
	readonly service: string;
	readonly code: string;
	/** AWS's default. */
	readonly usual: number;
	/** What one deployment takes of it. */
	readonly need: string;
	/** A value that does. */
	readonly enough: number;
	/** How many there are in the region; absent where AWS's own message says it. */
	readonly count?: (clients: AwsClients) => Promise<number>;
};

const countVpcs = async (clients: AwsClients): Promise<number> => {
	const ec2 = await clients.ec2();
	const found = await collect(
		token => ec2.describeVpcs({NextToken: token}),
		page => page.Vpcs,
	);
	return found.length;
};

const countGateways = async (clients: AwsClients): Promise<number> => {
	const ec2 = await clients.ec2();
	const found = await collect(
		token => ec2.describeInternetGateways({NextToken: token}),
		page => page.InternetGateways,
	);
	return found.length;
};

const countAddresses = async (clients: AwsClients): Promise<number> => {
	const ec2 = await clients.ec2();
	const {Addresses = []} = await ec2.describeAddresses({});
	return Addresses.length;
};

/** By the error's code. The codes of quotas: https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
const quotas: Readonly<Record<string, Quota>> = {
	VpcLimitExceeded: {
		name: 'VPCs per Region',
		service: 'vpc',
		code: 'L-F678F1CE',
		usual: 5,
		need: '2',
		enough: 10,
		count: countVpcs,
	},
	InternetGatewayLimitExceeded: {
		name: 'Internet gateways per Region',
		service: 'vpc',
		code: 'L-A4707A72',
		usual: 5,
		need: '2',
		enough: 10,
		count: countGateways,
	},
	AddressLimitExceeded: {
		name: 'EC2-VPC Elastic IPs',
		service: 'ec2',
		code: 'L-0263D0A3',
		usual: 5,
		need: '1, or 2 with --session-path nat',
		enough: 10,
		count: countAddresses,
	},
	NatGatewayLimitExceeded: {
		name: 'NAT gateways per Availability Zone',
		service: 'vpc',
		code: 'L-FE5A380F',
		usual: 5,
		need: '1, or 2 with --session-path nat',
		enough: 10,
	},
	VcpuLimitExceeded: {
		name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances, in vCPUs',
		service: 'ec2',
		code: 'L-1216C47A',
		usual: 5,
		need: '8 (4 instances of 2 vCPUs each)',
		enough: 16,
	},
	VpcEndpointLimitExceeded: {
		name: 'Interface VPC endpoints per VPC',
		service: 'vpc',
		code: 'L-29B6F2EB',
		usual: 50,
		need: '3',
		enough: 60,
	},
	TooManyLoadBalancers: {
		name: 'Network Load Balancers per Region',
		service: 'elasticloadbalancing',
		code: 'L-69A177A2',
		usual: 50,
		need: '1',
		enough: 60,
	},
};

/** An error about a quota, with the quota's name, what is used of it, what is needed, and how to have it raised. */
export const explainQuota = async (
	clients: AwsClients,
	code: string,
	message: string,
): Promise<AwsError | undefined> => {
	const quota = quotas[code];
	if (!quota) return undefined;
	const {name, service, usual, need, enough, count} = quota;
	// Describe calls are eventually consistent.
	const used = count
		? ` AWS lists ${await count(clients)} in ${clients.region}; one made just now may be missing.`
		: '';
	const arguments_ = `--region ${clients.region} --service-code ${service} --quota-code ${quota.code}`;
	return new AwsError(code, message, [
		`Quota "${name}" (default ${usual}): a deployment needs ${need}.${used}`,
		`What it is set to: aws service-quotas get-service-quota ${arguments_}`,
		`Ask for more: aws service-quotas request-service-quota-increase ${arguments_} --desired-value ${enough}`,
		'Or free some, or tear this down and choose another --region. Then run the same command again: it goes on where it stopped.',
	]);
};
