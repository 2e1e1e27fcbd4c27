import {classify} from '../aws/errors.ts';
import type {RunEventBody} from '../engine/events.ts';
import {UserError} from '../errors.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import type {Outputs, ResourceId} from '../plan/graph.ts';
import {CutOffError} from '../session/cut-off.ts';
import {commandDocument} from '../session/documents.ts';
import type {Connection} from './connection.ts';
import {runRemotely, type Way} from './remote-command.ts';
import {throughSignIn} from './sign-in-pause.ts';
import {objection, type Patience, readAnswer, requestCommand} from './verification.ts';

export type CommandResult = {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
	/** How it was carried there. */
	readonly way: Way;
};

/**
 * Runs one command, which must change nothing, on an instance. A session that is cut off, as by an update of the agent,
 * is followed by one more.
 * @throws what the session throws
 */
const commandOn = async (
	connection: Connection,
	instanceId: string,
	command: string,
	signal: AbortSignal,
): Promise<CommandResult> => {
	try {
		return await collect(connection, instanceId, command, signal);
	} catch (error) {
		if (signal.aborted || !(error instanceof CutOffError)) throw error;
		return await collect(connection, instanceId, command, signal);
	}
};

const collect = async (
	connection: Connection,
	instanceId: string,
	script: string,
	signal: AbortSignal,
): Promise<CommandResult> => {
	const output = {stdout: [] as Uint8Array[], stderr: [] as Uint8Array[]};
	let way: Way = commandDocument;
	const exitCode = await runRemotely(connection, {
		instanceId,
		script,
		onOutput: (bytes, stream) => {
			output[stream].push(bytes.slice());
		},
		onWay: found => {
			way = found;
		},
		signal,
	});
	return {exitCode, stdout: decode(output.stdout), stderr: decode(output.stderr), way};
};

/** Decoded as a whole: a character may be split between two messages. */
const decode = (chunks: readonly Uint8Array[]): string => new TextDecoder().decode(Buffer.concat(chunks));

/** The resources whose outputs the request needs. */
export const resourceIds = {
	client: 'consumer.instance-private',
	server: 'provider.instance-private',
	endpoint: 'consumer.endpoint',
} as const;

/** curl's exit codes as curl(1) names them. */
const curlSays: Readonly<Record<number, string>> = {
	6: 'the name of the endpoint did not resolve',
	7: 'the connection was refused',
	28: 'nothing answered in time',
};

/**
 * Sends the request from the consumer's private instance to the endpoint and tells what came back as
 * `request-verified` or `verification-failed`.
 * @returns `done`, `unverified`, or `interrupted` when the signal ended it
 */
export const sendRequest = async (
	connection: Connection,
	deployment: Deployment,
	outputs: ReadonlyMap<ResourceId, Outputs>,
	{
		patience,
		emit,
		signal,
	}: {
		readonly patience: Patience;
		readonly emit: (body: RunEventBody) => void;
		readonly signal: AbortSignal;
	},
): Promise<'done' | 'unverified' | 'interrupted'> => {
	const output = (resource: ResourceId, name: string): string => {
		const value = outputs.get(resource)?.[name];
		if (value === undefined) throw new Error(`${resource} has no ${name}`);
		return value;
	};
	const host = output(resourceIds.endpoint, 'dnsName');
	const url = `http://${host}/`;
	let result: CommandResult;
	try {
		result = await throughSignIn(connection, {emit}, signal, 'StartSession', () =>
			commandOn(connection, output(resourceIds.client, 'instanceId'), requestCommand(host, patience), signal),
		);
	} catch (error) {
		if (signal.aborted) return 'interrupted';
		emit({type: 'verification-failed', url, reason: whyNoSession(error)});
		return 'unverified';
	}
	const answer = readAnswer(result.stdout);
	const reason =
		result.exitCode === 0 && answer
			? objection(answer, {
					consumerCidr: deployment.settings.consumerCidr,
					deployment: fullName(deployment),
					instanceId: output(resourceIds.server, 'instanceId'),
				})
			: whyNoAnswer(result);
	if (reason !== undefined || !answer) {
		emit({type: 'verification-failed', url, reason: reason ?? ''});
		return 'unverified';
	}
	const {status, server, remoteAddress, body} = answer;
	emit({type: 'request-verified', url, status, server, remoteAddress, body, way: result.way});
	return 'done';
};

const whyNoAnswer = ({exitCode, stderr}: CommandResult): string =>
	curlSays[exitCode] ?? (stderr.trim().split('\n').at(-1) || `curl ended with ${exitCode}`);

const whyNoSession = (error: unknown): string => {
	// What keeps the agent away, or what each way was refused with.
	if (error instanceof UserError) return [error.message, ...error.nextSteps].join(' ');
	const {code, message} = classify(error, 'StartSession');
	return `no Session Manager session: ${code}: ${message}`;
};
