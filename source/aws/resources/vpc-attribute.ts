import type {ResourceKind} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {absent, observeEach, ready, unlessMissing} from '../observation.ts';

export const vpcAttribute = (clients: AwsClients): ResourceKind<'vpc-attribute'> => ({
	operations: {create: 'ModifyVpcAttribute', observe: ['DescribeVpcAttribute']},
	// AWS shows one attribute of one VPC at a time, and changes one at a time.
	observe: async targets => {
		const ec2 = await clients.ec2();
		return observeEach(targets, async ({inputs: {vpcId, attribute}}) => {
			const shown = await unlessMissing(ec2.describeVpcAttribute({VpcId: vpcId, Attribute: attribute}), undefined);
			const value = attribute === 'enableDnsSupport' ? shown?.EnableDnsSupport : shown?.EnableDnsHostnames;
			return value?.Value === true ? ready('on') : absent;
		});
	},
	create: async ({inputs: {vpcId, attribute}}) => {
		const ec2 = await clients.ec2();
		const change =
			attribute === 'enableDnsSupport' ? {EnableDnsSupport: {Value: true}} : {EnableDnsHostnames: {Value: true}};
		await ec2.modifyVpcAttribute({VpcId: vpcId, ...change});
		return {};
	},
});
