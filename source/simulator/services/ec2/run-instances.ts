import {type Instance, RunInstances$, type RunInstancesRequest, type Tag} from '@aws-sdk/client-ec2';
import {failureOnDemand} from '../../faults.ts';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import type {World} from '../../world.ts';
import {noticeInstance} from './guard-duty.ts';
import {once} from './idempotency.ts';
import {createInterface, freeAddresses} from './interfaces.ts';
import {type Launch, readLaunch} from './launch.ts';
import {reservationsOf, type ShownReservation} from './reservations.ts';
import {after, insert} from './rows.ts';
import {shownInstance} from './shown-instance.ts';
import {creationTags} from './tagging.ts';
import {createRootVolume} from './volumes.ts';

type Tags = {readonly instance: Tag[]; readonly volume: Tag[]; readonly interface: Tag[]};

const tagsOf = ({TagSpecifications}: RunInstancesRequest): Tags => {
	const allowed = ['instance', 'volume', 'network-interface'];
	const of = (type: string) => creationTags(TagSpecifications, type, allowed);
	return {instance: of('instance'), volume: of('volume'), interface: of('network-interface')};
};

const launchOne = (
	input: RunInstancesRequest,
	launch: Launch,
	tags: Tags,
	index: number,
	context: Context,
): World['instances'][string] => {
	const id = context.newId('i');
	const card = createInterface(context, {
		subnet: launch.subnet,
		groups: launch.groups,
		description: launch.interfaceDescription,
		purpose: {type: 'instance', instanceId: id, deleteOnTermination: launch.deleteInterface},
		privateIp: launch.privateIp,
		tags: tags.interface,
	});
	const volume = createRootVolume(context, id, launch, input.BlockDeviceMappings, tags.volume);
	const shown: Instance = {
		...shownInstance(input, launch, {card, volume}),
		InstanceId: id,
		AmiLaunchIndex: index,
		LaunchTime: new Date(context.now),
		Tags: tags.instance,
	};
	noticeInstance(launch.subnet.shown.VpcId, context);
	const failure = failureOnDemand(context, 'instance', [launch.subnet.shown.AvailabilityZoneId]);
	if (failure) after(context, 'instanceRunning', 'instance-failed', id, failure);
	else after(context, 'instanceRunning', 'instance-running', id, {publicAddress: launch.publicAddress});
	return insert(context, context.world.instances, id, shown, {userData: launch.userData});
};

type Instances = readonly World['instances'][string][];

/** @throws ServiceError IdempotentInstanceTerminated when a token's instances are gone. */
const launchedBefore = (ids: string, context: Context): Instances => {
	const rows = ids.split(' ').flatMap(id => context.world.instances[id] ?? []);
	if (rows.length > 0 && rows.some(({shown}) => shown.State?.Name !== 'terminated')) return rows;
	throw new ServiceError(
		'IdempotentInstanceTerminated',
		'The client token you have provided is associated with a resource that is already deleted. Please use a different client token.',
	);
};

const run = (input: RunInstancesRequest, context: Context): ShownReservation => {
	const tags = tagsOf(input);
	const rows = once<Instances>(context, 'RunInstances', input, {
		again: ids => launchedBefore(ids, context),
		make: () => {
			const launch = readLaunch(input, context);
			const count = Math.min(input.MaxCount ?? 1, freeAddresses(context, launch.subnet));
			if (count < (input.MinCount ?? 1)) {
				throw new ServiceError(
					'InsufficientFreeAddressesInSubnet',
					`There are not enough free addresses in subnet '${launch.subnet.id}' to satisfy the requested number of instances.`,
				);
			}
			const launched = Array.from({length: count}, (_, index) => launchOne(input, launch, tags, index, context));
			return {id: launched.map(({id}) => id).join(' '), result: launched};
		},
	});
	return reservationsOf(rows, context)[0] ?? {Instances: []};
};

export const operations: readonly Operation[] = [operation(RunInstances$, run)];
