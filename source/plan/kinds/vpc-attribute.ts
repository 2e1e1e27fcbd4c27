import {defineKind} from '../kind.ts';

export type VpcAttributeInputs = {
	readonly vpcId: string;
	readonly attribute: 'enableDnsSupport' | 'enableDnsHostnames';
};

export const vpcAttribute = defineKind<VpcAttributeInputs>()({
	label: 'VPC DNS attribute',
	why: 'Names of endpoints and instances resolve inside the VPC only with DNS support and DNS hostnames on.',
	step: 'Easily left out: AWS leaves DNS hostnames off in a new VPC.',
	outputs: [],
	part: true,
	seconds: {create: 1, destroy: 0},
	actions: {build: ['ec2:ModifyVpcAttribute', 'ec2:DescribeVpcAttribute'], teardown: []},
});
