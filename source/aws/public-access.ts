import type {AwsClients} from './clients.ts';
import {filter} from './tags.ts';

/**
 * Why nothing in a VPC gets out, whatever its routes say: VPC Block Public Access is set for a whole account and region.
 * Its other mode, block-ingress, lets NAT gateways through. Undefined where it is not that.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
 */
export const publicAccessBlock = async (clients: AwsClients, vpcId: string): Promise<string | undefined> => {
	const ec2 = await clients.ec2();
	const {Vpcs: [found] = []} = await ec2.describeVpcs({Filters: [filter('vpc-id', vpcId)]});
	const mode = found?.BlockPublicAccessStates?.InternetGatewayBlockMode;
	return mode === 'block-bidirectional'
		? `VPC Block Public Access (${mode}) lets nothing in ${vpcId} through its internet and NAT gateways.`
		: undefined;
};
