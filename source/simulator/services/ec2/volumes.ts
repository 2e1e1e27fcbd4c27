import {
	DescribeVolumes$,
	type DescribeVolumesRequest,
	type DescribeVolumesResult,
	type RunInstancesRequest,
	type Tag,
	type Volume,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, type TimerTable} from '../../operation.ts';
import type {Row} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import type {Launch} from './launch.ts';
import {notFound} from './not-found.ts';
import {after, insert, onRow} from './rows.ts';

/** Creates the root volume of an instance, as the request and the image have it. */
export const createRootVolume = (
	context: Context,
	instanceId: string,
	{image, subnet}: Launch,
	mappings: RunInstancesRequest['BlockDeviceMappings'],
	tags: Tag[],
): Row<Volume> => {
	const wanted = mappings?.find(({DeviceName}) => DeviceName === image.rootDevice)?.Ebs ?? {};
	const id = context.newId('vol');
	const shown: Volume = {
		VolumeId: id,
		Attachments: [
			{
				AttachTime: new Date(context.now),
				DeleteOnTermination: wanted.DeleteOnTermination ?? true,
				Device: image.rootDevice,
				InstanceId: instanceId,
				State: 'attaching',
				VolumeId: id,
			},
		],
		AvailabilityZone: subnet.shown.AvailabilityZone,
		AvailabilityZoneId: subnet.shown.AvailabilityZoneId,
		CreateTime: new Date(context.now),
		Encrypted: wanted.Encrypted ?? false,
		Iops: wanted.Iops ?? 3000,
		MultiAttachEnabled: false,
		Size: wanted.VolumeSize ?? image.rootSize,
		State: 'creating',
		Tags: tags,
		Throughput: wanted.Throughput ?? 125,
		VolumeType: wanted.VolumeType ?? 'gp3',
	};
	after(context, 'volume', 'volume-attached', id);
	return insert(context, context.world.volumes, id, shown, {});
};

/** What becomes of an instance's volumes when it is terminated. */
export const releaseVolumes = (context: Context, instanceId: string): void => {
	for (const [id, {shown}] of Object.entries(context.world.volumes)) {
		const attachment = shown.Attachments?.find(each => each.InstanceId === instanceId);
		if (!attachment) continue;
		if (attachment.DeleteOnTermination) delete context.world.volumes[id];
		shown.State = 'available';
		shown.Attachments = [];
	}
};

const getters: FilterGetters<Row<Volume>> = {
	'volume-id': ({id}) => id,
	'attachment.instance-id': ({shown}) => (shown.Attachments ?? []).map(({InstanceId}) => InstanceId),
	'attachment.status': ({shown}) => (shown.Attachments ?? []).map(({State}) => State),
	'attachment.delete-on-termination': ({shown}) =>
		(shown.Attachments ?? []).map(({DeleteOnTermination}) => DeleteOnTermination),
	'availability-zone': ({shown}) => shown.AvailabilityZone,
	encrypted: ({shown}) => shown.Encrypted,
	size: ({shown}) => shown.Size,
	status: ({shown}) => shown.State,
	'volume-type': ({shown}) => shown.VolumeType,
};

const describe = (input: DescribeVolumesRequest, context: Context): DescribeVolumesResult => {
	const {page, NextToken} = describeRows(context, context.world.volumes, {
		...input,
		ids: input.VolumeIds,
		notFound: notFound.volume,
		filters: input.Filters,
		getters,
	});
	return {Volumes: page.map(({shown}) => shown), NextToken};
};

export const operations: readonly Operation[] = [operation(DescribeVolumes$, describe)];

export const timers: TimerTable = {
	'volume-attached': onRow(
		world => world.volumes,
		({shown}) => {
			const [attachment] = shown.Attachments ?? [];
			if (!attachment) return;
			shown.State = 'in-use';
			attachment.State = 'attached';
		},
	),
};
