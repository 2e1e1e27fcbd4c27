import {defineKind} from '../kind.ts';

export type InternetGatewayAttachmentInputs = {
	readonly internetGatewayId: string;
	readonly vpcId: string;
};

export const internetGatewayAttachment = defineKind<InternetGatewayAttachmentInputs>()({
	label: 'Internet gateway attachment',
	why: 'Puts the internet gateway at the edge of the VPC.',
	step: 'Create IGW and attach it to VPC.',
	outputs: [],
	part: true,
	seconds: {create: 1, destroy: 1},
	actions: {
		build: ['ec2:AttachInternetGateway', 'ec2:DescribeInternetGateways'],
		teardown: ['ec2:DetachInternetGateway', 'ec2:DescribeInternetGateways'],
	},
	// AWS refuses to detach while the VPC has mapped public addresses, though nothing refers to the attachment.
	destroyAfter: ['nat-gateway', 'instance', 'address'],
});
