import type {
	Command,
	CommandInvocation,
	CommandPlugin,
	GetCommandInvocationCommandOutput,
	NotificationConfig,
} from '@aws-sdk/client-ssm';
import type {Sent} from '../../operation.ts';
import type {CommandRecord, Invocation} from '../../world.ts';

/** The document's one step. */
export const pluginName = 'aws:runShellScript';

/** How much of its output a listing shows of a step, in characters. */
const listedOutput = 2500;

/** Nobody is notified, nothing goes to CloudWatch: as SSM shows that. */
const notification: NotificationConfig = {
	NotificationArn: '',
	NotificationEvents: [],
	// SSM sends an empty text, which the model's enumeration lacks.
	NotificationType: '' as 'Command',
};
const cloudWatch = {CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false};

const isOver = ({status}: Invocation): boolean => status !== 'Pending' && status !== 'InProgress';

/** Of several invocations the command shows the worst, and none before all are over. */
const statusOf = (invocations: readonly Invocation[]): Pick<Invocation, 'status' | 'details'> => {
	const worst = (['Cancelled', 'TimedOut', 'Failed'] as const).flatMap(status =>
		invocations.filter(invocation => invocation.status === status),
	)[0];
	if (invocations.every(isOver)) return worst ?? {status: 'Success', details: 'Success'};
	const begun = invocations.some(({status}) => status !== 'Pending');
	return begun ? {status: 'InProgress', details: 'InProgress'} : {status: 'Pending', details: 'Pending'};
};

const count = (invocations: readonly Invocation[], chosen: (invocation: Invocation) => boolean): number =>
	invocations.filter(chosen).length;

/** A command as SendCommand and ListCommands show it. */
export const showCommand = (record: CommandRecord): Command => {
	const invocations = Object.values(record.invocations);
	const {status, details} = statusOf(invocations);
	const executionSeconds = Number(record.parameters['executionTimeout']?.[0] ?? 3600);
	return {
		CommandId: record.id,
		DocumentName: record.documentName,
		DocumentVersion: '$DEFAULT',
		Comment: record.comment,
		// Both timeouts together: the documentation of Command.
		ExpiresAfter: new Date(record.requestedAt + 1000 * (record.timeoutSeconds + executionSeconds)),
		Parameters: Object.fromEntries(Object.entries(record.parameters).map(([name, values]) => [name, [...values]])),
		InstanceIds: Object.keys(record.invocations),
		Targets: [],
		RequestedDateTime: new Date(record.requestedAt),
		Status: status,
		StatusDetails: details,
		MaxConcurrency: '50',
		MaxErrors: '0',
		TargetCount: invocations.length,
		CompletedCount: count(invocations, isOver),
		ErrorCount: count(invocations, invocation => invocation.status === 'Failed'),
		DeliveryTimedOutCount: count(invocations, invocation => invocation.details === 'DeliveryTimedOut'),
		ServiceRole: '',
		NotificationConfig: notification,
		CloudWatchOutputConfig: cloudWatch,
		TimeoutSeconds: record.timeoutSeconds,
	};
};

/** ISO 8601 as Java writes it: `PT1H0.271S`. */
const durationOf = (milliseconds: number): string => {
	const hours = Math.floor(milliseconds / 3_600_000);
	const minutes = Math.floor(milliseconds / 60_000) % 60;
	const seconds = (milliseconds % 60_000) / 1000;
	return `PT${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds || !(hours || minutes) ? `${seconds}S` : ''}`;
};

/**
 * An invocation as GetCommandInvocation shows it. The end is the start and whole seconds, as in AWS's own examples: only
 * the elapsed time has milliseconds.
 */
export const showInvocation = (
	{id, comment, documentName}: CommandRecord,
	instanceId: string,
	{startedAt, endedAt, status, details, responseCode, stdout, stderr}: Invocation,
): Sent<GetCommandInvocationCommandOutput> => {
	const elapsed = (endedAt ?? startedAt ?? 0) - (startedAt ?? 0);
	const isTimed = startedAt !== undefined && endedAt !== undefined;
	return {
		CommandId: id,
		InstanceId: instanceId,
		Comment: comment,
		DocumentName: documentName,
		DocumentVersion: '$DEFAULT',
		PluginName: startedAt === undefined ? '' : pluginName,
		ResponseCode: responseCode,
		ExecutionStartDateTime: startedAt === undefined ? '' : new Date(startedAt).toISOString(),
		ExecutionElapsedTime: isTimed ? durationOf(elapsed) : '',
		ExecutionEndDateTime: isTimed ? new Date(startedAt + 1000 * Math.floor(elapsed / 1000)).toISOString() : '',
		Status: status,
		StatusDetails: details,
		StandardOutputContent: stdout,
		StandardOutputUrl: '',
		StandardErrorContent: stderr,
		StandardErrorUrl: '',
		CloudWatchOutputConfig: cloudWatch,
	};
};

/** Both outputs as one text, as the agent joins them. */
const joined = ({stdout, stderr}: Invocation): string => {
	const text = stdout + (stderr === '' ? '' : `\n----------ERROR-------\n${stderr}`);
	const mark = '\n---Output truncated---';
	return text.length <= listedOutput ? text : text.slice(0, listedOutput - mark.length) + mark;
};

const showPlugin = (invocation: Invocation): CommandPlugin => ({
	Name: pluginName,
	Status: invocation.status,
	StatusDetails: invocation.details,
	ResponseCode: invocation.responseCode,
	...(invocation.startedAt === undefined ? {} : {ResponseStartDateTime: new Date(invocation.startedAt)}),
	...(invocation.endedAt === undefined ? {} : {ResponseFinishDateTime: new Date(invocation.endedAt)}),
	Output: joined(invocation),
	StandardOutputUrl: '',
	StandardErrorUrl: '',
	OutputS3Region: '',
	OutputS3BucketName: '',
	OutputS3KeyPrefix: '',
});

/** An invocation as ListCommandInvocations shows it, with its steps where `details` are asked for. */
export const listInvocation = (
	{id, comment, documentName, requestedAt}: CommandRecord,
	instanceId: string,
	invocation: Invocation,
	details: boolean,
): CommandInvocation => ({
	CommandId: id,
	InstanceId: instanceId,
	InstanceName: '',
	Comment: comment,
	DocumentName: documentName,
	DocumentVersion: '$DEFAULT',
	RequestedDateTime: new Date(requestedAt),
	Status: invocation.status,
	StatusDetails: invocation.details,
	StandardOutputUrl: '',
	StandardErrorUrl: '',
	CommandPlugins: details ? [showPlugin(invocation)] : [],
	ServiceRole: '',
	NotificationConfig: notification,
	CloudWatchOutputConfig: cloudWatch,
});
