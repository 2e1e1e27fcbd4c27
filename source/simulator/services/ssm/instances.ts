import {
	DescribeInstanceInformation$,
	type DescribeInstanceInformationCommandInput,
	type DescribeInstanceInformationCommandOutput,
	GetConnectionStatus$,
	type GetConnectionStatusCommandInput,
	type GetConnectionStatusCommandOutput,
	type InstanceInformation,
} from '@aws-sdk/client-ssm';
import {isIn} from '../../lookup.ts';
import {type Context, type Operation, operation, type Sent, ServiceError} from '../../operation.ts';
import type {Machine} from '../../world.ts';
import {paginate} from './paging.ts';

const platforms = {
	ubuntu: {PlatformName: 'Ubuntu', PlatformVersion: '24.04'},
	'amazon-linux': {PlatformName: 'Amazon Linux', PlatformVersion: '2023'},
} as const;

const pingStatus = (machine: Machine) => (machine.agent.state === 'online' ? 'Online' : 'ConnectionLost');

/** The machines of the region whose agent has ever registered. */
export const managed = (context: Context): readonly Machine[] =>
	Object.values(context.world.machines).filter(
		machine =>
			isIn(machine, context) &&
			machine.agent.lastPing > 0 &&
			context.world.instances[machine.instanceId]?.shown.State?.Name !== 'terminated',
	);

const inform = (machine: Machine, {world}: Context): InstanceInformation => {
	const instance = world.instances[machine.instanceId]?.shown;
	return {
		InstanceId: machine.instanceId,
		PingStatus: pingStatus(machine),
		LastPingDateTime: new Date(machine.agent.lastPing),
		AgentVersion: '3.3.3050.0',
		IsLatestVersion: true,
		PlatformType: 'Linux',
		...platforms[machine.image],
		ResourceType: 'EC2Instance',
		...(instance?.PrivateIpAddress ? {IPAddress: instance.PrivateIpAddress} : {}),
		...(instance?.PrivateDnsName ? {ComputerName: instance.PrivateDnsName} : {}),
	};
};

const filterValue: Readonly<Record<string, (information: InstanceInformation) => string | undefined>> = {
	InstanceIds: information => information.InstanceId,
	PingStatus: information => information.PingStatus,
	PlatformTypes: information => information.PlatformType,
	ResourceType: information => information.ResourceType,
	AgentVersion: information => information.AgentVersion,
};

/** Both spellings of the filters as one list. */
const filtersOf = (input: DescribeInstanceInformationCommandInput) => [
	...(input.Filters ?? []).map(({Key, Values}) => ({key: Key ?? '', values: Values ?? []})),
	...(input.InstanceInformationFilterList ?? []).map(({key, valueSet}) => ({key: key ?? '', values: valueSet ?? []})),
];

const describeInstanceInformation = (
	input: DescribeInstanceInformationCommandInput,
	context: Context,
): Sent<DescribeInstanceInformationCommandOutput> => {
	const matching = filtersOf(input).reduce(
		(left, {key, values}) => {
			const read = Object.hasOwn(filterValue, key) ? filterValue[key] : undefined;
			if (!read) throw new ServiceError('InvalidFilterKey', `The specified filter key is not valid: ${key}`);
			return left.filter(information => values.includes(read(information) ?? ''));
		},
		managed(context).map(machine => inform(machine, context)),
	);
	const {page, NextToken} = paginate(matching, input, [5, 50]);
	return {InstanceInformationList: page, NextToken};
};

/** The machine behind a target, when a session can be opened on it now. */
export const connectedMachine = (target: string | undefined, context: Context): Machine | undefined =>
	managed(context).find(
		({instanceId, agent}) => instanceId === target && agent.state === 'online' && (agent.channelAt ?? 0) <= context.now,
	);

const getConnectionStatus = (
	{Target}: GetConnectionStatusCommandInput,
	context: Context,
): Sent<GetConnectionStatusCommandOutput> => ({
	Target,
	Status: connectedMachine(Target, context) ? 'connected' : 'notconnected',
});

export const operations: readonly Operation[] = [
	operation(DescribeInstanceInformation$, describeInstanceInformation),
	operation(GetConnectionStatus$, getConnectionStatus),
];
