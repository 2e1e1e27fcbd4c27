import {
	DescribeInstances$,
	type DescribeInstancesRequest,
	type DescribeInstancesResult,
	type Instance,
	type InstanceState,
	type InstanceStateChange,
	RebootInstances$,
	type RebootInstancesRequest,
	TerminateInstances$,
	type TerminateInstancesRequest,
	type TerminateInstancesResult,
} from '@aws-sdk/client-ec2';
import {imagesOf} from '../../catalogue.ts';
import {type Context, type Operation, operation, ServiceError, type TimerTable} from '../../operation.ts';
import type {Row, World} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {associate, drawPublicAddress, interfacesWhere, removeInterfaces} from './interfaces.ts';
import {notFound} from './not-found.ts';
import {reservationsOf} from './reservations.ts';
import {after, need, onRow} from './rows.ts';
import {interfaceOfInstance} from './shown-instance.ts';
import {releaseVolumes} from './volumes.ts';

type InstanceRow = World['instances'][string];

const running: InstanceState = {Code: 16, Name: 'running'};
const shuttingDown: InstanceState = {Code: 32, Name: 'shutting-down'};
const terminated: InstanceState = {Code: 48, Name: 'terminated'};

const getters: FilterGetters<Row<Instance, {userData: string}>> = {
	'instance-id': ({id}) => id,
	architecture: ({shown}) => shown.Architecture,
	'availability-zone': ({shown}) => shown.Placement?.AvailabilityZone,
	'client-token': ({shown}) => shown.ClientToken,
	'dns-name': ({shown}) => shown.PublicDnsName,
	'iam-instance-profile.arn': ({shown}) => shown.IamInstanceProfile?.Arn,
	'image-id': ({shown}) => shown.ImageId,
	'instance-state-code': ({shown}) => shown.State?.Code,
	'instance-state-name': ({shown}) => shown.State?.Name,
	'instance-type': ({shown}) => shown.InstanceType,
	'instance.group-id': ({shown}) => (shown.SecurityGroups ?? []).map(({GroupId}) => GroupId),
	'instance.group-name': ({shown}) => (shown.SecurityGroups ?? []).map(({GroupName}) => GroupName),
	'ip-address': ({shown}) => shown.PublicIpAddress,
	'network-interface.network-interface-id': ({shown}) =>
		(shown.NetworkInterfaces ?? []).map(({NetworkInterfaceId}) => NetworkInterfaceId),
	'network-interface.subnet-id': ({shown}) => (shown.NetworkInterfaces ?? []).map(({SubnetId}) => SubnetId),
	'network-interface.vpc-id': ({shown}) => (shown.NetworkInterfaces ?? []).map(({VpcId}) => VpcId),
	'private-dns-name': ({shown}) => shown.PrivateDnsName,
	'private-ip-address': ({shown}) => shown.PrivateIpAddress,
	'reservation-id': ({id}) => id.replace(/^i-/, 'r-'),
	'subnet-id': ({shown}) => shown.SubnetId,
	'vpc-id': ({shown}) => shown.VpcId,
};

/** Of several ids that are unknown, EC2 speaks in the plural. */
const unknown = {
	...notFound.instance,
	message: (ids: string) =>
		ids.includes(',') ? `The instance IDs '${ids}' do not exist` : notFound.instance.message(ids),
};

const describe = (input: DescribeInstancesRequest, context: Context): DescribeInstancesResult => {
	const {page, NextToken} = describeRows(context, context.world.instances, {
		...input,
		ids: input.InstanceIds,
		exclusive: ['instancesSet', 'maxResults'],
		notFound: unknown,
		filters: input.Filters,
		getters,
	});
	return {Reservations: [...reservationsOf(page, context)], NextToken};
};

const needAll = (ids: readonly string[] | undefined, context: Context): readonly InstanceRow[] =>
	(ids ?? []).map(id => need(context, context.world.instances, id, notFound.instance));

const switchOff = (context: Context, id: string): void => {
	const machine = context.world.machines[id];
	if (!machine || machine.power === 'off') return;
	machine.power = 'off';
	machine.agent = {...machine.agent, state: 'stopped', reason: 'The instance is shut down.'};
	context.powerChanged(id);
};

const terminateOne = ({id, shown}: InstanceRow, context: Context): InstanceStateChange => {
	const before = shown.State;
	if (before?.Name !== 'shutting-down' && before?.Name !== 'terminated') {
		shown.State = shuttingDown;
		const code = 'Client.UserInitiatedShutdown';
		shown.StateReason = {Code: code, Message: `${code}: User initiated shutdown`};
		const time = new Date(context.now).toISOString().slice(0, 19).replace('T', ' ');
		shown.StateTransitionReason = `User initiated (${time} GMT)`;
		switchOff(context, id);
		after(context, 'instanceTerminate', 'instance-terminated', id);
	}
	return {InstanceId: id, CurrentState: shown.State, PreviousState: before};
};

const terminate = (input: TerminateInstancesRequest, context: Context): TerminateInstancesResult => ({
	TerminatingInstances: needAll(input.InstanceIds, context).map(row => terminateOne(row, context)),
});

const reboot = (input: RebootInstancesRequest, context: Context): void => {
	const rows = needAll(input.InstanceIds, context);
	const other = rows.find(({shown}) => shown.State?.Name !== 'running');
	if (other)
		throw new ServiceError('IncorrectState', `Instance ${other.id} is not in a state from which it can be rebooted.`);
	for (const {id} of rows) {
		const machine = context.world.machines[id];
		if (!machine) continue;
		machine.power = 'booting';
		machine.bootedAt = context.now;
		context.powerChanged(id);
	}
};

const powerOn = ({id, account, region, shown, hidden}: InstanceRow, context: Context): void => {
	const image = imagesOf(region).find(each => each.id === shown.ImageId);
	context.world.machines[id] = {
		instanceId: id,
		account,
		region,
		image: image?.image ?? 'ubuntu',
		userData: hidden.userData,
		power: 'booting',
		bootedAt: context.now,
		files: {},
		packages: [],
		services: {},
		console: '',
		agent: {state: 'stopped', reason: 'The instance has not booted yet.', lastPing: 0},
	};
	context.powerChanged(id);
};

const mapPublicAddress = ({shown}: InstanceRow, context: Context): void => {
	const card = context.world.networkInterfaces[shown.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? ''];
	if (!card) return;
	associate(context, card, {PublicIp: drawPublicAddress(context), IpOwnerId: 'amazon'});
	shown.PublicIpAddress = card.shown.Association?.PublicIp;
	const named = context.world.vpcs[shown.VpcId ?? '']?.hidden.dnsHostnames;
	shown.PublicDnsName = named ? card.shown.Association?.PublicDnsName : '';
	shown.NetworkInterfaces = [interfaceOfInstance(card)];
};

/** What a terminated instance shows no more. */
const unplaced: Partial<Instance> = {
	BlockDeviceMappings: [],
	NetworkInterfaces: [],
	PrivateDnsName: '',
	PrivateIpAddress: undefined,
	PublicDnsName: '',
	PublicIpAddress: undefined,
	SecurityGroups: [],
	SubnetId: undefined,
	VpcId: undefined,
};

const end = ({id, shown}: InstanceRow, context: Context): void => {
	const cards = interfacesWhere(context, ({Attachment}) => Attachment?.InstanceId === id);
	for (const card of cards) {
		if (card.shown.Attachment?.DeleteOnTermination) removeInterfaces(context, [card.id]);
		else Object.assign(card.shown, {Attachment: undefined, Association: undefined, Status: 'available'});
	}
	releaseVolumes(context, id);
	Object.assign(shown, unplaced, {State: terminated});
	after(context, 'instanceListed', 'instance-forgotten', id);
};

const table = (world: World) => world.instances;

export const operations: readonly Operation[] = [
	operation(DescribeInstances$, describe),
	operation(TerminateInstances$, terminate),
	operation(RebootInstances$, reboot),
];

export const timers: TimerTable = {
	'instance-running': onRow(table, (row, context, payload) => {
		if (row.shown.State?.Name !== 'pending') return;
		row.shown.State = running;
		if (payload['publicAddress'] === true) mapPublicAddress(row, context);
		powerOn(row, context);
	}),
	// What EC2 finds out only when it starts the instance: it never runs.
	'instance-failed': onRow(table, ({id, shown}, context, {code, message}) => {
		if (shown.State?.Name !== 'pending') return;
		shown.State = shuttingDown;
		shown.StateReason = {Code: String(code), Message: String(message)};
		shown.StateTransitionReason = 'Server.InternalError';
		after(context, 'instanceTerminate', 'instance-terminated', id);
	}),
	'instance-terminated': onRow(table, end),
	'instance-forgotten': onRow(table, ({id}, context) => {
		delete context.world.instances[id];
		delete context.world.machines[id];
	}),
};
