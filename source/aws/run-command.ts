import type {Clock} from '../clock.ts';
import {UserError} from '../errors.ts';
import type {AwsClients} from './clients.ts';
import {classify} from './errors.ts';

/** Run Command's document for a shell script. */
export const scriptDocument = 'AWS-RunShellScript';

/** What Run Command keeps of a command's output, characters; the rest is cut off. */
export const longestOutput = 24_000;

export type RunCommandResult = {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
};

/** How often it is asked whether the command has ended, ms. */
const pollInterval = 2_000;

/** The agent must take the command within so many seconds (AWS's least is 30). */
const deliveryTimeout = 60;

/** What the agent adds to the errors of a script that did not end with 0. */
const agentsRemark = /failed to run commands: exit status \d+\s*$/;

/** Statuses that are not the last one. */
const underWay = ['Pending', 'InProgress', 'Delayed', 'Cancelling'];

/**
 * Runs a script by Run Command and waits for its end; its output comes at the end, the first 24,000 characters of it.
 * @throws UserError when the agent did not run it; what AWS answers to SendCommand
 */
export const runShellScript = async (
	clients: AwsClients,
	{
		instanceId,
		script,
		clock,
		signal,
	}: {
		readonly instanceId: string;
		readonly script: string;
		readonly clock: Clock;
		readonly signal: AbortSignal;
	},
): Promise<RunCommandResult> => {
	const ssm = await clients.ssm();
	const {Command} = await ssm.sendCommand({
		DocumentName: scriptDocument,
		InstanceIds: [instanceId],
		Parameters: {commands: [script]},
		TimeoutSeconds: deliveryTimeout,
	});
	const CommandId = Command?.CommandId ?? '';
	for (;;) {
		await clock.sleep(pollInterval, signal);
		const invocation = await unlessNotThere(() => ssm.getCommandInvocation({CommandId, InstanceId: instanceId}));
		const {Status = 'Pending', StatusDetails, ResponseCode = -1} = invocation ?? {};
		if (underWay.includes(Status)) continue;
		// -1: it was never started, so that there is no exit code.
		if (ResponseCode < 0) {
			throw new UserError(`Run Command did not run it: ${StatusDetails ?? Status}.`, {
				nextSteps: ['Look at the command in the Run Command console of this region.'],
			});
		}
		const {StandardOutputContent: stdout = '', StandardErrorContent: stderr = ''} = invocation ?? {};
		return {exitCode: ResponseCode, stdout, stderr: stderr.replace(agentsRemark, '')};
	}
};

/** Right after SendCommand the invocation may not be seen yet; a busy moment passes. */
const unlessNotThere = async <T>(look: () => Promise<T>): Promise<T | undefined> => {
	try {
		return await look();
	} catch (error) {
		const found = classify(error, 'GetCommandInvocation');
		if (found.code === 'InvocationDoesNotExist' || found.class === 'throttled' || found.class === 'ambiguous')
			return undefined;
		throw error;
	}
};
