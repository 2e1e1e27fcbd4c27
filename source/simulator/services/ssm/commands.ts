import {
	CancelCommand$,
	type CancelCommandCommandInput,
	type CancelCommandCommandOutput,
	GetCommandInvocation$,
	type GetCommandInvocationCommandInput,
	type GetCommandInvocationCommandOutput,
	ListCommandInvocations$,
	type ListCommandInvocationsCommandInput,
	type ListCommandInvocationsCommandOutput,
	ListCommands$,
	type ListCommandsCommandInput,
	type ListCommandsCommandOutput,
	SendCommand$,
	type SendCommandCommandInput,
	type SendCommandCommandOutput,
} from '@aws-sdk/client-ssm';
import {isIn, visible} from '../../lookup.ts';
import {type Context, type Operation, operation, type Sent, ServiceError, type TimerTable} from '../../operation.ts';
import {drawHex} from '../../random.ts';
import {drawSeconds} from '../../timings.ts';
import type {CommandRecord, Invocation, TimerPayload} from '../../world.ts';
import {checkCommandDocument} from './documents.ts';
import {connectedMachine, managed} from './instances.ts';
import {invalidMember, paginate} from './paging.ts';
import {listInvocation, pluginName, showCommand, showInvocation} from './shown-command.ts';

const milliseconds = (context: Context, timing: 'idVisibility' | 'commandDelivery'): number =>
	Math.round(1000 * drawSeconds(context, timing));

const newCommandId = ({world}: Context): string => {
	const hex = drawHex(world, 31);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
};

const instanceIdPattern = /^(?:i-(?:\w{8}|\w{17})|mi-\w{17})$/;

/** Machines whose agent has registered and whose instance runs: also those whose agent is away, which may come back. */
const checkTargets = (instanceIds: readonly string[], context: Context): void => {
	if (instanceIds.length === 0) throw new ServiceError('InvalidInstanceId', '');
	if (instanceIds.length > 50)
		throw invalidMember(`[${instanceIds.join(', ')}]`, 'instanceIds', 'have length less than or equal to 50');
	const malformed = instanceIds.find(id => !instanceIdPattern.test(id));
	if (malformed !== undefined) {
		throw invalidMember(
			`[${malformed}]`,
			'instanceIds',
			'satisfy constraint: [Member must satisfy regular expression pattern: (^i-(\\w{8}|\\w{17})$)|(^mi-\\w{17}$)]',
		);
	}
	const ready = new Set(managed(context).map(({instanceId}) => instanceId));
	const unready = instanceIds.filter(
		id => !ready.has(id) || context.world.instances[id]?.shown.State?.Name === 'shutting-down',
	);
	if (unready.length > 0) {
		throw new ServiceError(
			'InvalidInstanceId',
			`Instances [[${unready.join(', ')}]] not in a valid state for account ${context.account}`,
		);
	}
};

const send = (input: SendCommandCommandInput, context: Context): Sent<SendCommandCommandOutput> => {
	const {DocumentName = '', Parameters = {}, TimeoutSeconds = 3600, Comment = ''} = input;
	if (TimeoutSeconds < 30 || TimeoutSeconds > 2_592_000) {
		const bound = TimeoutSeconds < 30 ? 'greater than or equal to 30' : 'less than or equal to 2592000';
		throw invalidMember(TimeoutSeconds, 'timeoutSeconds', `have value ${bound}`);
	}
	if (Comment.length > 100) throw invalidMember(Comment, 'comment', 'have length less than or equal to 100');
	checkCommandDocument(DocumentName, Parameters);
	const instanceIds = [...new Set(input.InstanceIds ?? [])];
	checkTargets(instanceIds, context);
	const invocation = (): Invocation => ({
		visibleAt: context.now + milliseconds(context, 'idVisibility'),
		status: 'Pending',
		details: 'Pending',
		responseCode: -1,
		stdout: '',
		stderr: '',
	});
	const record: CommandRecord = {
		id: newCommandId(context),
		account: context.account,
		region: context.region,
		documentName: DocumentName,
		parameters: Parameters,
		comment: Comment,
		requestedAt: context.now,
		timeoutSeconds: TimeoutSeconds,
		invocations: Object.fromEntries(instanceIds.map(id => [id, invocation()])),
	};
	context.world.commands[record.id] = record;
	for (const instanceId of instanceIds) {
		context.schedule(milliseconds(context, 'commandDelivery'), 'command-delivery', {id: record.id, instanceId});
	}
	return {Command: showCommand(record)};
};

const findCommand = (id: string | undefined, context: Context): CommandRecord | undefined => {
	const {commands} = context.world;
	const record = id !== undefined && Object.hasOwn(commands, id) ? commands[id] : undefined;
	return record && isIn(record, context) ? record : undefined;
};

const getInvocation = (
	{CommandId, InstanceId = '', PluginName}: GetCommandInvocationCommandInput,
	context: Context,
): Sent<GetCommandInvocationCommandOutput> => {
	const record = findCommand(CommandId, context);
	const invocation =
		record && Object.hasOwn(record.invocations, InstanceId) ? record.invocations[InstanceId] : undefined;
	// SSM says no more than the code, here and below.
	if (!record || !invocation || !visible(invocation, context.now)) throw new ServiceError('InvocationDoesNotExist', '');
	if (PluginName !== undefined && PluginName !== pluginName) throw new ServiceError('InvalidPluginName', '');
	return showInvocation(record, InstanceId, invocation);
};

/** The commands of the region, the last one first, or the one that is named. */
const commandsOf = (id: string | undefined, context: Context): readonly CommandRecord[] => {
	const named = findCommand(id, context);
	if (id !== undefined && !named) throw new ServiceError('InvalidCommandId', '');
	if (named) return [named];
	return Object.values(context.world.commands)
		.filter(record => isIn(record, context))
		.toSorted((a, b) => b.requestedAt - a.requestedAt);
};

const refuseFilters = (filters: readonly unknown[] | undefined): void => {
	if (filters?.length) throw new ServiceError('InvalidFilterKey', 'The specified filter key is not valid.');
};

const list = (input: ListCommandsCommandInput, context: Context): Sent<ListCommandsCommandOutput> => {
	refuseFilters(input.Filters);
	const matching = commandsOf(input.CommandId, context).filter(
		({invocations}) => input.InstanceId === undefined || Object.hasOwn(invocations, input.InstanceId),
	);
	const {page, NextToken} = paginate(matching.map(showCommand), input, [1, 50]);
	return {Commands: page, NextToken};
};

const listInvocations = (
	input: ListCommandInvocationsCommandInput,
	context: Context,
): Sent<ListCommandInvocationsCommandOutput> => {
	refuseFilters(input.Filters);
	const rows = commandsOf(input.CommandId, context).flatMap(record =>
		Object.entries(record.invocations)
			.filter(([id, row]) => visible(row, context.now) && (input.InstanceId ?? id) === id)
			.map(([id, row]) => listInvocation(record, id, row, input.Details ?? false)),
	);
	const {page, NextToken} = paginate(rows, input, [1, 50]);
	return {CommandInvocations: page, NextToken};
};

const cancel = (
	{CommandId, InstanceIds}: CancelCommandCommandInput,
	context: Context,
): Sent<CancelCommandCommandOutput> => {
	const record = findCommand(CommandId, context);
	if (!record) throw new ServiceError('InvalidCommandId', '');
	for (const [instanceId, invocation] of Object.entries(record.invocations)) {
		if (InstanceIds?.length && !InstanceIds.includes(instanceId)) continue;
		if (invocation.status !== 'Pending' && invocation.status !== 'InProgress') continue;
		end(invocation, context, {status: 'Cancelled', details: 'Cancelled'});
		context.invocationChanged(record.id, instanceId);
	}
	return {};
};

const end = (invocation: Invocation, {now}: Context, result: Partial<Invocation>): void => {
	Object.assign(invocation, result, invocation.startedAt === undefined ? {} : {endedAt: now});
};

/** What a timer is about; undefined when it is over. */
const invocationOf = (payload: TimerPayload, {world}: Context) => {
	const record = world.commands[String(payload['id'])];
	const instanceId = String(payload['instanceId']);
	const invocation = record?.invocations[instanceId];
	return record && invocation ? {record, instanceId, invocation} : undefined;
};

/** How long until the service tries again to deliver, ms. */
const lookAgain = 5000;

/** The agent looks for commands: one that is away may come back until the command's time is up. */
const deliver: TimerTable[string] = (payload, context) => {
	const found = invocationOf(payload, context);
	if (found?.invocation.status !== 'Pending') return;
	const {record, instanceId, invocation} = found;
	if (connectedMachine(instanceId, context)) {
		Object.assign(invocation, {status: 'InProgress', details: 'InProgress', startedAt: context.now});
		const seconds = Number(record.parameters['executionTimeout']?.[0] ?? 3600);
		context.schedule(1000 * seconds, 'command-overdue', {id: record.id, instanceId});
		context.invocationChanged(record.id, instanceId);
		return;
	}
	const left = record.requestedAt + 1000 * record.timeoutSeconds - context.now;
	if (left <= 0) return end(invocation, context, {status: 'TimedOut', details: 'DeliveryTimedOut'});
	context.schedule(Math.min(left, lookAgain), 'command-delivery', {id: record.id, instanceId});
};

/** The agent kills what runs longer than its executionTimeout. */
const stopOverdue: TimerTable[string] = (payload, context) => {
	const found = invocationOf(payload, context);
	if (found?.invocation.status !== 'InProgress') return;
	end(found.invocation, context, {status: 'TimedOut', details: 'ExecutionTimedOut', responseCode: 137});
	context.invocationChanged(found.record.id, found.instanceId);
};

export const operations: readonly Operation[] = [
	operation(SendCommand$, send),
	operation(GetCommandInvocation$, getInvocation),
	operation(ListCommands$, list),
	operation(ListCommandInvocations$, listInvocations),
	operation(CancelCommand$, cancel),
];

export const timers: TimerTable = {'command-delivery': deliver, 'command-overdue': stopOverdue};
