import type {Instance, RunInstancesCommandInput} from '@aws-sdk/client-ec2';
import type {Observation, ResourceKind, Target} from '../../engine/ports.ts';
import type {InstanceInputs} from '../../plan/kinds/instance.ts';
import type {AwsClients} from '../clients.ts';
import {refuseDead} from '../errors.ts';
import {absent, compared, failed, going, observeByTag, pending, ready, stateOf, unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {deploymentFilter, tagSpecifications} from '../tags.ts';
import {readTemplate, renderTemplate} from '../templates.ts';

const rootDevices = {ubuntu: '/dev/sda1', 'amazon-linux': '/dev/xvda'} as const;

const userDataOf = ({userData}: InstanceInputs): {readonly UserData?: string} => {
	if (!userData) return {};
	const script = renderTemplate(readTemplate(`user-data/${userData.template}`), userData.values);
	return {UserData: Buffer.from(script).toString('base64')};
};

const request = ({inputs, deployment, tags, clientToken}: Target<'instance'>): RunInstancesCommandInput => ({
	ImageId: inputs.imageId,
	InstanceType: inputs.instanceType as RunInstancesCommandInput['InstanceType'],
	MinCount: 1,
	MaxCount: 1,
	NetworkInterfaces: [
		{
			DeviceIndex: 0,
			SubnetId: inputs.subnetId,
			Groups: [...inputs.groupIds],
			AssociatePublicIpAddress: inputs.publicAddress,
			DeleteOnTermination: true,
		},
	],
	IamInstanceProfile: {Name: inputs.profileName},
	MetadataOptions: {HttpTokens: 'required', HttpEndpoint: 'enabled'},
	BlockDeviceMappings: [
		{
			DeviceName: rootDevices[deployment.settings.image],
			Ebs: {VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true},
		},
	],
	// Burstable types would run up surplus charges; other types refuse the parameter.
	...(/^t\d/.test(inputs.instanceType) ? {CreditSpecification: {CpuCredits: 'standard'}} : {}),
	...userDataOf(inputs),
	ClientToken: clientToken,
	TagSpecifications: tagSpecifications(tags, 'instance', 'volume', 'network-interface'),
});

/**
 * AWS's reasons of a launch that never worked: all but somebody's wish to terminate. Not all of them are documented:
 * https://github.com/CiscoDevNet/cloud-cml/issues/8 has Client.InvalidKMSKey.InvalidState.
 */
const diedAtBirth = /^(Server|Client)\.(?!UserInitiated|InstanceInitiated|InstanceTerminated)/;

/** https://github.com/aws/karpenter-provider-aws/issues/1407 and many others ask what these mean. */
const keyTrouble = /^Client\.(InternalError|InvalidKMSKey)/;

const deathOf = (code: string, message: string): string =>
	keyTrouble.test(code)
		? `${message || code}. Often the key is the reason that encrypts volumes by default: it has to allow kms:CreateGrant and kms:GenerateDataKeyWithoutPlaintext to whoever builds`
		: message || code;

const outputsOf = ({InstanceId = '', PrivateIpAddress = '', PrivateDnsName = ''}: Instance) => ({
	instanceId: InstanceId,
	privateIp: PrivateIpAddress,
	privateDnsName: PrivateDnsName,
});

/** AWS lists what was terminated for about an hour: by somebody's wish it is gone, of itself it has failed. */
const see = (shown: Instance): Observation => {
	const state = stateOf(shown.State?.Name);
	const {Code = '', Message = ''} = shown.StateReason ?? {};
	const stillborn = diedAtBirth.test(Code);
	switch (state) {
		case 'running':
			return ready(state, outputsOf(shown));
		case 'shutting-down':
			return stillborn ? failed(deathOf(Code, Message), outputsOf(shown)) : going(state, outputsOf(shown));
		case 'terminated':
			return stillborn ? failed(deathOf(Code, Message), outputsOf(shown)) : absent;
		case 'stopping':
		case 'stopped':
			return failed(state, outputsOf(shown));
		default:
			return pending(state, outputsOf(shown));
	}
};

export const instance = (clients: AwsClients): ResourceKind<'instance'> => ({
	operations: {create: 'RunInstances', destroy: 'TerminateInstances', observe: ['DescribeInstances']},
	observe: async targets => {
		const ec2 = await clients.ec2();
		const shown = await collect(
			token => ec2.describeInstances({Filters: [deploymentFilter(targets)], NextToken: token}),
			page => page.Reservations?.flatMap(({Instances = []}) => Instances),
		);
		return observeByTag(targets, shown, (one, {inputs}) =>
			compared(see(one), {
				'its image': [one.ImageId, inputs.imageId],
				'its type': [one.InstanceType, inputs.instanceType],
				'its subnet': [one.SubnetId, inputs.subnetId],
				'its security group': [one.SecurityGroups?.map(({GroupId}) => GroupId), inputs.groupIds],
			}),
		);
	},
	create: async target => {
		const ec2 = await clients.ec2();
		const {Instances} = await ec2.runInstances(request(target));
		refuseDead(Instances?.[0]?.InstanceId, Instances?.[0]?.State?.Name);
		return outputsOf(Instances?.[0] ?? {});
	},
	destroy: async ({outputs}) => {
		const ec2 = await clients.ec2();
		await unlessMissing(ec2.terminateInstances({InstanceIds: [outputs['instanceId'] ?? '']}), undefined);
	},
});
