import {
	DescribeInstanceInformationCommand,
	GetCommandInvocationCommand,
	GetConnectionStatusCommand,
	GetParameterCommand,
	ResumeSessionCommand,
	SendCommandCommand,
	SSMClient,
	type SSMClientConfig,
	StartSessionCommand,
	TerminateSessionCommand,
} from '@aws-sdk/client-ssm';
import {bindCalls} from '../calls.ts';

/** Every Systems Manager operation the program uses. */
export const connectSsm = (config: SSMClientConfig) =>
	bindCalls(new SSMClient(config), {
		describeInstanceInformation: DescribeInstanceInformationCommand,
		getCommandInvocation: GetCommandInvocationCommand,
		getConnectionStatus: GetConnectionStatusCommand,
		getParameter: GetParameterCommand,
		resumeSession: ResumeSessionCommand,
		sendCommand: SendCommandCommand,
		startSession: StartSessionCommand,
		terminateSession: TerminateSessionCommand,
	});
