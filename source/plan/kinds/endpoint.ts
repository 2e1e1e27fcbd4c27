import {defineKind} from '../kind.ts';
import {listPrices} from '../list-prices.ts';

export type EndpointInputs = {
	readonly vpcId: string;
	readonly serviceName: string;
	readonly subnetIds: readonly string[];
	readonly groupIds: readonly string[];
	readonly privateDns: boolean;
	/** True: ready means `pendingAcceptance` or beyond. False: ready means `available`. */
	readonly needsAcceptance: boolean;
};

export const endpoint = defineKind<EndpointInputs>()({
	label: 'Interface endpoint',
	why: 'An address of the service inside the consumer VPC, in both private subnets.',
	step: 'Create VPC endpoint: provide the service name, select consumer VPC, private subnets and SG with port 80 enabled.',
	outputs: ['endpointId', 'dnsName'],
	seconds: {create: 113, destroy: 150},
	actions: {
		build: [
			'ec2:CreateVpcEndpoint',
			'ec2:CreateTags',
			'ec2:DescribeVpcEndpoints',
			'route53:AssociateVPCWithHostedZone',
		],
		teardown: ['ec2:DeleteVpcEndpoints', 'ec2:DescribeVpcEndpoints'],
	},
	// It takes minutes to go: an instance that reaches Session Manager through it may still be shutting down meanwhile.
	// Its connection goes with it, however far the decision about that has come.
	destroyDespite: ['instance', 'endpoint-connection'],
	// Billed per zone and started hour in every state, also while it waits for acceptance.
	price: ({serviceName, subnetIds}) => [
		{
			item: `Interface endpoint ${typeof serviceName === 'string' ? serviceName.split('.').at(-1) : 'to the endpoint service'}`,
			quantity: subnetIds.length,
			unitPrice: listPrices.endpoint,
			wholeHours: true,
		},
	],
});
